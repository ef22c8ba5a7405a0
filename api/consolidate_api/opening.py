"""From settings to a database that can be used: found or started, migrated where the owner is known, and checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url

from consolidate.errors import UnknownName
from consolidate.text import _
from consolidate_api.database import embedded
from consolidate_api.database.embedded import Addresses, Embedded, visited
from consolidate_api.database.engine import Database
from consolidate_api.database.migrate import migrate, migrated, refuse_mighty
from consolidate_api.settings import Settings


@contextmanager
def claimed(settings: Settings) -> Iterator[Embedded | None]:
    """The embedded server, for the program that serves: it starts it; None where a server of one's own is named.

    Raises:
        UnknownName: another program serves from the data folder.
    """
    if settings.database_url is not None:
        yield None
        return
    with embedded.claimed(settings.data_dir) as server:
        yield server


def started(settings: Settings, server: Embedded | None) -> Addresses:
    """Where the database is, once the embedded server, if it is that, has been started.

    Raises:
        FaultyDocument: no server can run in the data folder.
    """
    return _own(settings) if server is None else server.start()


@contextmanager
def found(settings: Settings) -> Iterator[Addresses]:
    """Where the database is, for a short command beside the service or without it."""
    if settings.database_url is not None:
        yield _own(settings)
        return
    with visited(settings.data_dir) as addresses:
        yield addresses


@contextmanager
def opened(settings: Settings, addresses: Addresses) -> Iterator[Database]:
    """The database as the application uses it, with the tables of this version.

    Raises:
        UnknownName: its tables are of another version, and nobody here may migrate them.
        FaultyDocument: the application's role could pass by row-level security.
    """
    up_to_date(addresses)
    database = Database(addresses.app, settings.database_connections)
    try:
        with database.nobody() as session:
            refuse_mighty(session)
            if not migrated(session):
                told = _("the database is not migrated: run `consolidate migrate` with CONSOLIDATE_OWNER_URL set")
                raise UnknownName(told)
        yield database
    finally:
        database.close()


def up_to_date(addresses: Addresses) -> None:
    """Migrate the tables where their owner is known."""
    if addresses.owner is not None:
        migrate(addresses.owner, str(make_url(addresses.app).username))


def _own(settings: Settings) -> Addresses:
    assert settings.database_url is not None
    owner = settings.owner_url
    return Addresses(settings.database_url.get_secret_value(), None if owner is None else owner.get_secret_value())
