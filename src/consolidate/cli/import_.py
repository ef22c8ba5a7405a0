"""`consolidate import`: a scenario document from folders of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consolidate.cli.console import say, writable
from consolidate.exchange.importing import document_text, import_folders
from consolidate.files import write_whole
from consolidate.text import _

Folders = Annotated[
    list[Path],
    typer.Argument(metavar="FOLDER...", help=_("Folders of CSV tables; a later table replaces an earlier one.")),
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="SCENARIO", help=_("The scenario document to write."))]


def import_(folders: Folders, output: Output) -> None:
    """Make a scenario of CSV tables, or say every fault in them with its file, row and column."""
    writable(output)
    write_whole(output, document_text(import_folders(folders)))
    say(_("{file}: written").format(file=output))
