"""Baselines: the plans that a programme has adopted, one after the other; the newest is the current one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from consolidate.plan.document import Plan, ScenarioMark
from consolidate.plan.files import plan_text
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing, Stale
from consolidate_api.store.notices import BASELINE_ADOPTED, announce
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.tables import Baseline
from consolidate_api.store.turns import take_turn

CREATED = Order(Baseline.created_at, Baseline.id)
TURN = "baselines"


@dataclass(frozen=True)
class Source:
    """Where a plan comes from: its scenario, and the run or proposal that it came of; none where a hand made it.

    ``again``: the earlier baseline that is adopted once more.
    """

    scenario: UUID
    version: int
    alternative: str | None
    run: UUID | None = None
    proposal: UUID | None = None
    again: UUID | None = None


@dataclass(frozen=True)
class Adoption:
    """A plan that was found sound and is to be adopted, and why; ``replaces``: what the one who asks takes for current.

    None of it stands for whatever is current.
    """

    source: Source
    plan: Plan
    why: str
    replaces: UUID | None = None


def adopt(session: Session, caller: Caller, adoption: Adoption) -> Baseline:
    """A new baseline, which is current from now on; of several who adopt at once, one comes after the other.

    Raises:
        Stale: what it is to replace is no longer the current one.
    """
    take_turn(session, caller.tenant, TURN)
    before = current(session)
    if adoption.replaces is not None and (before is None or before.id != adoption.replaces):
        raise Stale(_stale(before, adoption.replaces))
    source = adoption.source
    made = Baseline(
        tenant=caller.tenant,
        id=uuid4(),
        scenario=source.scenario,
        version=source.version,
        alternative=source.alternative,
        plan=_document(adoption),
        run=source.run,
        proposal=source.proposal,
        author=caller.name,
        why=adoption.why,
        created_at=func.clock_timestamp(),  # that of the turn: a transaction that waited for it began earlier
    )
    session.add(made)
    session.flush()
    session.refresh(made, ["created_at"])
    _tell(session, caller, made, before, source.again)
    return made


def _document(adoption: Adoption) -> dict[str, Any]:
    """The plan as it is kept: it names the version and the alternative that it was adopted for."""
    source = adoption.source
    mark = adoption.plan.scenario or ScenarioMark()
    named = mark.model_copy(update={"version": source.version, "alternative": source.alternative})
    document: dict[str, Any] = json.loads(plan_text(adoption.plan.model_copy(update={"scenario": named})))
    return document


def _stale(before: Baseline | None, replaces: UUID) -> str:
    if before is None:
        return _("no plan has been adopted yet, {replaces} neither").format(replaces=replaces)
    return _("{current} is the current baseline, not {replaces}").format(current=before.id, replaces=replaces)


def _tell(session: Session, caller: Caller, made: Baseline, before: Baseline | None, again: UUID | None) -> None:
    """Write the change down, and let those know who want to."""
    named = {
        "scenario": made.scenario,
        "version": made.version,
        "alternative": made.alternative,
        "run": made.run,
        "proposal": made.proposal,
        "replaces": None if before is None else before.id,
        "again": again,
    }
    facts = {name: one if isinstance(one, int) else str(one) for name, one in named.items() if one is not None}
    record(session, caller, "baseline.adopt", f"/baselines/{made.id}", why=made.why, **facts)
    told = {"baseline": str(made.id), **facts, "author": made.author, "why": made.why}
    announce(session, caller.tenant, BASELINE_ADOPTED, f"/baselines/{made.id}", told)


def current(session: Session, *, with_plan: bool = False) -> Baseline | None:
    """The plan that the programme goes by; None while none has been adopted."""
    newest = select(Baseline).order_by(Baseline.created_at.desc(), Baseline.id.desc()).limit(1)
    return session.scalar(newest.options(undefer(Baseline.plan)) if with_plan else newest)


def baseline(session: Session, key: UUID, *, with_plan: bool = False) -> Baseline:
    """A baseline, with its plan if that is wanted.

    Raises:
        Missing: there is no such baseline.
    """
    query = select(Baseline).where(Baseline.id == key)
    found = session.scalar(query.options(undefer(Baseline.plan)) if with_plan else query)
    if found is None:
        raise Missing
    return found


def listed(session: Session, wanted: Wanted, scenario: UUID | None = None, author: str | None = None) -> Page[Baseline]:
    """A page of baselines, of a scenario or an author if given, without their plans.

    ``wanted.sort`` is ``created`` or ``-created``.
    """
    query = only(select(Baseline), (Baseline.scenario, scenario), (Baseline.author, author))
    return page(session, query, CREATED, wanted)
