"""What a scheduler does once an hour: remove what is old, programme by programme, a little at a time.

Each little is a transaction of its own, with its entry in the log of changes, so that nobody waits for it and a
restart loses nothing. Several at once do no harm: what one has in hand the others pass by.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from consolidate_api.auth.caller import Caller
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from consolidate_api.store import forgetting
from consolidate_api.store.audit import record
from consolidate_api.store.programmes import everybody

AT_ONCE = 100
KEEPER = "retention"
"""Stands in the log of changes for the service itself, where it removes what is old."""
Forget = Callable[[Session, int, int], int]

_log = structlog.stdlib.get_logger("consolidate.tidy")


def tidy(database: Database, settings: Settings) -> None:
    """Remove what is older than the settings want it kept; 0 days stand for ever."""
    kept: tuple[tuple[str, Forget, int], ...] = (
        ("runs", forgetting.plans, settings.keep_plan_days),
        ("deliveries", forgetting.deliveries, settings.keep_delivery_days),
    )
    for tenant in everybody(database):
        for name, forget, days in kept:
            while days and _some(database, tenant, name, forget, days) == AT_ONCE:
                pass


def _some(database: Database, tenant: UUID, name: str, forget: Forget, days: int) -> int:
    """Remove some of what is old in one programme, and write that down; how many."""
    with database.tenant(tenant) as session:
        count = forget(session, days, AT_ONCE)
        if count:
            record(session, Caller(tenant, KEEPER, Role.ADMIN), f"{name}.forget", f"/{name}", count=count, days=days)
    if count:
        _log.info("removed", tenant=str(tenant), what=name, count=count)
    return count
