"""Runs in the hands of workers. Every write names the fence under which the worker took the run.

Where the fence has risen since, or the run has ended, nothing is written: another has the run, and the worker that is
told so lets go of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, undefer

from consolidate.plan.outcome import Outcome
from consolidate.text import _
from consolidate_api.store import notices, proposals
from consolidate_api.store.queue import put
from consolidate_api.store.tables import Run, ScenarioVersion

MOST_TRIES = 3
"""So often may a run fail; workers that die on the way do not count."""


class Standing(Enum):
    """What a worker is told about the run it has taken."""

    MINE = auto()
    CANCELLED = auto()
    LOST = auto()


@dataclass(frozen=True)
class Mark:
    """A run as a worker has taken it."""

    tenant: UUID
    run: UUID
    fence: int

    @property
    def mine(self) -> tuple[ColumnElement[bool], ...]:
        """What holds of the row for as long as nobody else has the run."""
        return Run.id == self.run, Run.fence == self.fence, Run.state == "running"


@dataclass(frozen=True)
class Taken:
    """A run to be solved: its row, the document, and the plan from which it begins if it has none of its own."""

    mark: Mark
    row: Run
    document: dict[str, Any]
    start: dict[str, Any] | None

    @property
    def cancelled(self) -> bool:
        """Whether somebody has cancelled it before it began."""
        return self.row.cancel_requested_at is not None


def take(session: Session, tenant: UUID, run: UUID, fence: int) -> Taken | None:
    """Take a run by a job of its present fence, which rises; None where the run has ended, or the job is an old one.

    A job that has taken its run already may do so again: it is in the queue once more because the database was away
    when the job wanted to write how it had ended.
    """
    waiting = and_(Run.fence == fence, Run.state != "ended")
    left = and_(Run.fence == fence + 1, Run.state == "running")
    begun = func.coalesce(Run.started_at, func.now())
    raised = update(Run).where(Run.id == run, or_(waiting, left)).returning(Run.fence)
    newest = session.scalar(raised.values(fence=Run.fence + 1, state="running", started_at=begun))
    if newest is None:
        return None
    needed = [undefer(column) for column in (Run.plan, Run.question, Run.start)]
    row = session.scalars(select(Run).where(Run.id == run).options(*needed)).one()
    version = ScenarioVersion.scenario == row.scenario, ScenarioVersion.number == row.version
    document = session.scalars(select(ScenarioVersion.document).where(*version)).one()
    return Taken(Mark(tenant, run, newest), row, document, _start(session, row))


def _start(session: Session, row: Run) -> dict[str, Any] | None:
    """The plan with which a run is to begin: one that was sent with it, or that of another run."""
    other = row.options.get("start_run")
    return row.start if other is None else session.scalar(select(Run.plan).where(Run.id == UUID(other)))


def save(session: Session, mark: Mark, found: dict[str, Any]) -> Standing:
    """Write columns of a run under way, if there are any; and how it stands with the run."""
    if found:
        values = found | {"saved_at": func.now()}
        rows = session.execute(update(Run).where(*mark.mine).values(values).returning(Run.cancel_requested_at)).all()
    else:
        rows = session.execute(select(Run.cancel_requested_at).where(*mark.mine)).all()
    if not rows:
        return Standing.LOST
    return Standing.MINE if rows[0][0] is None else Standing.CANCELLED


def end(session: Session, mark: Mark, outcome: Outcome, reason: str | None, found: dict[str, Any]) -> Standing:
    """Write down that a run has ended, with the last of what was found, and let those know who want to."""
    told = None if reason is None else storable(reason)
    closing = {"state": "ended", "outcome": outcome, "reason": told, "ended_at": func.now()}
    standing = save(session, mark, found | closing)
    if standing is not Standing.LOST:
        notices.run_ended(session, mark.tenant, mark.run)
        proposals.ready(session, mark.tenant, mark.run)
    return standing


def give_back(session: Session, mark: Mark, found: dict[str, Any]) -> Standing:
    """Put a run back into the queue, as far as it has come; one that has been cancelled ends instead."""
    standing = save(session, mark, found)
    if standing is Standing.CANCELLED:
        return end(session, mark, Outcome.CANCELLED, None, {})
    if standing is Standing.MINE:
        _again(session, mark)
    return standing


def fail(session: Session, mark: Mark, reason: str, found: dict[str, Any]) -> Standing:
    """Count a failure of the run itself: it is tried again, begun with the best plan so far, until that is in vain."""
    standing = save(session, mark, found | {"tries": Run.tries + 1, "reason": storable(reason)})
    if standing is Standing.CANCELLED:
        return end(session, mark, Outcome.CANCELLED, reason, {})
    if standing is Standing.MINE:
        tries = session.scalars(select(Run.tries).where(Run.id == mark.run)).one()
        if tries >= MOST_TRIES:
            told = _("It failed {tries} times; the last time: {reason}").format(tries=tries, reason=reason)
            return end(session, mark, Outcome.FAILED, told, {})
        _again(session, mark)
    return standing


def hand_over(session: Session, tenant: UUID, run: UUID, fence: int) -> bool:
    """Take a run away from a worker that is dead, whose job named this fence, and queue it; whether it had the run.

    The worker has raised the fence by one, unless it died before that. The fence rises once more, so that a worker
    that was not dead after all writes nothing from now on.
    """
    theirs = Run.id == run, Run.fence.in_((fence, fence + 1)), Run.state != "ended"
    raised = update(Run).where(*theirs).values(fence=Run.fence + 1, state="running").returning(Run.fence)
    newest = session.scalar(raised)
    if newest is not None:
        give_back(session, Mark(tenant, run, newest), {})
    return newest is not None


def storable(told: str) -> str:
    """A text without what the database has no form for; a fault of the program may have quoted anything."""
    return told.replace("\0", "").encode("utf-8", "replace").decode()


def _again(session: Session, mark: Mark) -> None:
    waiting = update(Run).where(*mark.mine).values(state="queued").returning(Run.priority)
    put(session, mark.tenant, mark.run, mark.fence, session.scalars(waiting).one())
