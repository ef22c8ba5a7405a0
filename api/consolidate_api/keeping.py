"""The commands that write all that the service keeps to a file, and put it back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consolidate.cli.console import print_text, writable
from consolidate.text import _
from consolidate_api.backups import back_up
from consolidate_api.backups import restore as put_back
from consolidate_api.database.dumps import Contents
from consolidate_api.settings import read_settings

MEGABYTE = 10**6

NewFile = Annotated[Path, typer.Argument(metavar="FILE", help=_("Where it goes; an earlier one is replaced."))]
Backup = Annotated[Path, typer.Argument(metavar="FILE", help=_("What `backup` has written."))]
Replace = Annotated[
    bool, typer.Option("--replace", help=_("Take the place of the database in the data folder, which is removed."))
]


def backup(file: NewFile) -> None:
    """Write all that the service keeps to a file, as it is at this moment; it goes on working meanwhile."""
    found = back_up(read_settings(), writable(file))
    size = f"{file.stat().st_size / MEGABYTE:,.1f}"
    print_text(_("{file}: {size} MB, {held}").format(file=file, size=size, held=_held(found)))


def restore(file: Backup, replace: Replace = False) -> None:
    """Put back all that a backup holds, and bring its tables up to date; the service must not run meanwhile."""
    found = put_back(read_settings(), file, replace=replace)
    print_text(_("{file}: put back, {held}").format(file=file, held=_held(found)))


def _held(found: Contents) -> str:
    told = _("{rows} rows of {tables} tables, as of migration {level}")
    return told.format(rows=f"{sum(found.rows.values()):,}", tables=len(found.rows), level=found.level)
