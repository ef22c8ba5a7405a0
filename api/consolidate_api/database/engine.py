"""Connections to the database, and the one way to a transaction: as somebody, who sees only what is theirs.

Row-level security in PostgreSQL compares each row's tenant with the setting ``consolidate.tenant``. It is set
anew in each transaction and ends with it, so that a connection never carries it on to the next request.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from consolidate_api.settings import CONNECTIONS

DRIVER = "postgresql+psycopg"
STATEMENT_SECONDS = 30
LOCK_SECONDS = 10
POOL_SECONDS = 10
IDLE_SECONDS, USED = 1.0, "used"
TENANT, LISTING = "consolidate.tenant", "consolidate.listing"
"""Settings that the policies read: whose rows; whether programmes are listed. `consolidate_known` has one more."""
SET_LOCAL = text("SELECT set_config(:name, :value, true)")


def engine_url(address: str) -> URL:
    """An address as people write it, for the driver that is used here."""
    return make_url(address).set(drivername=DRIVER)


def plain(address: str) -> str:
    """An address as PostgreSQL itself writes it, without the name of a driver."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


class Database:
    """The database as the application sees it; each method but `asking` opens a transaction, ended by its block."""

    def __init__(self, address: str, connections: int = CONNECTIONS) -> None:
        limits = f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s"
        arguments: dict[str, Any] = {"options": limits, "application_name": "consolidate"}
        self.engine: Engine = create_engine(
            engine_url(address),
            connect_args=arguments,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            hide_parameters=True,
        )
        event.listen(self.engine, "checkin", _used)
        event.listen(self.engine, "checkout", self._look)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def _look(self, connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        """Ask a connection that has lain idle whether it is still there: where one is not, all are made anew.

        One that was in use a moment ago is not asked; if the server has died since, whoever uses it is told so.
        """
        used = entry.info.get(USED)
        if used is None or time.monotonic() - used < IDLE_SECONDS:
            return
        dialect = self.engine.dialect
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    @contextmanager
    def tenant(self, tenant: UUID) -> Iterator[Session]:
        """A transaction that sees and writes the rows of one tenant."""
        with self._sessions.begin() as session:
            set_local(session, TENANT, str(tenant))
            yield session

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A connection for one question of somebody unknown, without a transaction around it: one way, and one back."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

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


def _used(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[USED] = time.monotonic()


def set_local(session: Session, name: str, value: str) -> None:
    """Set one of the settings that the policies read, until the transaction ends."""
    session.execute(SET_LOCAL, {"name": name, "value": value})
