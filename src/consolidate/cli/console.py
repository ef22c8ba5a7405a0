"""What commands print: results on standard output, everything about the work itself on standard error."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consolidate.errors import Fault, UnknownName
from consolidate.text import _, ngettext

WIDTH_OFF_TERMINAL = 120


def out() -> Console:
    """Standard output; off a terminal lines are wide enough for tables and carry no colour."""
    return _console(stderr=False)


def err() -> Console:
    """Standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_OFF_TERMINAL
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def say(message: str) -> None:
    """A sentence about the work, on standard error; never folded, so that it can be searched for."""
    err().print(Text(visible(message)), soft_wrap=True)


def print_text(text: str) -> None:
    """A text as it is, on standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def print_json(document: Any) -> None:
    """A document on standard output."""
    print_text(json.dumps(document, ensure_ascii=False, indent=1))


def visible(text: str) -> str:
    """A text of a document without characters that would steer the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


def print_faults(faults: tuple[Fault, ...]) -> None:
    """Every fault of a document on standard error: where, what stands there, what may stand there."""
    count = len(faults)
    say(ngettext("{count} fault in the document:", "{count} faults in the document:", count).format(count=count))
    if not err().is_terminal:
        for fault in faults:
            say("  " + str(fault))
        return
    table = Table(show_edge=False, pad_edge=False)
    for title in (_("where"), _("what stands there"), _("what may stand there")):
        table.add_column(title, overflow="fold")
    for fault in faults:
        cells = (fault.path or _("(document)"), fault.value, fault.allowed)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    err().print(table)


def writable(path: Path) -> Path:
    """A path that a file can be written to, as far as can be told before the work begins.

    Raises:
        UnknownName: its folder does not exist, or it is a folder itself.
    """
    if not path.resolve().parent.is_dir():
        raise UnknownName(_("{path}: there is no such folder").format(path=path.parent))
    if path.is_dir():
        raise UnknownName(_("{path}: a folder, not a file").format(path=path))
    return path
