"""The local proof of a plan document: a claim only about the plan that comes out, and never above any plan near it."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.check.accounts import exact_text, read_exact
from consolidate.check.verdict import Verdict, check
from consolidate.errors import BrokenPromise
from consolidate.plan.document import Decisions, Near, Plan, Run, ScenarioMark
from consolidate.plan.outcome import Outcome
from consolidate.scenario.identity import scenario_hash
from consolidate.solve.limits import Stop
from consolidate.solve.local import is_near
from consolidate.solve.near import NearProof, prove_near
from consolidate.units import FINE
from tests.solve.searching import a_plan, shipped
from tests.solve.test_local import WORK, clean_plans, exact_near


def by_hand(plan: Verdict) -> Plan:
    return Plan(format="consolidate/plan/1", decisions=plan.schedule.decisions)


def by_run(plan: Verdict, below: int, **run: Any) -> Plan:
    """A plan as a run gave it, whose bound is so much below the plan."""
    scenario, objective = plan.schedule.programme.scenario, plan.ledger.objective
    found = {"outcome": "feasible", "objective": exact_text(objective), "bound": exact_text(objective - below), **run}
    mark = ScenarioMark(name=scenario.name, hash=scenario_hash(scenario))
    return by_hand(plan).model_copy(update={"scenario": mark, "run": Run.model_validate(found)})


def proven(plan: Verdict, weeks: int = 2, stop: Stop | None = None) -> NearProof:
    """What is proven near a plan; a stop ends it at the first cheaper one."""
    met = None if stop is None else lambda _plan: stop.request()
    return prove_near(by_hand(plan), plan, weeks, WORK, stop, on_cheaper=met, deterministic=True)


def below_all_near(proof: NearProof) -> bool:
    """Whether a claim holds, by another way to the best plan near; False where that is not known."""
    best = exact_near(proof.verdict, proof.near.weeks) if proof.near is not None else None
    if best is None or proof.near is None:
        return False
    bound = read_exact(proof.near.bound)
    assert bound is not None
    assert bound <= best <= proof.verdict.ledger.objective
    assert not proof.near.closed or proof.verdict.ledger.objective - best < FINE
    return True


@pytest.mark.slow
@pytest.mark.parametrize("size", ["tiny", "small", "midway"])
def test_a_claim_is_below_every_plan_near_the_one_that_comes_out(size: str) -> None:
    proven_of, cheaper = 0, 0
    for _seed, plan in clean_plans(size)[:8]:
        proof = proven(plan)
        assert check(plan.schedule.programme, proof.document().decisions).ledger.objective == (
            plan.ledger.objective - proof.saved
        )
        assert proof.verdict.clean
        proven_of += below_all_near(proof)
        cheaper += proof.saved > 0
    assert proven_of >= 4
    assert cheaper > 0


def test_where_nothing_cheaper_is_left_the_proof_is_closed() -> None:
    closed = 0
    for _seed, plan in clean_plans("tiny"):
        proof = proven(plan)
        closed += proof.near is not None and proof.near.closed and proof.near.weeks == 2
    assert closed >= 4


@pytest.mark.slow
def test_a_proof_broken_off_at_a_cheaper_plan_speaks_of_fewer_weeks() -> None:
    carried = set()
    for _seed, plan in clean_plans("small"):
        stop = Stop()
        proof = proven(plan, 3, stop)
        if stop.requested:
            assert is_near(plan.schedule, proof.verdict.schedule, 3)
            assert proof.near is not None
            assert is_near(plan.schedule, proof.verdict.schedule, 3 - proof.near.weeks)
            if below_all_near(proof):
                carried.add(proof.near.weeks)
    assert carried


def test_nothing_is_claimed_without_time() -> None:
    plan = a_plan(shipped("two-towns"))
    proof = prove_near(by_hand(plan), plan, 2, 0.0)
    assert (proof.near, proof.saved, proof.verdict) == (None, 0, plan)


def test_a_stop_ends_it() -> None:
    plan, stop = a_plan(shipped("merger")), Stop()
    stop.request()
    proof = prove_near(by_hand(plan), plan, 60, 1000.0, stop)
    assert proof.verdict.ledger.objective <= plan.ledger.objective


def test_a_plan_that_breaks_rules_is_refused() -> None:
    programme = a_plan(shipped("two-towns")).schedule.programme
    nothing = check(programme, Decisions())
    with pytest.raises(ValueError, match="no rule"):
        prove_near(by_hand(nothing), nothing, 2, 1.0)


NEAR = Near.model_validate({"weeks": 2, "bound": "1.00000", "gap": {"amount": 1}})


def written(given: Plan, plan: Verdict, saved: int = 0) -> tuple[Plan, Run]:
    document = NearProof(given, plan, saved, NEAR).document()  # type: ignore[arg-type]
    assert document.run is not None
    assert document.run.near == NEAR
    return document, document.run


def test_a_plan_by_hand_gets_a_run_that_knows_only_what_is_near() -> None:
    plan = a_plan(shipped("two-towns"))
    document, run = written(by_hand(plan), plan)
    assert (run.outcome, run.bound, run.gap, run.seed) == (Outcome.FEASIBLE, None, None, None)
    assert run.objective == exact_text(plan.ledger.objective)
    assert document.scenario is not None
    assert document.scenario.hash == scenario_hash(plan.schedule.programme.scenario)
    assert document.decisions == plan.schedule.decisions


def test_what_a_run_proved_of_all_plans_stays() -> None:
    plan = a_plan(shipped("two-towns"))
    given = by_run(plan, 5 * FINE, bound_by="relaxation", seed=7, proof="sha256:1")
    _document, run = written(given, plan)
    assert (run.bound_by, run.seed, run.proof, run.outcome) == ("relaxation", 7, "sha256:1", Outcome.FEASIBLE)
    assert run.gap is not None
    assert run.gap.amount == 5


def test_a_cheaper_plan_narrows_the_gap_and_may_close_it() -> None:
    plan = a_plan(shipped("two-towns"))
    dearer = by_run(plan, FINE - 1, outcome="cancelled", objective=exact_text(plan.ledger.objective + FINE))
    _document, run = written(dearer, plan, FINE)
    assert run.outcome is Outcome.OPTIMAL
    assert run.objective == exact_text(plan.ledger.objective)
    assert "cheaper plan was found near" in str(run.note)


def test_a_cancelled_run_stays_so_unless_its_plan_was_replaced() -> None:
    plan = a_plan(shipped("two-towns"))
    given = by_run(plan, 5 * FINE, outcome="cancelled")
    assert written(given, plan)[1].outcome is Outcome.CANCELLED
    assert written(given, plan, 1)[1].outcome is Outcome.FEASIBLE


def test_a_bound_of_another_scenario_or_none_that_can_be_read_is_not_kept() -> None:
    plan = a_plan(shipped("two-towns"))
    other = by_run(plan, 5 * FINE).model_copy(update={"scenario": ScenarioMark(hash="sha256:0", alternative="b")})
    document, run = written(other, plan)
    assert (run.bound, run.gap) == (None, None)
    assert document.scenario is not None
    assert document.scenario.alternative == "b"
    _document, run = written(by_run(plan, 5 * FINE, bound="a lot", bound_by="guess", outcome="optimal"), plan)
    assert (run.bound, run.bound_by, run.outcome) == (None, None, Outcome.FEASIBLE)


def test_a_bound_above_the_plan_is_a_contradiction() -> None:
    plan = a_plan(shipped("two-towns"))
    with pytest.raises(BrokenPromise, match="below the bound"):
        written(by_run(plan, -1), plan)
