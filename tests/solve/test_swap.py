"""One target swapped while all else stands still: the cheapest such plan, its bound, and when there is none."""

from __future__ import annotations

import pytest

from consolidate.check.verdict import Verdict, check
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from consolidate.solve.swap import Swapper
from consolidate.units import FINE
from tests.model.brute import cheapest
from tests.model.test_brute import DRAWN
from tests.solve.searching import shipped

BETA = Option("beta", "procure")


def best_of(name: str) -> Verdict:
    scenario = shipped(name)
    made = plan_scenario(scenario, Limits(3, 1, deterministic=True))
    return check(Programme(scenario), made.decisions)


def test_only_the_swapped_domain_moves() -> None:
    plan = best_of("two-towns")
    swap = Swapper(plan).swapped("finance", [BETA], 5)
    assert swap.plan is not None
    assert swap.plan.clean
    assert swap.bound is not None
    assert plan.ledger.objective < swap.bound <= swap.plan.ledger.objective
    before, after = plan.schedule.decisions, swap.plan.schedule.decisions
    assert after.targets["finance"].product == "beta"
    others = {name for name in before.steps if not name.startswith("finance/")}
    assert {name: after.step(name) for name in others} == {name: before.step(name) for name in others}


@pytest.mark.slow
def test_it_is_no_cheaper_than_the_best_plan_with_that_target() -> None:
    swap = Swapper(best_of("two-towns")).swapped("finance", [BETA], 5)
    assert swap.plan is not None
    assert swap.plan.ledger.objective >= 7_546_081 * FINE


def test_nothing_is_gained_where_its_own_target_is_the_best() -> None:
    plan = best_of("two-towns")
    swap = Swapper(plan).swapped("finance", plan.schedule.programme.options["finance"], 5)
    assert swap.plan is not None
    assert swap.plan.ledger.objective == plan.ledger.objective


def test_a_plan_that_breaks_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="breaks no rule"):
        Swapper(check(Programme(shipped("two-towns")), Decisions()))


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAWN)
def test_a_swap_is_never_below_the_optimum_with_its_target(kind: str) -> None:
    swapped = impossible = 0
    for seed in range(14):
        scenario = parse_scenario(DRAWN[kind](seed))
        programme = Programme(scenario)
        made = plan_scenario(scenario, Limits(1, 1, deterministic=True))
        if made.run is None or made.run.objective is None:
            continue
        plan = check(programme, made.decisions)
        for domain, options in programme.options.items():
            for option in options:
                swap, least = Swapper(plan).swapped(domain, [option], 2), cheapest(programme, {domain: (option,)})
                impossible += swap.impossible
                if swap.plan is None:
                    continue
                assert least is not None, (seed, domain, option)
                assert swap.plan.ledger.objective >= least
                assert swap.bound is not None
                assert swap.bound <= swap.plan.ledger.objective
                swapped += 1
    assert swapped > 3
    assert impossible or kind == "in mid-period"
