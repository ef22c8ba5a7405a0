"""What a run may know before it begins: plans, prices, and the targets that it may choose among."""

from __future__ import annotations

import pytest

from consolidate.check.accounts import read_exact
from consolidate.plan.document import Decisions, Run
from consolidate.plan.outcome import Outcome
from consolidate.plan.proof import ProofDocument
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.read import parse_scenario
from consolidate.solve.keys import Units
from consolidate.solve.known import Known
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from consolidate.solve.starts import remembered
from consolidate.units import FINE, rounded_money
from tests.model.brute import cheapest
from tests.model.test_brute import DRAWN
from tests.solve.searching import searching, shipped

WORK = Limits(seconds=3, workers=1, deterministic=True)
BETA = Option("beta", "procure")
WITH_BETA = 7_546_082


def run_of(known: Known, limits: Limits = WORK) -> Run:
    run = plan_scenario(shipped("two-towns"), limits, known=known).run
    assert run is not None
    return run


def test_a_run_takes_none_of_the_targets_left_out() -> None:
    made = plan_scenario(shipped("two-towns"), WORK, known=Known(only={"finance": frozenset({BETA})}))
    assert made.run is not None
    assert made.run.outcome is Outcome.OPTIMAL
    assert rounded_money(read_exact(made.run.objective) or 0) == WITH_BETA
    assert made.decisions.targets["finance"].product == "beta"


def test_where_no_target_is_left_there_is_no_plan() -> None:
    assert run_of(Known(only={"finance": frozenset()})).outcome is Outcome.INFEASIBLE


@pytest.mark.slow
def test_a_plan_with_a_target_left_out_is_not_taken() -> None:
    best = plan_scenario(shipped("two-towns"), WORK).decisions
    run = run_of(Known((best,), only={"finance": frozenset({BETA})}))
    assert run.outcome is Outcome.OPTIMAL
    assert rounded_money(read_exact(run.objective) or 0) == WITH_BETA


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAWN)
def test_a_run_with_fewer_targets_proves_what_trying_every_plan_finds(kind: str) -> None:
    tried = 0
    for seed in range(12):
        scenario = parse_scenario(DRAWN[kind](seed))
        programme = Programme(scenario)
        for domain, options in programme.options.items():
            only = {domain: frozenset(options[:1])}
            run = plan_scenario(scenario, Limits(1, 1, deterministic=True), known=Known(only=only)).run
            least = cheapest(programme, only)
            assert run is not None
            assert run.outcome is (Outcome.INFEASIBLE if least is None else Outcome.OPTIMAL), (seed, domain)
            if least is not None:
                assert 0 <= (read_exact(run.objective) or 0) - least < FINE, (seed, domain)
                tried += 1
    assert tried > 3


@pytest.mark.slow
def test_a_plan_is_remembered_by_its_order_and_targets() -> None:
    search = searching(shipped("two-towns"))
    units = Units(search.problem)
    best = plan_scenario(shipped("two-towns"), WORK).decisions
    cheapest_of = {domain: own[0] for domain, own in search.problem.options.items()}
    start = remembered(units, cheapest_of, best)
    assert start.options["finance"].product == "alfa"
    weeks = {
        name: search.problem.programme.timeline.week_of(own.start) for name in best.steps if (own := best.step(name))
    }
    for slot, name in enumerate(search.problem.layout.slot_ids):
        if name in weeks:
            assert start.keys[units.numbers[slot]] <= weeks[name]
    assert min(start.keys) == min(weeks.values())
    nothing = remembered(units, cheapest_of, Decisions())
    assert set(nothing.keys.tolist()) == {float(search.problem.programme.weeks)}


def proof_of(name: str, seconds: float) -> tuple[ProofDocument, int]:
    kept: list[ProofDocument] = []

    def keep(proof: ProofDocument) -> str:
        kept.append(proof)
        return "-"

    run = plan_scenario(shipped(name), Limits(seconds, 1, deterministic=True), keep_proof=keep).run
    assert run is not None
    bound = read_exact(run.bound)
    assert bound is not None
    return kept[-1], bound


@pytest.mark.slow
def test_a_climb_from_known_prices_begins_where_they_ended() -> None:
    prices, bound = proof_of("merger", 10)
    first: list[int] = []
    plan_scenario(
        shipped("merger"),
        Limits(4, 1, deterministic=True),
        known=Known(prices=prices),
        on_progress=lambda state: first.append(state.bound) if state.bound is not None else None,
    )
    cold: list[int] = []
    plan_scenario(
        shipped("merger"),
        Limits(4, 1, deterministic=True),
        on_progress=lambda state: cold.append(state.bound) if state.bound is not None else None,
    )
    assert max(first) >= bound - FINE
    assert max(first) > max(cold)
