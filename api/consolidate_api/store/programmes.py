"""Programmes: the co-operations that share the service and see nothing of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consolidate.errors import UnknownName
from consolidate.text import _
from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.limits import checked_limits
from consolidate_api.store import tokens
from consolidate_api.store.audit import record
from consolidate_api.store.tables import Programme, Run


@dataclass(frozen=True)
class Overview:
    """A programme, and how many of its runs wait and are under way."""

    programme: Programme
    queued: int
    running: int


def first_secret(database: Database, name: str, days: int) -> str | None:
    """Where there is no programme yet: the first one, and the secret of its first admin, who gives out all others."""
    with database.listing() as session:
        if session.scalar(select(Programme.id).limit(1)) is not None:
            return None
    return new_secret_in(database, name, "first admin", Role.ADMIN, days)


def new_secret_in(database: Database, programme: str, name: str, role: Role, days: int) -> str:
    """The secret of a new token in a programme, which is made where there is none of this name; all of it or nothing.

    Raises:
        IntegrityError: somebody else has just made a programme of this name.
    """
    found = _id_of(database, programme)
    tenant = found or uuid4()
    with database.tenant(tenant) as session:
        if found is None:
            session.add(Programme(id=tenant, name=programme))
            session.flush()
        return tokens.give(session, operator(tenant), name, role, days)[1]


def found_or_made(database: Database, programme: str, *, make: bool) -> UUID | None:
    """The id of a programme by its name; one that is not there is made if ``make`` says so, else None."""
    found = _id_of(database, programme)
    if found is not None or not make:
        return found
    made = uuid4()
    try:
        with database.tenant(made) as session:
            session.add(Programme(id=made, name=programme))
            session.flush()
            record(session, operator(made), "programme.create", "/programme", name=programme)
    except IntegrityError:  # somebody else was faster
        return _id_of(database, programme)
    return made


def everybody(database: Database) -> list[UUID]:
    """The ids of all programmes, for what the service does by itself."""
    with database.listing() as session:
        return list(session.scalars(select(Programme.id).order_by(Programme.name)))


def overview(session: Session) -> Overview:
    """The one programme of the transaction."""
    counted = select(Run.state, func.count()).where(Run.state.in_(("queued", "running"))).group_by(Run.state)
    count = {row[0]: row[1] for row in session.execute(counted)}
    return Overview(session.scalars(select(Programme)).one(), count.get("queued", 0), count.get("running", 0))


def overviews(database: Database) -> list[Overview]:
    """All programmes by name, for operating."""
    with database.listing() as session:
        ids = session.scalars(select(Programme.id).order_by(Programme.name)).all()
    found = []
    for tenant in ids:
        with database.tenant(tenant) as session:
            found.append(overview(session))
    return found


def set_limits(owner: Database, programme: str, changes: Mapping[str, Any]) -> None:
    """Give a programme limits of its own; None takes one away again, so that the setting holds.

    The application may not do this, so that nobody who reaches it raises a limit: ``owner`` is the database as the
    owner of its tables sees it.

    Raises:
        FaultyDocument: what is given is no limit, or out of bounds.
        UnknownName: there is no such programme.
    """
    given = checked_limits(changes)
    tenant = _id_of(owner, programme)
    if tenant is None:
        raise UnknownName(_("{name}: no programme of this name").format(name=programme))
    with owner.tenant(tenant) as session:
        row = session.get_one(Programme, tenant, with_for_update=True)
        row.limits = {name: value for name, value in (row.limits | given).items() if value is not None}
        record(session, operator(tenant), "programme.limits", "/programme", **row.limits)


def _id_of(database: Database, programme: str) -> UUID | None:
    with database.listing() as session:
        return session.scalar(select(Programme.id).where(Programme.name == programme))
