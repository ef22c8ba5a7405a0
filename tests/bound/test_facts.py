"""The relaxation in mid-period: what has happened stands, costs what it has, and stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from consolidate.bound.ascent import Ascent
from consolidate.bound.nodes import NodeBuilder
from consolidate.bound.relaxation import Relaxation
from consolidate.bound.separate import separate_bound
from consolidate.graph.windows import open_options, option_windows
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.read import parse_scenario
from consolidate.units import FINE
from tests.bound.begun import begun
from tests.bound.happened import (
    BIRCH_CUT,
    CUT,
    DROP,
    EARLY,
    HIGH,
    INSTALL,
    UNDER_WAY,
    at_no_prices,
    cheapest,
    least,
    past,
)
from tests.bound.test_relaxation import any_multipliers, relaxed
from tests.drawn.context import Json
from tests.model.midway import begun_early, midway
from tests.scenarios import day, decisions, examined, monday, patched, programme

STEPS = 20


# --- never above a plan -------------------------------------------------------------------------------------


def held(documents: Iterable[tuple[int, Json]]) -> tuple[int, int, int]:
    """How many documents have a plan, in how many the bound of separate domains leaves a gap, and how many of these
    the relaxation makes smaller. At any prices it is no more than a plan costs.
    """
    plans = gaps = better = 0
    for seed, document in documents:
        given = Programme(parse_scenario(document))
        cost = least(given)
        if cost is None:
            continue
        relaxation, options = relaxed(given), open_options(given)
        assert not relaxation.infeasible, seed
        rng = np.random.default_rng(seed)
        for _try in range(3):
            at = any_multipliers(relaxation, rng)
            values = [relaxation.solve(at, bucket=bucket).value for bucket in (1, 2, 8)]
            assert max(values) == values[0] <= cost, seed
        ascent = Ascent(relaxation)
        for _step in range(STEPS):
            if not ascent.step(cost):
                break
        apart = separate_bound(given, options, option_windows(given, options)).bound
        assert apart <= ascent.prove(cost) <= cost, seed
        plans += 1
        gaps += apart < cost
        better += apart < ascent.bound
    return plans, gaps, better


@pytest.mark.requirement("REQ-10")
@pytest.mark.parametrize("drawn", [midway, begun_early])
def test_it_never_passes_a_plan_and_mostly_passes_the_bound_of_separate_domains(drawn: Callable[[int], Json]) -> None:
    plans, gaps, better = held((seed, drawn(seed)) for seed in range(60))
    assert plans > 35
    assert better > 0.9 * gaps


@pytest.mark.slow
@pytest.mark.requirement("REQ-10")
@pytest.mark.parametrize("drawn", [midway, begun_early])
def test_it_never_passes_a_plan_of_many_tiny_scenarios(drawn: Callable[[int], Json]) -> None:
    plans, gaps, better = held((seed, drawn(seed)) for seed in range(60, 700))
    assert plans > 400
    assert better > 0.9 * gaps


@pytest.mark.slow
@pytest.mark.requirement("REQ-10")
@pytest.mark.parametrize(("share", "least_plans"), [(0.1, 30), (0.3, 18)])
def test_it_never_passes_a_plan_of_several_domains(share: float, least_plans: int) -> None:
    plans, gaps, better = held((seed, begun(seed, share)) for seed in range(60))
    assert plans > least_plans
    assert better > 0.9 * gaps


# --- where it stands, and what it costs ---------------------------------------------------------------------

DEAR: Json = {
    "period": {"discount_percent": 10},
    "templates": {
        "joint": {"install": {"pays": "end"}},
        "full": {"cutover": {"cost_percent": 70}, "decommission": {"cost_percent": 30, "pays": "end"}},
    },
    "measures": {"survey": {"weeks": 1, "cost": 7000}},
    "domains": {
        "finance": {
            "candidates": {
                "alfa": {"joint_cost": 90_000, "local_cost": 30_000, "running_per_user": 50, "running_fixed": 700}
            }
        }
    },
    "installed": {
        "ash": {"finance": {"running": 5000, "contract": {"last_day": "2008-12-31", "leave_fee": 800}}},
        "birch": {"finance": {"running": 4000, "alone": {"year": 2008, "cost": 300}}},
    },
    "blackouts": {"audit": {"every": ["01-01", "03-31"], "steps": ["cutover", "install"], "price": 40}},
    "benefits": {"gain": {"requires": ["finance"], "class": "budget_effect", "per_1000_inhabitants": 400}},
}
"""Every kind of cost of one domain, and nothing that ties its steps together but their order."""
AT: dict[str, Json] = {
    "before the period": {INSTALL: EARLY},
    "from before the period into it": {INSTALL: EARLY, CUT: {"started": "2006-12-25", "finished": day(2, 4)}},
    "shut down before the period": {INSTALL: EARLY, CUT: EARLY, DROP: EARLY},
    "until after the period": {INSTALL: EARLY, CUT: EARLY, DROP: {"started": monday(3), "remaining_weeks": 90}},
    "before what it waits for": {CUT: {"started": monday(1), "finished": day(1, 4)}},
    "longer than planned": {INSTALL: {"started": monday(1), "remaining_weeks": 9}},
    "all cut over": {INSTALL: EARLY, CUT: EARLY, BIRCH_CUT: {"started": monday(2), "remaining_weeks": 0}},
    "in a blocked week": {INSTALL: {"started": monday(1), "finished": day(2, 4)}},
    "after the period": {"survey": {"started": monday(70), "finished": day(70, 4)}},
}


@pytest.mark.parametrize("what", AT)
@pytest.mark.requirement("REQ-10")
def test_what_has_happened_costs_what_the_ledger_says_and_the_rest_its_least(what: str) -> None:
    given = programme(patched(DEAR, past(AT[what])))
    assert at_no_prices(given) == cheapest(given)


@pytest.mark.parametrize("promised", ["2006-11-27", monday(3), monday(9)])
@pytest.mark.parametrize("what", ["before the period", "longer than planned", "none"])
def test_moving_from_a_promise_costs_its_price(what: str, promised: str) -> None:
    """Of what has happened, and of birch's cutover, which is free to choose."""
    announced = {"status": "announced", "start": promised, "price_per_move": 70, "price_per_week": 900}
    promises = {"commitments": {"steps": {INSTALL: announced, BIRCH_CUT: announced}}}
    given = programme(patched(DEAR, past(AT.get(what, {}))), promises)
    plain = programme(patched(DEAR, past(AT.get(what, {}))))
    assert at_no_prices(given) == cheapest(given) > at_no_prices(plain)


def test_the_first_of_several_starts_is_known_where_all_have_happened() -> None:
    """Ash has the target and goes over to it for less, from its first step on: no earlier than it did."""
    light = {"cutover": {"starts_running": True}, "decommission": {"starts_running": True}}
    target = {"installed": {"ash": {"finance": {"product": "alfa", "running": 9000}}}}
    happened = {CUT: {"started": monday(3), "finished": day(3, 4)}, DROP: {"started": monday(2), "finished": day(2, 4)}}
    given = programme({"templates": {"light": light}}, target, past(happened))
    assert at_no_prices(given) == cheapest(given)


def test_what_waits_for_it_waits_for_its_actual_end() -> None:
    """Also before any windows: installed until week 10, and cutovers two weeks after it at the earliest."""
    lag = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "lag": 2}]}}}}
    given = programme(lag, past(AT["longer than planned"]))
    block = NodeBuilder(given).block(given.work("finance", Option("alfa", "procure")).steps, {})
    assert [int(block.opens[block.place[name]].argmax()) for name in (INSTALL, CUT)] == [1, 4 + 9 + 2]


def test_a_system_that_was_shut_down_after_its_contract_is_not_called_impossible() -> None:
    """The rule is for others to judge: ash paid for its old system until it was shut down."""
    ended = {"installed": {"ash": {"finance": {"running": 5000, "contract": {"last_day": day(1, 6)}}}}}
    happened = {INSTALL: EARLY, CUT: EARLY, DROP: {"started": monday(2), "finished": day(3, 4)}}
    given = programme(patched(ended, past(happened)))
    starts = {INSTALL: -8, CUT: -8, DROP: 2, BIRCH_CUT: 4, "finance/birch/decommission": 5}
    contracts = {"finance/ash": {"last_day": day(1, 6), "by": "term"}}
    assert at_no_prices(given) == examined(given, decisions(starts, contracts=contracts)).ledger.objective


def test_a_limit_counts_from_the_actual_end_and_binds_no_longer_when_it_had_run_out() -> None:
    """Installed with week 1 and dear to run: put off to 8 weeks later, or as long as one likes if that has passed."""
    dear = {"domains": {"finance": {"candidates": {"alfa": {"running_per_user": 5000}}}}}
    within = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "within": 8}]}}}}
    happened = {INSTALL: {"started": monday(0), "finished": day(1, 4)}}
    soon, late = (programme(patched(dear, patched(within, past(happened, week)))) for week in (4, 12))
    assert at_no_prices(soon) == cheapest(soon)
    assert at_no_prices(late) == cheapest(late) < cheapest(soon)


def test_options_that_lack_what_has_happened_do_not_count() -> None:
    """Beta is cheaper, but is got without the tender that has been held."""
    chain = {"tender": {"weeks": 1, "route": "procure"}, "install": {"after": ["tender"]}}
    beta = {"quality": 7, "routes": ["extend"], "extension_option": True}
    patch = {
        "templates": {"joint": chain},
        "domains": {"finance": {"candidates": {"alfa": {"joint_cost": 900}, "beta": beta}}},
        "installed": {"ash": {"finance": {"product": "beta"}}},
    }
    held_already = past({"finance/joint/tender": {"started": monday(1), "finished": day(1, 4)}})
    given = programme(patch, held_already)
    assert list(relaxed(given).blocks["finance"]) == [Option("alfa", "procure")]
    assert at_no_prices(given) == cheapest(given) > cheapest(programme(patch))


# --- what waits ---------------------------------------------------------------------------------------------


def at_dear_order(given: Programme) -> int:
    """The value where each order between blocks has a high price in every week."""
    relaxation = relaxed(given)
    at = np.zeros(relaxation.shape.size)
    relaxation.shape.parts(at)[2][:] = HIGH
    return relaxation.solve(at).value


def orders(given: Programme) -> set[tuple[str, str]]:
    return {(row.before, row.after) for row in Relaxation(given, open_options(given)).rows.orders}


def test_it_waits_for_nothing_outside_its_domain() -> None:
    """Installed at once, although the network that it waits for is not even begun."""
    network = {"measures": {"network": {"weeks": 4}}, "domains": {"finance": {"after": ["network"]}}}
    given = programme(network, past({INSTALL: {"started": monday(0), "finished": day(1, 4)}}))
    assert orders(given) == set()
    assert orders(programme(network)) == {("network", INSTALL)}
    assert at_dear_order(given) <= cheapest(given)


def test_a_gate_still_waits_for_what_only_facts_have_waited_for() -> None:
    """The test of finance's platform is over, its installation is not: archive needs both."""
    chain = {"test": {"weeks": 1, "after": ["install"]}}
    archive = {"candidates": {"gamma": {"quality": 7}}, "needs": ["finance"]}
    needing = {
        "templates": {"joint": chain},
        "domains": {"archive": archive},
        "installed": {town: {"archive": {"product": "paper", "users": 5, "quality": 5}} for town in ("ash", "birch")},
    }
    tested = past({"finance/joint/test": {"started": monday(1), "finished": day(1, 4)}})
    assert (INSTALL, "archive/joint/install") not in orders(programme(needing))
    assert (INSTALL, "archive/joint/install") in orders(programme(needing, tested))
    assert at_dear_order(programme(needing, tested)) <= cheapest(programme(needing, tested))


MILESTONES: dict[str, Json] = {
    "a hard one": {"M": {"due": day(5, 4), "complete": [DROP]}},
    "a hard one after another": {
        "M": {"due": day(5, 4), "complete": [INSTALL], "after": [{"step": "N", "lag": 1}]},
        "N": {"due": day(30, 4), "complete": [DROP], "late_per_week": 3},
    },
    "a soft one": {"M": {"due": day(5, 4), "complete": [DROP], "late_per_week": 3}},
}


@pytest.mark.parametrize("remaining", [6, 90])
@pytest.mark.parametrize("what", MILESTONES)
def test_milestones_that_it_makes_late_are_late(what: str, remaining: int) -> None:
    """Ash shuts down until week 10 or beyond the period, whatever was due; the party waits for it if it can."""
    cut_over = {"started": monday(2), "finished": day(2, 4)}
    happened = {**UNDER_WAY, CUT: cut_over, DROP: {"started": monday(3), "remaining_weeks": remaining}}
    party = {"party": {"weeks": 1, "after": ["M"] if remaining < 50 else []}}
    given = programme({"milestones": MILESTONES[what], "measures": party}, past(happened))
    assert not relaxed(given).infeasible
    assert at_dear_order(given) <= cheapest(given)


def test_lateness_that_is_certain_counts() -> None:
    """Five weeks late at 3 a week: the order between shutting down and the milestone has a price of just that."""
    happened = {**UNDER_WAY, CUT: EARLY, DROP: {"started": monday(3), "remaining_weeks": 7}}
    given = programme({"milestones": MILESTONES["a soft one"]}, past(happened))
    relaxation = relaxed(given)
    at = np.zeros(relaxation.shape.size)
    order = relaxation.shape.parts(at)[2]
    (row,) = relaxation.rows.orders_of("M")[1]
    order[row, 6:11] = 3 * FINE
    assert relaxation.solve(at).value == cheapest(given) == at_no_prices(given) + 5 * 3 * FINE
