"""What is removed once it is old: plans and studies that nothing refers to, and notices that were sent.

The row of a run stays, without what is large in it: it is what its idempotency key, its scenario's history and the log
of changes point at, so a key never makes a second run, however late it comes again. Versions, reports, baselines,
proposals and the log of changes are never removed: the application has no right to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, delete, func, null, or_, select, update
from sqlalchemy.orm import Session, aliased

from consolidate_api.store.tables import Base, Delivery, Run


def plans(session: Session, days: int, most: int) -> int:
    """Remove plans and studies of runs that ended so many days ago, of so many at most; of how many."""
    large = {"plan": null(), "study": null(), "start": null()}
    there = or_(*(getattr(Run, name).is_not(None) for name in large))
    old = Run.state == "ended", Run.ended_at < func.now() - timedelta(days=days)
    chosen = _chosen(select(Run.id).where(*old, there, *_unneeded()), most)
    emptied = update(Run).where(Run.id.in_(chosen)).values(large).returning(Run.id)
    return len(session.scalars(emptied, execution_options={"synchronize_session": False}).all())


def deliveries(session: Session, days: int, most: int) -> int:
    """Remove notices that got through, or were given up, so many days ago, so many at most; how many."""
    old = Delivery.ended_at < func.now() - timedelta(days=days)
    chosen = _chosen(select(Delivery.id).where(old), most)
    removed = delete(Delivery).where(Delivery.id.in_(chosen)).returning(Delivery.id)
    return len(session.scalars(removed, execution_options={"synchronize_session": False}).all())


def _chosen(query: Select[UUID], most: int) -> Select[UUID]:
    """Some of the rows that a query finds, none that others have in hand.

    They are found once, beforehand: as a part of the condition they could be looked for again and again, each time
    among those that are left.
    """
    found = query.limit(most).with_for_update(skip_locked=True).cte("chosen")
    return select(found.c.id)


def _unneeded() -> Iterator[ColumnElement[bool]]:
    """What holds of a run whose plan and study nobody needs."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is Run.__table__:
                (column,) = (part.parent for part in key.elements if part.column is Run.__table__.c.id)
                yield Run.id.not_in(select(column).where(column.is_not(None)))
    other = aliased(Run)
    begun = other.options["start_run"].astext
    has_more = or_(other.state != "ended", other.plan.is_not(None), other.study.is_not(None))
    yield Run.id.not_in(select(cast(begun, Uuid)).where(begun.is_not(None), has_more))
