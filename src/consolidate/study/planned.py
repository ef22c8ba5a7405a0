"""One run of the planner as studies see it: an outcome, a checked plan, a bound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from consolidate.check.accounts import read_exact
from consolidate.check.verdict import Verdict, check
from consolidate.plan.outcome import Outcome
from consolidate.plan.proof import ProofDocument
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.solve.gap import nothing_left
from consolidate.solve.known import NOTHING, Known
from consolidate.solve.limits import Limits, Stop
from consolidate.solve.run import plan_scenario
from consolidate.study.case import Case
from consolidate.units import Fine


@dataclass(frozen=True)
class Planned:
    """What came of a run.

    ``plan``: None where there is none; ``bound``: no plan costs less, in hundred-thousandths. ``note``: what the run
    says of itself. ``prices``: what proves the bound, where minimum cuts gave it.
    """

    outcome: Outcome
    plan: Verdict | None
    bound: Fine | None
    note: str | None = None
    prices: ProofDocument | None = None


Made = TypeVar("Made", Planned, Case)


def cheaper(made: Made, plan: Verdict | None) -> Made:
    """What is known with a cheaper plan, where this is one; it is the best, where the bound says so."""
    if plan is None or (made.plan is not None and plan.ledger.objective >= made.plan.ledger.objective):
        return made
    proven = made.bound is not None and nothing_left(plan.ledger, made.bound)
    unsure = made.outcome in {Outcome.NO_PLAN, Outcome.FAILED}
    outcome = Outcome.OPTIMAL if proven else Outcome.FEASIBLE if unsure else made.outcome
    return replace(made, plan=plan, outcome=outcome)


def planned(
    scenario: Scenario, limits: Limits, known: Known = NOTHING, stop: Stop | None = None, on: Programme | None = None
) -> Planned:
    """Plan a scenario; ``on``: its programme, where it is at hand, which the plan is then checked against."""
    kept: list[ProofDocument] = []

    def keep(proof: ProofDocument) -> str:
        kept.append(proof)
        return "-"

    made = plan_scenario(scenario, limits, known=known, stop=stop, keep_proof=keep)
    run = made.run
    if run is None:
        return Planned(Outcome.FAILED, None, None)
    verdict = None if run.objective is None else check(on or Programme(scenario), made.decisions)
    return Planned(run.outcome, verdict, read_exact(run.bound), run.note, kept[-1] if kept else None)
