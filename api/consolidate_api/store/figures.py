"""Figures of all programmes together, for those who keep the service running; they name nobody.

The queue's tables have no tenant. What belongs to programmes is counted in each of them by itself, under its policy:
rows of several are never seen at once. Rows of runs and nights are never removed, so their sums only grow.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Float, cast, func, select, text
from sqlalchemy.orm import Session

from consolidate_api.database.engine import TENANT, Database, set_local
from consolidate_api.metrics import Sums
from consolidate_api.store.queue import QUEUE
from consolidate_api.store.tables import Delivery, Night, Programme, Run


def oldest(session: Session) -> float:
    """For how many seconds the first run of the queue has waited; 0 where none does."""
    question = """SELECT coalesce(extract(epoch FROM now() - min(events.at)), 0)
        FROM procrastinate_jobs AS jobs JOIN procrastinate_events AS events ON events.job_id = jobs.id
        WHERE jobs.queue_name = :queue AND jobs.status = 'todo' AND events.type = 'deferred'"""
    return float(session.scalar(text(question), {"queue": QUEUE}) or 0)


def alive(session: Session, seconds: float) -> int:
    """How many workers and schedulers have given a sign of life within so many seconds."""
    question = (
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - :seconds * interval '1 second'"
    )
    return int(session.scalar(text(question), {"seconds": seconds}) or 0)


def sums(database: Database) -> Sums:
    """What can be summed up over all programmes."""
    ended, nights, deliveries = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    failures, takes, seconds = 0, 0, 0.0
    with database.listing() as session:
        for tenant in session.scalars(select(Programme.id)).all():
            set_local(session, TENANT, str(tenant))
            for kind, outcome, count, failed, taken, solved in session.execute(_RUNS):
                failures, takes, seconds = failures + failed, takes + taken, seconds + solved
                if outcome is not None:
                    ended[kind, outcome] += count
            for made, count in session.execute(_NIGHTS):
                nights["made" if made else "none"] += count
            for state, count in session.execute(_DELIVERIES):
                deliveries[state] += count
    return Sums(ended, failures, takes, seconds, nights, deliveries)


_SOLVED = func.coalesce(func.sum(cast(Run.progress["seconds"].astext, Float)), 0.0)
_RUNS = select(Run.kind, Run.outcome, func.count(), func.sum(Run.tries), func.sum(Run.fence), _SOLVED).group_by(
    Run.kind, Run.outcome
)
_NIGHTS = select(Night.proposal.is_not(None), func.count()).group_by(Night.proposal.is_not(None))
_DELIVERIES = select(Delivery.state, func.count()).group_by(Delivery.state)
