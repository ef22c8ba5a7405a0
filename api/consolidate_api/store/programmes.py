"""Programmes: the co-operations that share the service and see nothing of each other."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select

from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.store import tokens
from consolidate_api.store.tables import Programme


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
    with database.listing() as session:
        found = session.scalar(select(Programme.id).where(Programme.name == programme))
    tenant = found or uuid4()
    with database.tenant(tenant) as session:
        if found is None:
            session.add(Programme(id=tenant, name=programme))
            session.flush()
        return tokens.give(session, operator(tenant), name, role, days)[1]
