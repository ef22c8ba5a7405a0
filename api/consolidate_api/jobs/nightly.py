"""Planning anew each night: for every programme that wants it, once a night, whoever looks and however often.

Whoever runs the clock calls `tick`, once a minute or less often, on as many machines as they like. A night is a row,
written in the transaction that puts its run into the queue: the one who writes it first has the night, and where that
transaction is taken back, the next tick has it. After days without a tick only the newest night is made up, since each
one would take the same baseline and the same reports, and propose the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from consolidate.errors import ConsolidateError, FaultyDocument
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.auth.roles import Role
from consolidate_api.database.away import AWAY
from consolidate_api.database.engine import Database
from consolidate_api.jobs import clock
from consolidate_api.problems import fault_document
from consolidate_api.store import nightly, proposals
from consolidate_api.store.programmes import everybody
from consolidate_api.store.tables import Nightly
from consolidate_api.store.taken import storable

AUTHOR = "nightly job"
NO_LIMIT = 2**31
"""The limit on waiting runs is for those who ask again and again; one run a night is no flood."""

_log = structlog.stdlib.get_logger("consolidate.nightly")


@dataclass(frozen=True)
class Turn:
    """A night of a programme that nobody has seen to yet."""

    tenant: UUID
    choice: Nightly
    night: date
    status_date: date


def tick(database: Database, now: datetime) -> None:
    """See to the newest night that is due in each programme; what stops one of them stops none of the others.

    Raises:
        OperationalError: the database is away, so that it is not even known which programmes there are.
    """
    for tenant in everybody(database):
        with structlog.contextvars.bound_contextvars(tenant=str(tenant)):
            _see_to(database, tenant, now)


def _see_to(database: Database, tenant: UUID, now: datetime) -> None:
    try:
        turn = _turn(database, tenant, now)
        if turn is not None:
            _make(database, turn)
    except AWAY:
        _log.warning("left for the next time: the database is away", exc_info=True)
    except Exception:
        _log.exception("failed")


def _turn(database: Database, tenant: UUID, now: datetime) -> Turn | None:
    """The newest night that is due; None where it has been seen to, or lay before the programme last chose."""
    with database.tenant(tenant) as session:
        choice = nightly.settings(session)
        if choice is None or not choice.enabled:
            return None
        due = clock.latest(choice.at, ZoneInfo(choice.zone), now)
        if due.moment <= choice.changed_at or nightly.is_there(session, due.night):
            return None
    return Turn(tenant, choice, due.night, clock.status_of(due.night, choice.at))


def _make(database: Database, turn: Turn) -> None:
    """Have a proposal made, or write down why there can be none."""
    try:
        _submit(database, turn)
    except AWAY:
        raise
    except FaultyDocument as error:
        told = _("scenario, baseline and reports do not go together")
        faults = [fault_document(fault).model_dump().items() for fault in error.faults]
        _pass(database, turn, told, [{name: storable(text) for name, text in fault} for fault in faults])
    except ConsolidateError as error:
        _pass(database, turn, str(error))
    except Exception as error:
        _log.exception("failed")
        _pass(database, turn, _("A fault of the program: {kind}").format(kind=type(error).__name__))


def _submit(database: Database, turn: Turn) -> None:
    choice, caller = turn.choice, Caller(turn.tenant, AUTHOR, Role.PLANNER)
    asked = proposals.Asked(None, turn.status_date, {"learn": choice.learn}, choice.options, turn.night)
    with database.tenant(turn.tenant) as session:
        if nightly.begin(session, turn.tenant, turn.night, turn.status_date):
            made = proposals.submit(session, caller, asked, NO_LIMIT)
            nightly.made(session, turn.night, made.id)
            _log.info("submitted", night=turn.night.isoformat(), proposal=str(made.id))


def _pass(database: Database, turn: Turn, reason: str, faults: list[dict[str, str]] | None = None) -> None:
    with database.tenant(turn.tenant) as session:
        kept = nightly.passed(session, turn.tenant, turn.night, turn.status_date, storable(reason), faults)
    if kept:
        _log.warning("no proposal", night=turn.night.isoformat(), reason=reason, faults=faults)
