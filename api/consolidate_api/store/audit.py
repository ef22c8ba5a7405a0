"""The log of every change: who, what, when, in which request. It only grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consolidate_api.auth.caller import Caller
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.tables import AuditEntry, Base

_WRITE = insert(Base.metadata.tables[AuditEntry.__tablename__])
"""Made once: with each change that is written down there is one."""


def record(session: Session, caller: Caller, action: str, subject: str, **details: Any) -> None:
    """Write down a change, in the transaction that makes it."""
    session.execute(_WRITE, entry_of(caller, action, subject, **details))


def entry_of(caller: Caller, action: str, subject: str, **details: Any) -> dict[str, Any]:
    """A line of the log, by its columns.

    ``action`` is what was done (``scenario.create``), ``subject`` to what, by its path without the leading ``/v1``.
    """
    request = structlog.contextvars.get_contextvars().get("request")
    return {
        "tenant": caller.tenant,
        "token": caller.token,
        "author": caller.name,
        "action": action,
        "subject": subject,
        "details": details,
        "request": request,
    }


@dataclass(frozen=True)
class Filter:
    """Which changes are wanted; None stands for any. ``subject`` is the beginning of a path, times are half-open."""

    author: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    before: datetime | None = None


def listed(session: Session, wanted: Wanted, which: Filter) -> Page[AuditEntry]:
    """A page of the log; ``wanted.sort`` is ``at`` or ``-at``."""
    query = only(select(AuditEntry), (AuditEntry.author, which.author), (AuditEntry.action, which.action))
    if which.subject is not None:
        query = query.where(AuditEntry.subject.startswith(which.subject, autoescape=True))
    if which.since is not None:
        query = query.where(AuditEntry.at >= which.since)
    if which.before is not None:
        query = query.where(AuditEntry.at < which.before)
    return page(session, query, Order(AuditEntry.id, AuditEntry.tenant), wanted)
