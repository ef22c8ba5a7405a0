"""Construction: what it says a plan costs and breaks is what ledger and checker find, to the hundred-thousandth."""

from __future__ import annotations

import random

import numpy as np
import pytest

from consolidate.programme.schedule import Schedule
from consolidate.rules import Rule
from consolidate.solve.anneal import HEAVY
from consolidate.solve.keys import Candidate
from tests.drawn.context import Json
from tests.model.midway import midway
from tests.scenarios import programme
from tests.solve.searching import Built, built, drawn, searching, shipped

TIMES = 6
UNENDED = {Rule.CONTRACT_TERM}
"""Without an end to a contract the old system's cost is open, and the two need not agree on it."""


def all_built(documents: list[Json], times: int = TIMES) -> list[tuple[int, list[Built]]]:
    return [(seed, list(built(searching(document, seed), times))) for seed, document in enumerate(documents)]


def disagreements(found: list[tuple[int, list[Built]]]) -> list[str]:
    """Plans of which construction and checker, or construction and ledger, say different things."""
    wrong = []
    for seed, plans in found:
        for one in plans:
            same = one.candidate.fine == one.verdict.ledger.objective or one.verdict.broken >= UNENDED
            if (one.candidate.excess == 0) != one.verdict.clean or not same:
                wrong.append(f"{seed}: {one}")
    return wrong


def with_a_plan(found: list[tuple[int, list[Built]]]) -> int:
    return sum(any(one.verdict.clean for one in plans) for _, plans in found)


def test_it_agrees_with_checker_and_ledger_on_small_scenarios() -> None:
    found = all_built([drawn(seed) for seed in range(150)])
    assert disagreements(found) == []
    assert with_a_plan(found) > 120


def test_it_agrees_with_checker_and_ledger_on_tiny_scenarios() -> None:
    found = all_built([drawn(seed, "tiny") for seed in range(200)])
    assert disagreements(found) == []
    assert with_a_plan(found) > 140


@pytest.mark.slow
def test_it_agrees_with_checker_and_ledger_on_many_small_scenarios() -> None:
    found = all_built([drawn(seed) for seed in range(150, 500)], 6)
    assert disagreements(found) == []
    assert with_a_plan(found) > 280


@pytest.mark.requirement("REQ-10")
def test_it_agrees_with_checker_and_ledger_in_mid_period() -> None:
    found = all_built([midway(seed) for seed in range(300)])
    assert disagreements(found) == []
    assert with_a_plan(found) > 140


def noticed(seed: int) -> Json:
    """A small scenario whose notices wait for any measure, domain or milestone."""
    rng, document = random.Random(seed), drawn(seed)
    gates = [*document["measures"], *document["domains"], *document["milestones"]]
    for systems in document["installed"].values():
        for system in systems.values():
            if system.get("contract", {}).get("renews_months"):
                system["contract"]["notice_after"] = rng.choice(gates)
    return document


def test_it_knows_what_notice_waits_for_before_it_ends_a_contract() -> None:
    assert disagreements(all_built([noticed(seed) for seed in range(60)])) == []


@pytest.mark.parametrize(("name", "times"), [("two-towns", 20), ("merger", 10), ("knps/knps-2007", 2)])
def test_it_agrees_with_checker_and_ledger_on_shipped_scenarios(name: str, times: int) -> None:
    assert disagreements([(0, list(built(searching(shipped(name)), times)))]) == []


def test_the_same_keys_give_the_same_plan() -> None:
    search = searching(shipped("two-towns"))
    first, again = next(built(search, 1)), searching(shipped("two-towns"))
    again.construct(first.candidate)
    assert again.decisions(first.candidate) == first.verdict.schedule.decisions


def test_low_keys_come_first() -> None:
    """Of two measures for which there are people once, the one with the lower key is done first."""
    work = {"weeks": 2, "staff": {"application": 3}}
    once: Json = {"measures": {"one": work, "two": work}, "pools": {"joint": {"application": 3}}}
    search = searching(programme(once).scenario)
    candidate = next(built(search, 1)).candidate
    for first, second in (("one", "two"), ("two", "one")):
        candidate.keys = np.array([float(name == second) for name in search.units.domain])
        placed = Schedule(search.problem.programme, search.decisions(candidate)).placed
        assert (placed[first].start, placed[second].start) == (0, 2)


def test_annealing_keeps_the_best_that_it_has_seen() -> None:
    search = searching(shipped("two-towns"))
    first = next(built(search, 1)).candidate
    heard: list[int] = []
    best = search.run(first, lambda: search.passes / 400, lambda found: heard.append(found.cost(10**9)))
    assert heard == sorted(heard, reverse=True)
    assert best.cost(10**9) == heard[-1] <= first.cost(10**9)


def test_settling_tries_every_option_and_keeps_the_better() -> None:
    search = searching(shipped("two-towns"))
    first = next(built(search, 1)).candidate
    before = first.cost(HEAVY)
    heard: list[int] = []

    def hear(found: Candidate) -> None:
        heard.append(found.cost(HEAVY))

    assert search.settle(first, lambda: True, hear) is first
    settled = search.settle(first, lambda: False, hear).cost(HEAVY)
    assert settled == heard[-1] <= before
    assert heard == sorted(heard, reverse=True)
