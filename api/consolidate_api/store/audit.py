"""The log of every change: who, what, when, in which request. It only grows."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from consolidate_api.auth.caller import Caller
from consolidate_api.store.pages import Order, Page, Wanted, page
from consolidate_api.store.tables import AuditEntry


def record(session: Session, caller: Caller, action: str, subject: str, **details: Any) -> None:
    """Write down a change, in the transaction that makes it.

    ``action`` is what was done (``scenario.create``), ``subject`` to what, by its path without the leading ``/v1``.
    """
    request = structlog.contextvars.get_contextvars().get("request")
    session.add(
        AuditEntry(
            tenant=caller.tenant,
            token=caller.token,
            author=caller.name,
            action=action,
            subject=subject,
            details=details,
            request=request,
        )
    )


def listed(session: Session, wanted: Wanted) -> Page[AuditEntry]:
    """A page of the log; ``wanted.sort`` is ``at`` or ``-at``."""
    return page(session, select(AuditEntry), Order(AuditEntry.id, AuditEntry.tenant), wanted)
