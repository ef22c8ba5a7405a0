"""When a programme is planned anew each night, and what came of each night: a proposal, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import record
from consolidate_api.store.pages import Order, Page, Wanted, page
from consolidate_api.store.tables import Night, Nightly

NIGHTS = Order(Night.night, Night.tenant)


@dataclass(frozen=True)
class Choice:
    """What a programme wants of its nights: whether, when, and how its plan is made anew."""

    enabled: bool
    at: time
    zone: str
    learn: bool
    options: dict[str, Any]


def settings(session: Session) -> Nightly | None:
    """What the programme has chosen; None where nobody has chosen anything."""
    return session.scalar(select(Nightly))


def choose(session: Session, caller: Caller, choice: Choice) -> Nightly:
    """Change what a programme wants of its nights, from the next one on."""
    values = {name: getattr(choice, name) for name in ("enabled", "at", "zone", "learn", "options")}
    values |= {"author": caller.name, "changed_at": func.now()}
    row = insert(Nightly).values(tenant=caller.tenant, **values)
    session.execute(row.on_conflict_do_update(index_elements=["tenant"], set_=values))
    facts = {"enabled": choice.enabled, "at": f"{choice.at:%H:%M}", "zone": choice.zone, "learn": choice.learn}
    record(session, caller, "nightly.change", "/nightly", **facts, options=choice.options)
    return session.scalars(select(Nightly).execution_options(populate_existing=True)).one()


def is_there(session: Session, night: date) -> bool:
    """Whether a night has been seen to."""
    return session.scalar(select(Night.night).where(Night.night == night)) is not None


def begin(session: Session, tenant: UUID, night: date, status_date: date) -> bool:
    """Take a night: of all who try, now or later, one has it, unless that one's transaction is taken back."""
    return _insert(session, {"tenant": tenant, "night": night, "status_date": status_date})


def made(session: Session, night: date, proposal: UUID) -> None:
    """Write down what came of a night that this transaction has taken."""
    session.execute(update(Night).where(Night.night == night).values(proposal=proposal))


def passed(
    session: Session, tenant: UUID, night: date, status_date: date, reason: str, faults: list[dict[str, Any]] | None
) -> bool:
    """Write down why nothing came of a night, unless somebody has seen to it meanwhile; whether that was done."""
    values = {"tenant": tenant, "night": night, "status_date": status_date, "reason": reason, "faults": faults}
    return _insert(session, values)


def _insert(session: Session, values: dict[str, Any]) -> bool:
    row = insert(Night).values(**values).on_conflict_do_nothing(index_elements=["tenant", "night"])
    return session.scalar(row.returning(Night.night)) is not None


def nights(session: Session, wanted: Wanted) -> Page[Night]:
    """A page of nights; ``wanted.sort`` is ``night`` or ``-night``."""
    return page(session, select(Night), NIGHTS, wanted)
