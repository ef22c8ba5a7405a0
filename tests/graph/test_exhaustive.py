"""Windows against trying every start of every step, on tiny random scenarios and by an own reading of the rules."""

import random
from collections.abc import Iterator
from itertools import product

import pytest

from consolidate.graph.windows import as_function, open_windows, windows
from consolidate.programme.meetings import decision_starts
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step
from consolidate.scenario.read import parse_scenario
from tests.random_scenarios import random_scenario

SEEDS = range(60)
MOST_STEPS = 6


def allowed(programme: Programme, step: Step) -> dict[int, int]:
    """Start weeks that a step may take by itself, with its exclusive ends."""
    ends = programme.ends(step)
    pinned = programme.pinned_window(step)
    decided = decision_starts(programme, step)
    blocked = {
        week
        for name in programme.blackouts.of(step)
        if programme.scenario.blackouts[name].is_hard
        for week in programme.blackouts.weeks(name)
    }
    found = {}
    for start, end in enumerate(ends):
        if not end or (decided is not None and start not in decided):
            continue
        if pinned is None and start < max(step.not_before, programme.status_week):
            continue
        if (pinned is None or pinned[0] <= start <= pinned[1]) and not blocked & set(range(start, end)):
            found[start] = end
    return found


def kept(
    programme: Programme, options: dict[str, Option], steps: dict[str, Step], weeks: dict[str, tuple[int, int]]
) -> bool:
    """Whether starts and ends keep precedence, hard milestones and contracts that run out for good."""

    def reached(target: str) -> int | None:
        waits = programme.landing(target, as_function(options))
        return None if waits is None else max((weeks[wait.target][1] + wait.lag for wait in waits), default=0)

    for name, step in steps.items():
        for wait in step.waits:
            end = reached(wait.target)
            if end is None or weeks[name][0] < end + wait.lag:
                return False
            if wait.within is not None and weeks[name][0] > end + wait.within:
                return False
    for name, milestone in programme.scenario.milestones.items():
        end = reached(name)
        if milestone.is_hard and (end is None or end > programme.timeline.week_of(milestone.due) + 1):
            return False
    return all(
        ended_in_time(programme, options, domain, municipality, weeks) for domain, municipality in fixed(programme)
    )


def fixed(programme: Programme) -> Iterator[tuple[str, str]]:
    for domain, municipality in programme.contract_endings:
        contract = programme.installed(domain, municipality).contract
        if contract is not None and not contract.renewal:
            yield domain, municipality


def ended_in_time(
    programme: Programme,
    options: dict[str, Option],
    domain: str,
    municipality: str,
    weeks: dict[str, tuple[int, int]],
) -> bool:
    if not programme.must_leave(domain, municipality, options[domain]):
        return True
    last = max(ending.last_day for ending in programme.contract_endings[domain, municipality])
    return 7 * weeks[f"{domain}/{municipality}/decommission"][1] <= last + 1


def possible(programme: Programme, options: dict[str, Option]) -> dict[str, set[int]] | None:
    """By step: every start that it has in some way to place all; None where there is too much to try."""
    steps = dict(programme.measures)
    for domain, option in options.items():
        steps.update(programme.work(domain, option).steps)
    tables = {name: allowed(programme, step) for name, step in steps.items()}
    if len(steps) > MOST_STEPS:
        return None
    found: dict[str, set[int]] = {name: set() for name in steps}
    for starts in product(*tables.values()):
        weeks = {name: (start, tables[name][start]) for name, start in zip(tables, starts, strict=True)}
        if kept(programme, options, steps, weeks):
            for name, start in zip(tables, starts, strict=True):
                found[name].add(start)
    return found


@pytest.mark.slow
def test_windows_hold_every_start_that_is_possible_and_are_mostly_exact() -> None:
    exact = judged = 0
    for seed in SEEDS:
        programme = Programme(parse_scenario(random_scenario(random.Random(seed), "tiny")))
        open_ = open_windows(programme)
        for options in ({"ledger": option} for option in programme.options["ledger"]):
            chosen = windows(programme, as_function(options))
            for name, starts in (possible(programme, options) or {}).items():
                judged += 1
                if starts:
                    assert chosen[name][0] <= min(starts) <= max(starts) <= chosen[name][1], (seed, name)
                    assert open_[name][0] <= min(starts) <= max(starts) <= open_[name][1], (seed, name)
                    exact += chosen[name] == (min(starts), max(starts))
                else:
                    exact += any(first > last for first, last in chosen.values())
    assert judged > 300
    assert exact > 0.9 * judged, (exact, judged)
