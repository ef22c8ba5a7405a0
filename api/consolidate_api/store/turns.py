"""One after the other: for what only one of several who try at once may do."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session


def take_turn(session: Session, tenant: UUID, what: str) -> None:
    """Wait until nobody else of the programme is at it; others wait until this transaction has ended.

    What is read after this is what the one before has left. An advisory lock: rows that are only ever added cannot be
    locked by the application, which has no right to change them.

    Raises:
        OperationalError: it is somebody else's turn for too long.
    """
    session.execute(_TURN, {"name": turn_name(tenant, what)})


def turn_name(tenant: UUID, what: str) -> str:
    """What a turn is called in the database, for its functions that take one themselves."""
    return f"{what} of {tenant}"


_TURN = text("SELECT consolidate_take_turn(:name)")
