"""Backups: everything that the service keeps, in one file, and put back from it.

A backup is made while the service works; it is put back while it does not. In the data folder it goes into a database
of its own there, which takes the place of the other one in a moment, once all of it has been examined. On a server of
one's own nothing is ever replaced: whoever keeps that server makes an empty database for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import make_url

from consolidate.errors import UnknownName
from consolidate.text import _
from consolidate_api.database.dumps import Contents, contents, dump, seal, written_whole
from consolidate_api.database.embedded import APP, DATABASE, OWNER, Embedded, serving, visited
from consolidate_api.database.migrate import knows
from consolidate_api.database.restoring import empty, fill, new_database, refuse_bound, refuse_unfit, take_place
from consolidate_api.settings import Settings

SERVER = "postgres"
"""The database that each server has, from which others are made and renamed."""
RESTORED = "consolidate_restored"


def back_up(settings: Settings, file: Path) -> Contents:
    """Write all that the service keeps to a file, as it is at one moment, and read it again to its end.

    Raises:
        UnknownName: there is nothing to be kept, or nobody is named who sees all of it.
        FaultyDocument: who is named does not see all of it.
        ServerFailed: it cannot be written; an earlier file of the name is as it was.
    """
    with _seeing_all(settings) as address, written_whole(file) as part:
        dump(address, part)
        seal(part)
        return contents(part)


def restore(settings: Settings, file: Path, *, replace: bool) -> Contents:
    """Put back what a backup holds, all of it or nothing, and bring its tables up to date.

    Raises:
        UnknownName: the service runs, the file is no backup that this program can read, or there is something in the
            database already and that is not to be replaced.
        ServerFailed: it cannot be put back; the database is as it was.
    """
    found = contents(file)
    if not knows(found.level):
        told = _("{file}: made by another version of this program, whose migration {level} is not known here")
        raise UnknownName(told.format(file=file, level=found.level))
    if settings.database_url is None:
        _into_the_folder(settings.data_dir, file, found, replace=replace)
    elif replace:
        told = _("--replace is for the database in the data folder: make an empty one, and name that in both addresses")
        raise UnknownName(told)
    else:
        _into_ones_own(settings, file, found, settings.database_url)
    return found


@contextmanager
def _seeing_all(settings: Settings) -> Iterator[str]:
    """The address for a role that sees the rows of all programmes."""
    if settings.database_url is None:
        if not (settings.data_dir / "postgres").exists():
            raise UnknownName(_("{folder}: there is nothing in it yet").format(folder=settings.data_dir))
        with visited(settings.data_dir):
            yield Embedded(settings.data_dir).administrator()
        return
    url = settings.backup_url or settings.owner_url
    if url is None:
        raise UnknownName(
            _("set CONSOLIDATE_BACKUP_URL to the database as a role that sees the rows of all programmes")
        )
    refuse_bound(url.get_secret_value())
    yield url.get_secret_value()


def _into_the_folder(folder: Path, file: Path, found: Contents, *, replace: bool) -> None:
    with serving(folder) as server:
        if not replace and not empty(server.administrator()):
            told = _("{folder}: there is a database in it already; with --replace the backup takes its place")
            raise UnknownName(told.format(folder=folder))
        owner = server.addresses(RESTORED).owner
        assert owner is not None
        with new_database(server.administrator(SERVER), RESTORED, OWNER):
            fill(file, found, owner, APP)
            take_place(server.administrator(SERVER), RESTORED, DATABASE)


def _into_ones_own(settings: Settings, file: Path, found: Contents, app: SecretStr) -> None:
    if settings.owner_url is None:
        raise UnknownName(_("set CONSOLIDATE_OWNER_URL: a backup is put back by the owner of the tables"))
    owner = settings.owner_url.get_secret_value()
    refuse_unfit(owner)
    fill(file, found, owner, str(make_url(app.get_secret_value()).username))
