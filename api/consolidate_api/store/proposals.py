"""Proposals: the current baseline planned anew from what has happened; adopted or rejected, never put in its place.

How a proposal stands is not written down, but follows from its run, from what was decided, and from whether the
baseline that it is about is still the current one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, with_expression

from consolidate.answers.replanning import State
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.study.replan.document import Proposal as Study
from consolidate.study.replan.reports import merged
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store import baselines, reports, runs, scenarios
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing, Untimely
from consolidate_api.store.learned import learned
from consolidate_api.store.notices import PROPOSAL_READY, announce
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.tables import Baseline, Proposal, Run
from consolidate_api.store.turns import take_turn

CREATED = Order(Proposal.created_at, Proposal.id)
OPEN = "open"
PLANNED = (Outcome.OPTIMAL, Outcome.FEASIBLE)


@dataclass(frozen=True)
class Asked:
    """A proposal that is wanted; ``terms`` are fields of the question beside baseline and report.

    ``day``: the status date; without one, ``today``, or the scenario's own where that is later, since before it there
    is nothing to plan anew. ``night``: of the nightly job.
    """

    day: date | None
    today: date
    terms: Mapping[str, Any]
    options: dict[str, Any]
    night: date | None = None


def submit(session: Session, caller: Caller, asked: Asked, most: int) -> Proposal:
    """A proposal whose plan is being made: by a run in the queue, written in the same transaction.

    It takes the current baseline, the newest version of its scenario, and all reports up to the status date. ``most``:
    how many runs of the programme may wait.

    Raises:
        Untimely: no plan has been adopted yet.
        FaultyDocument: baseline, reports and scenario do not go together; it holds every fault.
        UnknownName: the newest version has lost the alternative that was adopted.
        Full: so many runs wait already.
    """
    baseline = baselines.current(session, with_plan=True)
    if baseline is None:
        raise Untimely(_("no plan has been adopted yet, so there is none to be made anew"))
    version = scenarios.latest(session, baseline.scenario)
    scenario = parse_scenario(version.document, baseline.alternative)
    day = asked.day or max(asked.today, scenario.status)
    question = {
        "kind": "replan",
        "baseline": {name: part for name, part in baseline.plan.items() if name != "derived"},
        "report": merged(scenario, reports.told(session, baseline.scenario), day),
        **asked.terms,
    }
    wish = runs.Wish(version.scenario, version.number, baseline.alternative, asked.options, 0, question=question)
    run, _new = runs.submit(session, caller, wish, most)
    return _add(session, caller, run, baseline, day, asked.night)


def _add(session: Session, caller: Caller, run: Run, baseline: Baseline, day: date, night: date | None) -> Proposal:
    made = Proposal(
        tenant=caller.tenant,
        id=uuid4(),
        run=run.id,
        baseline=baseline.id,
        scenario=run.scenario,
        version=run.version,
        status_date=day,
        night=night,
        author=caller.name,
    )
    session.add(made)
    session.flush()
    about = {"run": str(run.id), "baseline": str(baseline.id), "status_date": day.isoformat()}
    if night is not None:
        about["night"] = night.isoformat()
    record(session, caller, "proposal.create", f"/proposals/{made.id}", **about)
    return proposal(session, made.id)


def adopt(session: Session, caller: Caller, key: UUID, reason: str) -> Baseline:
    """Adopt what is proposed: its plan is the current baseline from now on.

    Where the plan reckons with lessons, a new version of the scenario does from now on too, since else the next plan
    would take them back.

    Raises:
        Missing: there is no such proposal.
        Untimely: it is not open: not ready, without a plan, decided about, or made from what is no longer current.
        Stale: it reckons with lessons, and the scenario has been changed since.
    """
    found = _decided(session, caller, key, "adopted", reason)
    run = runs.run(session, found.run, with_found=True)
    study = Study.model_validate(run.study)
    assert study.plan is not None
    version = learned(session, caller, run, study, key)
    source = baselines.Source(found.scenario, version, run.alternative, run=run.id, proposal=key)
    return baselines.adopt(session, caller, baselines.Adoption(source, study.plan, reason))


def reject(session: Session, caller: Caller, key: UUID, reason: str) -> Proposal:
    """Leave the current baseline as it is.

    Raises:
        Missing: there is no such proposal.
        Untimely: it is not open.
    """
    return _decided(session, caller, key, "rejected", reason)


def _decided(session: Session, caller: Caller, key: UUID, decision: str, reason: str) -> Proposal:
    """An open proposal with what has been decided about it; nothing else is decided or adopted meanwhile."""
    take_turn(session, caller.tenant, baselines.TURN)
    found = proposal(session, key)
    if found.state != OPEN:
        raise Untimely(_why_not()[found.state])
    found.decision, found.decided_by, found.reason = decision, caller.name, reason
    found.decided_at = func.clock_timestamp()
    session.flush()
    action = "proposal.adopt" if decision == "adopted" else "proposal.reject"
    record(session, caller, action, f"/proposals/{key}", reason=reason)
    return proposal(session, key)


def _why_not() -> Mapping[str, str]:
    return {
        "making": _("its plan is still being made"),
        "none": _("its run has ended without a plan"),
        "adopted": _("it has been adopted already"),
        "rejected": _("it has been rejected"),
        "superseded": _("another plan has been adopted since; ask for a new proposal"),
    }


def _stands() -> ColumnElement[str]:
    """How a proposal stands; of all rows those of the tenant are seen."""
    of_run = Run.tenant == Proposal.tenant, Run.id == Proposal.run
    state = select(Run.state).where(*of_run).scalar_subquery()
    outcome = select(Run.outcome).where(*of_run).scalar_subquery()
    newest = select(Baseline.id).order_by(Baseline.created_at.desc(), Baseline.id.desc()).limit(1).scalar_subquery()
    return case(
        (Proposal.decision.is_not(None), Proposal.decision),
        (state != runs.ENDED, "making"),
        (outcome.not_in(PLANNED), "none"),
        (Proposal.baseline != newest, "superseded"),
        else_=OPEN,
    )


def _query() -> Select[Proposal]:
    return select(Proposal).options(with_expression(Proposal.state, _stands()))


def proposal(session: Session, key: UUID) -> Proposal:
    """A proposal, as it stands now.

    Raises:
        Missing: there is no such proposal.
    """
    query = _query().where(Proposal.id == key)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def listed(
    session: Session, wanted: Wanted, state: State | None = None, *, nightly: bool | None = None
) -> Page[Proposal]:
    """A page of proposals, of those that stand so and come of the ``nightly`` job or not, if that is given.

    ``wanted.sort`` is ``created`` or ``-created``.
    """
    query = only(_query(), (_stands(), state), (Proposal.night.is_not(None), nightly))
    return page(session, query, CREATED, wanted)


def ready(session: Session, tenant: UUID, run: UUID) -> None:
    """Tell, in the transaction that ends a run, that its proposal is there; nothing where there is none, or no plan."""
    found = session.scalar(_query().where(Proposal.run == run, _stands() == OPEN))
    if found is None:
        return
    study = Study.model_validate(runs.run(session, run, with_found=True).study)
    told = {
        "proposal": str(found.id),
        "run": str(run),
        "baseline": str(found.baseline),
        "status_date": found.status_date.isoformat(),
        "night": None if found.night is None else found.night.isoformat(),
        "same": study.same,
        "moves": len(study.moves),
        "approvals": sum(one.approval for one in study.moves) + sum(one.approval for one in study.turns),
    }
    announce(session, tenant, PROPOSAL_READY, f"/proposals/{found.id}", told)
