"""A real PostgreSQL in the data folder, for those who have no server of their own.

It has three roles: the administrator, who makes the other two and the database; the owner of the tables, who migrates
them; and the application, who is neither. Each has a random password.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from consolidate.errors import Fault, FaultyDocument, UnknownName
from consolidate.text import _
from consolidate_api.database.cluster import ADMINISTRATOR, Cluster
from consolidate_api.database.passwords import Passwords, kept_passwords

OWNER, APP, DATABASE = "consolidate_owner", "consolidate_app", "consolidate"


@dataclass(frozen=True)
class Addresses:
    """Where the database is: for the application, and for the owner of its tables where that is known.

    Addresses hold passwords, so they are not shown where the object is.
    """

    app: str = field(repr=False)
    owner: str | None = field(repr=False)


class Embedded:
    """The server of a data folder; ``start`` may be called again at any time, after a crash too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cluster = Cluster(folder / "postgres")

    def start(self) -> Addresses:
        """Make what is not there yet and start the server; where it is.

        Raises:
            FaultyDocument: the folder is none in which a server can run.
        """
        if faults := self.faults():
            raise FaultyDocument(Fault("CONSOLIDATE_DATA_DIR", fault.value, fault.allowed) for fault in faults)
        passwords = self._passwords()
        self._cluster.make(passwords.administrator)
        self._cluster.start()
        with psycopg.connect(
            self._address(ADMINISTRATOR, passwords.administrator, "postgres"), autocommit=True
        ) as open_:
            _make_roles(open_, passwords)
        return self.addresses()

    def faults(self) -> list[Fault]:
        """Why no server can run in the folder, if so; the folder is made for it."""
        make_folder(self.folder)
        return self._cluster.faults()

    def addresses(self, database: str = DATABASE) -> Addresses:
        """Where the database is, or another of the same server, once that has been started."""
        passwords = self._passwords()
        return Addresses(self._address(APP, passwords.app, database), self._address(OWNER, passwords.owner, database))

    def administrator(self, database: str = DATABASE) -> str:
        """The address for whoever administers the server, whom no policy binds: for backups alone."""
        return self._address(ADMINISTRATOR, self._passwords().administrator, database)

    def running(self) -> bool:
        """Whether the server runs."""
        return self._cluster.running()

    def stop(self) -> None:
        """Stop the server; nothing that was committed is lost."""
        self._cluster.stop()

    def _passwords(self) -> Passwords:
        return kept_passwords(self.folder / "passwords.json")

    def _address(self, role: str, password: str, database: str = DATABASE) -> str:
        return self._cluster.address(role, password, database)


@contextmanager
def claimed(folder: Path) -> Iterator[Embedded]:
    """The server of a data folder for the one program that serves from it: not yet started, and stopped at the end.

    Raises:
        UnknownName: another program serves from the folder.
    """
    with _held(folder) as held:
        if not held:
            raise UnknownName(_("{folder}: the service runs already in this data folder").format(folder=folder))
        server = Embedded(folder)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def serving(folder: Path) -> Iterator[Embedded]:
    """The server of a data folder for the one program that serves from it: started now, stopped at the end.

    Raises:
        UnknownName: another program serves from the folder.
        FaultyDocument: the folder is none in which a server can run.
    """
    with claimed(folder) as server:
        server.start()
        yield server


@contextmanager
def visited(folder: Path) -> Iterator[Addresses]:
    """Where the database of a data folder is, for a short command: beside the service, or while it does not run."""
    with _held(folder) as held:
        if not held:
            yield Embedded(folder).addresses()
            return
    with serving(folder) as server:
        yield server.addresses()


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Whether this program, and no other, has the folder; the system lets go of it when the program dies."""
    make_folder(folder)
    with (folder / "serving.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def make_folder(folder: Path) -> None:
    """Make a folder that every user may enter, whatever new folders are like here; one that is there stays as it is."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)


def _make_roles(administrator: psycopg.Connection[tuple[object, ...]], passwords: Passwords) -> None:
    """The owner, the application and the database, those that are not there yet."""
    for role, password in ((OWNER, passwords.owner), (APP, passwords.app)):
        if not _known(administrator, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            text = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            administrator.execute(text.format(sql.Identifier(role), sql.Literal(password)))
    if not _known(administrator, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
        administrator.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _known(administrator: psycopg.Connection[tuple[object, ...]], question: LiteralString, name: str) -> bool:
    return administrator.execute(question, (name,)).fetchone() is not None
