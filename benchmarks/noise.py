"""``python -m benchmarks noise SCENARIO PLAN``: how far chance moves what a refusal costs.

Some refusals of the plan are planned again and again as `camels` plans them: from the plan, in equal time, by seeds 1
to 6.
Noise is how far seeds 1 to 3 end apart at most. It is tested on seeds 4 to 6, by which it was not measured: each of
them should end no further than that from what the first three say.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.apart import warm_up
from benchmarks.table import Table, amount
from consolidate.check.verdict import Verdict, check
from consolidate.graph.windows import possible_options
from consolidate.plan.files import read_plan
from consolidate.programme.programme import Programme
from consolidate.scenario.read import read_scenario
from consolidate.study.case import Restriction
from consolidate.study.effort import Effort
from consolidate.study.refusals import refusals
from consolidate.study.session import Session
from consolidate.units import FINE

MEASURED, TESTED = (1, 2, 3), (4, 5, 6)
HEAD = ("domain", *(f"seed {seed}" for seed in (*MEASURED, *TESTED)), "spread of the first three")


@dataclass(frozen=True)
class Row:
    """A refusal: what it costs by seed, in whole money; None where no plan was found."""

    domain: str
    measured: tuple[int | None, ...]
    tested: tuple[int | None, ...]

    @property
    def span(self) -> tuple[int, int]:
        """The least and the most of the measured ones."""
        known = [cost for cost in self.measured if cost is not None]
        return min(known, default=0), max(known, default=0)

    @property
    def spread(self) -> int:
        """How far the measured ones end apart."""
        return self.span[1] - self.span[0]

    def inside(self, noise: int) -> int:
        """How many of the tested ones lie no further than the noise from the measured ones."""
        least, most = self.span
        return sum(least - noise <= cost <= most + noise for cost in self.tested if cost is not None)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks noise", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("scenario", type=Path)
    found.add_argument("plan", type=Path)
    found.add_argument("--time-limit", dest="limit", type=float, default=15, metavar="SECONDS", help="of each run")
    found.add_argument("--workers", type=int, default=2)
    found.add_argument("--cases", type=int, default=4, metavar="N", help="so many refusals, at equal distances")
    found.add_argument("--json", action="store_true")
    return found


def noise(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, plan, print what came of it."""
    options = parser().parse_args(arguments)
    warm_up()
    programme = Programme(read_scenario(options.scenario))
    plan = check(programme, read_plan(options.plan).decisions)
    rows = [
        _row(plan, restriction, options.limit, options.workers) for restriction in _restrictions(plan, options.cases)
    ]
    told = summary(rows)
    if options.json:
        print(json.dumps(told, indent=1))
        return
    print(Table(HEAD, [_cells(row) for row in rows]).markdown())
    print(f"noise {amount(told['noise'])}; {told['inside']} of {told['tested']} tested runs lie within it")


def summary(rows: Sequence[Row]) -> dict[str, int]:
    """The noise that the first seeds say, and how many of the other seeds' runs keep to it."""
    found = max((row.spread for row in rows), default=0)
    tested = sum(len(row.tested) for row in rows)
    return {"noise": found, "tested": tested, "inside": sum(row.inside(found) for row in rows)}


def _restrictions(plan: Verdict, count: int) -> Iterable[Restriction]:
    """Some of the refusals that leave a target, at equal distances in order of domain."""
    options, _windows = possible_options(plan.schedule.programme)
    left = dict.fromkeys(one.restriction for one in refusals(plan, options) if one.restriction.allowed)
    order = sorted(left, key=lambda one: (one.domain, sorted(map(str, one.allowed))))
    return [order[place * len(order) // count] for place in range(min(count, len(order)))]


def _row(plan: Verdict, restriction: Restriction, seconds: float, workers: int) -> Row:
    def costs(seeds: Iterable[int]) -> tuple[int | None, ...]:
        return tuple(_cost(plan, restriction, Effort(seconds, workers, seed)) for seed in seeds)

    return Row(restriction.domain, costs(MEASURED), costs(TESTED))


def _cost(plan: Verdict, restriction: Restriction, effort: Effort) -> int | None:
    session = Session(plan.schedule.programme.scenario, effort)
    session.begin_at(plan)
    made = session.case(restriction, effort.seconds).plan
    return None if made is None else (made.ledger.objective - plan.ledger.objective) // FINE


def _cells(row: Row) -> tuple[str, ...]:
    return (row.domain, *map(amount, (*row.measured, *row.tested, row.spread)))
