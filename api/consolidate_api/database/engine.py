"""Connections to the database, and the one way to a transaction: as somebody, who sees only what is theirs.

Row-level security in PostgreSQL compares each row's tenant with the setting ``consolidate.tenant``. It is set
anew in each transaction and ends with it, so that a connection never carries it on to the next request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

DRIVER = "postgresql+psycopg"
STATEMENT_SECONDS = 30
LOCK_SECONDS = 10
POOL_SECONDS = 10
TENANT, TOKEN, LISTING = "consolidate.tenant", "consolidate.token", "consolidate.listing"
"""Settings that the policies read: whose rows; the hash of a token that was shown; whether programmes are listed."""


def engine_url(address: str) -> URL:
    """An address as people write it, for the driver that is used here."""
    return make_url(address).set(drivername=DRIVER)


class Database:
    """The database as the application sees it; each method opens a transaction that ends with the ``with`` block."""

    def __init__(self, address: str, connections: int = 20) -> None:
        limits = f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s"
        arguments: dict[str, Any] = {"options": limits, "application_name": "consolidate"}
        self.engine: Engine = create_engine(
            engine_url(address),
            connect_args=arguments,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def tenant(self, tenant: UUID) -> Iterator[Session]:
        """A transaction that sees and writes the rows of one tenant."""
        with self._sessions.begin() as session:
            set_local(session, TENANT, str(tenant))
            yield session

    @contextmanager
    def presented(self, token: bytes) -> Iterator[Session]:
        """A transaction that sees the one token of which somebody showed the secret, by its hash, and nothing else."""
        with self._sessions.begin() as session:
            set_local(session, TOKEN, token.hex())
            yield session

    @contextmanager
    def listing(self) -> Iterator[Session]:
        """A transaction that sees the names of all programmes and nothing of what is in them: for operating."""
        with self._sessions.begin() as session:
            set_local(session, LISTING, "on")
            yield session

    @contextmanager
    def nobody(self) -> Iterator[Session]:
        """A transaction that sees no row of anybody."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def set_local(session: Session, name: str, value: str) -> None:
    """Set one of the settings that the policies read, until the transaction ends."""
    session.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
