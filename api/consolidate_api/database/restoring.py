"""A dump put in place: into a database that is new or empty, where it is examined before anybody uses it.

It is put there by the owner of the tables, not by whoever administers the server: what stands in a file can then do no
more than that role may.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from consolidate.errors import Fault, FaultyDocument, UnknownName
from consolidate.text import _
from consolidate_api.database.dumps import Contents, load
from consolidate_api.database.engine import plain
from consolidate_api.database.migrate import migrate
from consolidate_api.database.programs import ServerFailed

OLDEST_SERVER = 17
"""`pg_restore` sets something at its start that older servers do not know, and then gives up."""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"


def refuse_bound(address: str) -> None:
    """Let nobody make a backup as a role that does not see the rows of all programmes.

    Raises:
        FaultyDocument: row-level security binds the role.
    """
    question = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    with psycopg.connect(plain(address)) as connection:
        row = connection.execute(question).fetchone()
    if row is None or not row[1]:
        allowed = _("a role that sees all rows: CREATE ROLE … LOGIN BYPASSRLS IN ROLE pg_read_all_data")
        raise FaultyDocument([Fault("CONSOLIDATE_BACKUP_URL", "" if row is None else str(row[0]), allowed)])


def refuse_unfit(address: str) -> None:
    """See that a backup can be put into the database of an address.

    Raises:
        UnknownName: its server is too old, others are connected to it, or there is something in it already.
    """
    others = """SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"""
    with psycopg.connect(plain(address)) as connection:
        if connection.info.server_version < OLDEST_SERVER * 10_000:
            told = _("this needs PostgreSQL {version} or later; older ones have programs of their own for it")
            raise UnknownName(told.format(version=OLDEST_SERVER))
        if connection.execute(others).fetchone() != (0,):
            raise UnknownName(_("others are connected to the database: stop the service first"))
        if connection.execute(TABLES).fetchone() is not None:
            raise UnknownName(
                _("there is something in the database: make an empty one, and name that in both addresses")
            )


def empty(address: str) -> bool:
    """Whether there is no table in a database."""
    with psycopg.connect(plain(address)) as connection:
        return connection.execute(TABLES).fetchone() is None


def fill(file: Path, found: Contents, owner: str, app_role: str) -> None:
    """Put a dump into an empty database as the owner of its tables, look whether all is there, and migrate it.

    Raises:
        ServerFailed: it cannot be put there, or not all of it is there.
        SQLAlchemyError: its tables cannot be migrated.
    """
    load(file, owner)
    there = counted(owner)
    if there != found.rows:
        wrong = sorted(name for name in there.keys() | found.rows if there.get(name) != found.rows.get(name))
        raise ServerFailed(_("not all rows are there again: {tables}").format(tables=", ".join(wrong)))
    migrate(owner, app_role)


def counted(owner: str) -> dict[str, int]:
    """How many rows each table has, of all programmes.

    While this is counted policies do not bind the owner of the tables; that ends with the transaction.
    """
    rows = dict[str, int]()
    with psycopg.connect(plain(owner)) as connection:
        for (name,) in connection.execute(TABLES).fetchall():
            table = sql.Identifier("public", name)
            connection.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(table))
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
            assert row is not None
            rows[name] = row[0]
        connection.rollback()
    return rows


@contextmanager
def new_database(administrator: str, name: str, owner_role: str) -> Iterator[None]:
    """A new database beside the others; where the ``with`` block does not end well it is removed again."""
    names = sql.Identifier(name), sql.Identifier(owner_role)
    remove = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0])
    with psycopg.connect(plain(administrator), autocommit=True) as connection:
        connection.execute(remove)
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
        try:
            yield
        except BaseException:
            connection.execute(remove)
            raise


def take_place(administrator: str, new: str, old: str) -> None:
    """Let one database take the name of another, which is then removed; at each moment there is one of that name."""
    before = f"{old}_before"
    names = {"new": sql.Identifier(new), "old": sql.Identifier(old), "before": sql.Identifier(before)}
    remove = sql.SQL("DROP DATABASE IF EXISTS {before} WITH (FORCE)").format(**names)
    with psycopg.connect(plain(administrator), autocommit=True) as connection:
        connection.execute(remove)
        with connection.transaction():
            connection.execute(sql.SQL("ALTER DATABASE {old} RENAME TO {before}").format(**names))
            connection.execute(sql.SQL("ALTER DATABASE {new} RENAME TO {old}").format(**names))
        connection.execute(remove)
