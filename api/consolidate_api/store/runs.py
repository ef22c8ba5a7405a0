"""Runs, as those see them who ask for them: submitted once for each key, found, followed, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, undefer
from sqlalchemy.sql.dml import ReturningInsert

from consolidate.errors import ConsolidateError, UnknownName
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing
from consolidate_api.store.pages import Order, Page, Wanted, page
from consolidate_api.store.queue import put
from consolidate_api.store.tables import Run, ScenarioVersion

CREATED = Order(Run.created_at, Run.id)
ENDED, QUEUED = "ended", "queued"


class Full(ConsolidateError):
    """As many runs wait as may."""


class KeyUsed(ConsolidateError):
    """The key stands for a run that was asked for in other words."""


@dataclass(frozen=True)
class Wish:
    """A run that somebody wants; without a version, of the newest.

    ``key`` is theirs, and the same key never makes two runs; ``hash`` is of all that they asked for.
    """

    scenario: UUID
    version: int | None
    alternative: str | None
    options: dict[str, Any]
    priority: int
    key: str | None
    hash: str

    @property
    def start(self) -> UUID | None:
        """The run whose plan is where this one is to begin."""
        found = self.options.get("start_run")
        return None if found is None else UUID(found)


@dataclass(frozen=True)
class Filter:
    """Which runs are wanted; None stands for any."""

    state: str | None = None
    outcome: str | None = None
    scenario: UUID | None = None


def submit(session: Session, caller: Caller, wish: Wish, most: int) -> tuple[Run, bool]:
    """The run that somebody wants, in the queue; and whether it is new, and not the one of the same key.

    ``most``: how many runs of the programme may wait. Who submits at the same moment as others may exceed it by those.

    Raises:
        KeyUsed: the key stands for another wish.
        Full: so many wait already.
        Missing: there is no such scenario or version.
        UnknownName: there is no such alternative, or no such plan to begin with.
    """
    if earlier := _of_key(session, wish):
        return earlier, False
    waiting = session.scalar(select(func.count()).select_from(Run).where(Run.state == QUEUED)) or 0
    if waiting >= most:
        raise Full(_("at most {most} runs may wait").format(most=most))
    version = _version(session, wish)
    _refuse_unknown(session, wish, version)
    made = session.scalar(_insertion(caller, wish, version.number))
    if made is None:  # somebody with the same key was quicker
        earlier = _of_key(session, wish)
        assert earlier is not None
        return earlier, False
    put(session, caller.tenant, made.id, made.fence, made.priority)
    record(session, caller, "run.create", f"/runs/{made.id}", scenario=str(made.scenario), version=made.version)
    return made, True


def _of_key(session: Session, wish: Wish) -> Run | None:
    if wish.key is None:
        return None
    found = session.scalar(select(Run).where(Run.idempotency_key == wish.key))
    if found is not None and found.request_hash != wish.hash:
        raise KeyUsed(_("this key stands for another run, asked for in other words"))
    return found


def _version(session: Session, wish: Wish) -> ScenarioVersion:
    query = select(ScenarioVersion).where(ScenarioVersion.scenario == wish.scenario)
    if wish.version is not None:
        query = query.where(ScenarioVersion.number == wish.version)
    found = session.scalar(query.order_by(ScenarioVersion.number.desc()).limit(1))
    if found is None:
        raise Missing
    return found


def _refuse_unknown(session: Session, wish: Wish, version: ScenarioVersion) -> None:
    """Names are looked up now: a run that cannot begin is refused, and not queued to fail."""
    if wish.alternative is not None:
        parse_scenario(version.document, wish.alternative)
    if wish.start is not None and session.scalar(select(Run.plan.is_not(None)).where(Run.id == wish.start)) is not True:
        raise UnknownName(_("{run}: no run with a plan to begin with").format(run=wish.start))


def _insertion(caller: Caller, wish: Wish, version: int) -> ReturningInsert[Run]:
    """The statement that writes the row; it gives nothing where the key is there already."""
    row = insert(Run).values(
        tenant=caller.tenant,
        id=uuid4(),
        scenario=wish.scenario,
        version=version,
        alternative=wish.alternative,
        options=wish.options,
        priority=wish.priority,
        idempotency_key=wish.key,
        request_hash=wish.hash,
        author=caller.name,
    )
    return row.on_conflict_do_nothing(index_elements=["tenant", "idempotency_key"]).returning(Run)


def run(session: Session, key: UUID, *, with_plan: bool = False) -> Run:
    """A run; with its plan if that is wanted.

    Raises:
        Missing: there is no such run.
    """
    options = [undefer(Run.plan)] if with_plan else []
    found = session.scalar(select(Run).where(Run.id == key).options(*options))
    if found is None:
        raise Missing
    return found


def listed(session: Session, wanted: Wanted, which: Filter) -> Page[Run]:
    """A page of runs, without their plans; ``wanted.sort`` is ``created`` or ``-created``."""
    query = select(Run)
    for column, value in ((Run.state, which.state), (Run.outcome, which.outcome), (Run.scenario, which.scenario)):
        if value is not None:
            query = query.where(column == value)
    return page(session, query, CREATED, wanted)


def cancel(session: Session, caller: Caller, key: UUID) -> Run:
    """Let a run end with the best plan so far: at once while it waits, else as soon as its worker hears of it.

    A run that has ended already stays as it is.

    Raises:
        Missing: there is no such run.
    """
    found = session.scalar(select(Run).where(Run.id == key).with_for_update())
    if found is None:
        raise Missing
    if found.state == ENDED or found.cancel_requested_at is not None:
        return found
    found.cancel_requested_at = func.now()
    if found.state == QUEUED:
        found.state, found.outcome, found.ended_at = ENDED, Outcome.CANCELLED, func.now()
    record(session, caller, "run.cancel", f"/runs/{key}")
    session.flush()
    session.refresh(found)
    return found
