"""Deliveries in the hands of jobs: each try is taken, made, and written down, and the next one is due later and later.

A try raises a number, and what comes of it is written only if that is still the number. While a try is under way the
delivery is not due, so that of several jobs that mean the same one, one sends it. A job that dies on the way leaves the
delivery to the next one, which sends it again under the same id: that is how receivers know it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import extract, func, select, update
from sqlalchemy.orm import Session, undefer

from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.auth.roles import Role
from consolidate_api.store.audit import record
from consolidate_api.store.notices import DELIVERED, GIVEN_UP, WAITING
from consolidate_api.store.tables import Delivery, Programme, Webhook

TRY_SECONDS = 90.0
"""By then a try is over, whatever comes of it."""
FIRST_SECONDS = 10.0
GROWTH = 4
MOST_SECONDS = 4 * 3600.0
DAY_SECONDS = 24 * 3600.0
BY = "notices"
"""Who gives up notices and disables webhooks, as the log of changes names it."""


@dataclass(frozen=True)
class Try:
    """A delivery that is due, with its webhook if it has one, and of which programme it is.

    ``age``: seconds since the delivery was first due.
    """

    row: Delivery
    webhook: Webhook | None
    programme: str
    age: float


@dataclass(frozen=True)
class Answer:
    """What came of a try; without an error it was delivered.

    ``wait``: seconds for which the receiver asked. ``final``: it will never be otherwise. ``gone``: the receiver wants
    nothing any more.
    """

    status: int | None = None
    error: str | None = None
    wait: float = 0.0
    final: bool = False
    gone: bool = False


def take(session: Session, delivery: UUID) -> Try | float | None:
    """Take a delivery that is due; seconds until it is, if it is not; None where it has ended or there is none."""
    due = Delivery.id == delivery, Delivery.state == WAITING, Delivery.next_try_at <= func.now()
    begun = {"tries": Delivery.tries + 1, "next_try_at": func.now() + timedelta(seconds=TRY_SECONDS)}
    age = extract("epoch", func.now() - Delivery.since)
    taken = session.execute(update(Delivery).where(*due).values(begun).returning(Delivery, age)).one_or_none()
    if taken is None:
        return _seconds_left(session, delivery)
    row = taken[0]
    made = Try(row, _webhook(session, row), session.scalars(select(Programme.name)).one(), float(taken[1]))
    if made.webhook is None or made.webhook.active:
        return made
    _write(session, made, _ended(GIVEN_UP) | {"last_error": _("the webhook is disabled")})
    return None


def note(session: Session, made: Try, answer: Answer) -> float | None:
    """Write down what came of a try; the seconds until the next one, None where there is none."""
    told = {"last_status": answer.status, "last_error": answer.error}
    if answer.error is None:
        _write(session, made, told | _ended(DELIVERED))
        return None
    wait = None if answer.final or answer.gone else next_wait(made.row.tries, made.age, answer.wait, random.random())
    if wait is not None:
        next_try_at = func.now() + timedelta(seconds=wait)
        return wait if _write(session, made, told | {"next_try_at": next_try_at}) else None
    if _write(session, made, told | _ended(GIVEN_UP)):
        _told_given_up(session, made, answer)
    return None


def next_wait(tries: int, age: float, asked: float, chance: float) -> float | None:
    """Seconds until the next try after so many; None where a day is over by then.

    Each wait is four times the one before, and four hours at most; up to a tenth less by chance (0 to 1), so that
    receivers that were away do not get everything at once. What a receiver asks for is heeded, up to four hours.
    """
    usual = min(MOST_SECONDS, FIRST_SECONDS * GROWTH ** (tries - 1)) * (1 - 0.1 * chance)
    wait = max(usual, min(asked, MOST_SECONDS))
    return wait if age + wait <= DAY_SECONDS else None


def _webhook(session: Session, row: Delivery) -> Webhook | None:
    """The webhook of a delivery, with what signs its notices."""
    found = select(Webhook).where(Webhook.id == row.webhook).options(undefer(Webhook.secret))
    return session.scalar(found)


def _seconds_left(session: Session, delivery: UUID) -> float | None:
    """Seconds until a delivery that waits is due."""
    left = extract("epoch", Delivery.next_try_at - func.now())
    found = session.scalar(select(left).where(Delivery.id == delivery, Delivery.state == WAITING))
    return None if found is None else max(0.0, float(found))


def _ended(state: str) -> dict[str, Any]:
    return {"state": state, "next_try_at": None, "ended_at": func.now()}


def _write(session: Session, made: Try, values: dict[str, Any]) -> bool:
    """Write what came of a try; not if another has begun since, or the delivery has been removed."""
    mine = Delivery.id == made.row.id, Delivery.state == WAITING, Delivery.tries == made.row.tries
    written = update(Delivery).where(*mine).values(values).returning(Delivery.id)
    return session.scalar(written, execution_options={"synchronize_session": False}) is not None


def _told_given_up(session: Session, made: Try, answer: Answer) -> None:
    """Write into the log of changes that a notice was given up, and its webhook with it if the receiver is gone."""
    row, by = made.row, Caller(made.row.tenant, BY, Role.ADMIN)
    record(session, by, "delivery.give_up", f"/deliveries/{row.id}", event=row.event, tries=row.tries, why=answer.error)
    if answer.gone:
        gone = update(Webhook).where(Webhook.id == row.webhook, Webhook.active)
        session.execute(gone.values(active=False, disabled_reason=answer.error))
        record(session, by, "webhook.disable", f"/webhooks/{row.webhook}", why=answer.error)
