"""What couples blocks, as rows that a relaxation prices: what weeks hold, budgets, and order between blocks.

What has happened stands: it takes of the right-hand sides of weeks and budgets (``past.py``), and waits for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.past import left_over, past_of
from consolidate.bound.uses import Use, Uses
from consolidate.ledger.budgets import net_grants
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Order:
    """One step or milestone ends, with a lag, before another starts; ids of steps, or of milestones."""

    before: str
    after: str
    lag: int


class Rows:
    """All rows of a programme.

    ``capacity`` by resource and week; ``room`` by payer with a hard budget and year, with the share ``carried`` from
    year to year (a year's row: what is spent until then, each year's part shrunk by what is not carried, is no more
    than what was granted, shrunk alike), both without what facts take; ``orders`` between steps of different blocks and
    milestones, each a row for every week t up to the end of the period: whoever has started by t has waited for what
    ended by t. ``settled`` by milestone: the week by which what has happened lets it be reached.
    """

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme, self.options = programme, options
        self.weeks = programme.weeks
        self._uses = Uses(programme)
        self.resources, self.payers = self._uses.resources, self._uses.payers
        steps = list(self._all_steps())
        for step in steps:
            self._uses.of_weeks(step)  # numbers every resource
        past = past_of(programme, steps, self._uses)
        self.capacity = np.maximum(0, self._uses.capacity() - past.used)
        self._add_money(past.spent)
        self.milestones = tuple(sorted(programme.scenario.milestones))
        self.orders = tuple(sorted(set(self._orders(steps)), key=lambda row: (row.before, row.after, row.lag)))
        self._first: dict[str, list[int]] = {}
        self._second: dict[str, list[int]] = {}
        for place, row in enumerate(self.orders):
            self._first.setdefault(row.before, []).append(place)
            self._second.setdefault(row.after, []).append(place)
        self.settled = {name: self._settled(name, past.ends) for name in self.milestones}
        lags = sum(row.lag for row in self.orders if row.after in self.milestones)
        self.latest = max([self.weeks, *past.ends.values()]) + lags
        """The latest week in which a milestone can be reached."""
        self.lags = np.array([row.lag for row in self.orders], dtype=np.int64)

    # --- money ----------------------------------------------------------------------------------------

    def _add_money(self, spent: Ints) -> None:
        budgets, years = self.programme.scenario.budgets, self.programme.timeline.years
        self.year_of_start, self.year_of_end = self._years(0), self._years(-1)
        first = int(self.year_of_start[min(self.programme.status_week, self.weeks - 1)])
        self.carried = [Fraction(int(budgets[payer].carry_over_percent * 100), 10_000) for payer in self.payers]
        self.room = [
            left_over([grant - kept for grant, kept in net_grants(budgets[payer], years)], gone.tolist(), share, first)
            for payer, gone, share in zip(self.payers, spent, self.carried, strict=True)
        ]
        self.granted = np.array(self.room, dtype=np.float64).reshape(len(self.payers), len(years))

    def _years(self, shift: int) -> Ints:
        timeline = self.programme.timeline
        first = timeline.years[0]
        days = (7 * week + shift for week in range(self.weeks + 1))
        return np.array([timeline.budget_year(timeline.day_at(day)) - first for day in days], dtype=np.int64)

    def money_prices(self, prices: Ints) -> tuple[Ints, int]:
        """By payer and year what a unit of money spent then is priced at, and what all that was granted is worth.

        ``prices`` by payer and year's row, whole and not negative. Rounded so that the bound stays one.
        """
        found = np.zeros_like(prices)
        worth = 0
        for payer, share in enumerate(self.carried):
            later = Fraction(0)
            for year in reversed(range(prices.shape[1])):
                later = later * share + int(prices[payer, year])
                found[payer, year] = floor(later)
            worth += ceil(sum(int(price) * own for price, own in zip(prices[payer], self.room[payer], strict=True)))
        return found, worth

    def payments(self, step: Step) -> list[tuple[int, int]]:
        """(row of payer, amount) for each payer with a hard budget; nothing any more where the step has happened."""
        return [] if step.id in self.programme.facts else self._uses.payments(step)

    # --- weeks ----------------------------------------------------------------------------------------

    def _all_steps(self) -> Iterator[Step]:
        yield from self.programme.measures.values()
        for domain, options in self.options.items():
            for option in options:
                yield from self.programme.work(domain, option).steps.values()

    def uses(self, step: Step) -> list[Use]:
        """What a step takes of weeks; nothing any more where it has happened."""
        return [] if step.id in self.programme.facts else self._uses.of_weeks(step)

    # --- order ----------------------------------------------------------------------------------------

    def _orders(self, steps: list[Step]) -> Iterator[Order]:
        """Waits that lead out of a block; what a milestone stands for comes before the milestone.

        What has happened waits for nothing.
        """
        measures = self.programme.measures
        for step in (step for step in steps if step.id not in self.programme.facts):
            for wait in step.waits:
                inside = wait.target in measures if step.domain is None else wait.target.startswith(f"{step.domain}/")
                if not inside:
                    yield from self._wait(wait.target, step.id, wait.lag)
        for name in self.milestones:
            milestone = self.programme.scenario.milestones[name]
            for item in milestone.complete:
                yield from self._wait(item, name, 0)
            for after in milestone.after:
                target, lag = (after, 0) if isinstance(after, str) else (after.step, after.lag)
                yield from self._wait(target, name, lag)

    def _wait(self, target: str, after: str, lag: int) -> Iterator[Order]:
        if target in self.programme.scenario.milestones or target in self.programme.measures:
            yield Order(target, after, lag)
            return
        if target in self.programme.scenario.domains:
            for name in self.programme.participants(target):
                yield Order(f"{target}/{name}/cutover", after, lag)
            return
        domain, *rest = target.split("/")
        if rest == ["joint"]:
            for name in self._last_joint(domain):
                yield Order(name, after, lag)
        else:
            yield Order(target, after, lag)

    def _last_joint(self, domain: str) -> set[str]:
        """Joint steps that no other joint step waits for (or just such as have happened), under some option."""
        found: set[str] = set()
        facts = self.programme.facts
        for option in self.options[domain]:
            joint = [step for step in self.programme.work(domain, option).steps.values() if step.kind is Kind.JOINT]
            awaited = {wait.target for step in joint if step.id not in facts for wait in step.waits}
            found |= {step.id for step in joint if step.id not in awaited}
        return found

    def orders_of(self, name: str) -> tuple[list[int], list[int]]:
        """Numbers of the order rows that a step or milestone comes first in, and second in."""
        return self._first.get(name, []), self._second.get(name, [])

    def _settled(self, milestone: str, ends: Mapping[str, int]) -> int:
        """The week by which what has happened lets a milestone be reached; 0 where that is no matter."""
        found = 0
        for place in self._second.get(milestone, ()):
            row = self.orders[place]
            week = self._settled(row.before, ends) if row.before in self.milestones else ends.get(row.before, 0)
            found = max(found, week + row.lag)
        return found
