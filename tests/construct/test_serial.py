"""Construction: what it says a plan costs and breaks is what ledger and checker find, to the hundred-thousandth."""

from __future__ import annotations

import random

import numpy as np
import pytest

from consolidate.programme.schedule import Schedule
from consolidate.rules import Rule
from consolidate.solve.anneal import HEAVY
from consolidate.solve.keys import Candidate
from consolidate.units import FINE
from tests.bound.begun import begun
from tests.drawn.context import Json
from tests.model.midway import begun_early, midway
from tests.scenarios import day, monday, programme
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


@pytest.mark.slow
def test_it_agrees_with_checker_and_ledger_on_small_scenarios() -> None:
    found = all_built([drawn(seed) for seed in range(150)])
    assert disagreements(found) == []
    assert with_a_plan(found) > 120


@pytest.mark.slow
def test_it_agrees_with_checker_and_ledger_on_tiny_scenarios() -> None:
    found = all_built([drawn(seed, "tiny") for seed in range(200)])
    assert disagreements(found) == []
    assert with_a_plan(found) > 140


@pytest.mark.slow
def test_it_agrees_with_checker_and_ledger_on_many_small_scenarios() -> None:
    found = all_built([drawn(seed) for seed in range(150, 500)], 6)
    assert disagreements(found) == []
    assert with_a_plan(found) > 280


@pytest.mark.slow
@pytest.mark.requirement("REQ-10")
def test_it_agrees_with_checker_and_ledger_in_mid_period() -> None:
    found = all_built([midway(seed) for seed in range(300)])
    assert disagreements(found) == []
    assert with_a_plan(found) > 140


@pytest.mark.slow
@pytest.mark.requirement("REQ-10")
def test_it_agrees_with_checker_and_ledger_where_work_began_before_the_period() -> None:
    found = all_built([begun_early(seed) for seed in range(300)], 3)
    assert disagreements(found) == []
    assert with_a_plan(found) > 140


@pytest.mark.slow
@pytest.mark.requirement("REQ-10")
def test_it_agrees_with_checker_and_ledger_on_small_scenarios_in_mid_period() -> None:
    found = all_built([begun(seed, 0.15) for seed in range(80)], 3)
    assert disagreements(found) == []
    assert with_a_plan(found) > 40


INSTALL, TENDER = "finance/joint/install", "finance/joint/tender"


def agreed(*patches: Json) -> Built:
    """The cheapest clean plan of a few; all agree on which are clean and what those cost."""
    plans = list(built(searching(programme(*patches).scenario), 8))
    clean = [one for one in plans if one.verdict.clean]
    assert clean == [one for one in plans if one.candidate.excess == 0]
    assert all(one.candidate.fine == one.verdict.ledger.objective for one in clean)
    return min(clean, key=lambda one: one.candidate.fine)


def at(steps: Json, week: int = 0) -> Json:
    """The status date in a week, and what has happened by then."""
    return {"status_date": monday(week), "actuals": {"steps": steps}}


EARLY = {"started": "2006-12-11", "finished": "2006-12-15"}
"""One week, the last but two before the period."""
CUT, DROP = "finance/ash/cutover", "finance/ash/decommission"


def test_a_limit_that_had_run_out_by_the_status_date_is_no_excess() -> None:
    """Within 2 weeks of an installation that ended with week 1, or long before the period."""
    within: Json = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "within": 2}]}}}}
    for started, finished in ((monday(0), day(1, 4)), ("2006-08-07", "2006-08-11")):
        agreed(within, at({INSTALL: {"started": started, "finished": finished}}, 8))


def test_lags_count_from_an_end_before_the_period() -> None:
    """Ten weeks after an installation that ended with the last week but two before the period: week 8."""
    lag: Json = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "lag": 10}]}}}}
    dear: Json = {"installed": {"ash": {"finance": {"running": 9000}}}}
    found = agreed(lag, dear, at({INSTALL: EARLY}))
    assert found.verdict.schedule.placed[CUT].start == 8


def test_what_settles_after_a_cutover_before_the_period_settles_in_time() -> None:
    """For six weeks from two weeks before the period: shutting down has room from week 4 on."""
    full = {"cutover": {"settle": {"weeks": 6, "points": 3}}, "decommission": {"change": 2}}
    dear = {"ash": {"finance": {"running": 9000}}}
    load = {"municipalities": {"ash": {"change_capacity": 3}}, "templates": {"full": full}}
    found = agreed(load, {"installed": dear}, at({INSTALL: EARLY, CUT: EARLY}))
    assert found.verdict.schedule.placed[DROP].start == 4


def test_milestones_reached_before_the_period_are_as_late_as_they_were() -> None:
    for due, lag, weeks in (("2006-12-01", 0, 2), ("2006-12-01", 1, 3), ("2006-12-15", 0, 0), (day(0, 4), 4, 1)):
        after = [{"step": INSTALL, "lag": lag}]
        late = {"M": {"due": due, "complete": [INSTALL], "after": after, "late_per_week": 50}}
        found = agreed({"milestones": late}, at({INSTALL: EARLY}))
        assert found.verdict.ledger.objective == agreed(at({INSTALL: EARLY})).candidate.fine + weeks * 50 * FINE


def test_promises_are_moved_as_far_as_they_were() -> None:
    """From before the period, or to before it, or both; of what has happened and of what may be in any week."""
    for started, promised in ((EARLY, "2006-11-27"), (EARLY, monday(3)), ({"started": monday(2)}, "2006-11-27")):
        announced = {"status": "announced", "start": promised, "price_per_move": 70, "price_per_week": 9}
        agreed({"commitments": {"steps": {INSTALL: announced}}}, at({INSTALL: started}, 3))
        agreed({"commitments": {"steps": {INSTALL: announced}}})


def test_what_goes_on_long_after_the_period_costs_as_long() -> None:
    dear: Json = {
        "period": {"value_until": "2019-12-31", "discount_percent": 9},
        "templates": {"full": {"cutover": {"cost_percent": 50}, "decommission": {"cost_percent": 50, "pays": "end"}}},
        "domains": {"finance": {"candidates": {"alfa": {"local_cost": 9000}}}},
        "installed": {"ash": {"finance": {"running": 9000}}},
    }
    agreed(dear, at({INSTALL: EARLY, CUT: EARLY, DROP: {"started": monday(2), "remaining_weeks": 300}}, 3))


def test_facts_that_leave_no_room_for_each_other_stand_where_they_are() -> None:
    """Both cutovers before the period, where one at a time was allowed."""
    limit = {"domains": {"finance": {"cutovers": {"max": 1, "weeks": 9}}}}
    both = {INSTALL: EARLY, CUT: EARLY, "finance/birch/cutover": EARLY}
    dear = {"ash": {"finance": {"running": 9000}}}
    agreed(limit, {"installed": dear, "templates": {"full": {"cutover": {"cost_percent": 100}}}}, at(both))


def test_what_has_happened_stands_for_itself_in_a_milestone_and_not_for_what_it_skipped() -> None:
    """The tender was held before the study that it waits for; another route has no tender, and waits for the study."""
    chain = {"study": {"weeks": 4}, "tender": {"weeks": 1, "route": "procure", "after": ["study"]}}
    extend = {"routes": ["extend"], "extension_option": True, "quality": 7}
    given: Json = {
        "templates": {"joint": {**chain, "install": {"after": ["tender"]}}},
        "domains": {"finance": {"candidates": {"beta": extend}}},
        "installed": {"ash": {"finance": {"product": "beta"}}},
        "milestones": {"M": {"due": day(3, 4), "complete": [TENDER], "late_per_week": 50}},
    }
    found = agreed(given, at({TENDER: {"started": monday(1), "finished": day(1, 4)}}, 4))
    assert found.verdict.schedule.placed["finance/joint/study"].end > 4
    assert found.verdict.schedule.reached("M") == 2


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
