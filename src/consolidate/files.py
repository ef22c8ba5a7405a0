"""Files read within a limit, and written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from consolidate.errors import UnknownName
from consolidate.text import _


def read_whole(path: Path, limit: int) -> bytes:
    """The bytes of a file; of a longer one ``limit + 1`` bytes, so that the reader sees that it is too long.

    Raises:
        UnknownName: there is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise UnknownName(_("{path}: {reason}").format(path=path, reason=error.strerror or error)) from None


def write_whole(path: Path, text: str) -> None:
    """Write a text file: its name holds either all of the new text or all of the old, whatever happens.

    The text goes to a new file in the same folder, is forced to the disk, and then takes the name. A full
    disk or a killed process leaves the earlier file as it was. Permissions of an earlier file stay. What is no
    file (a terminal, a pipe) is written to as it is.

    Raises:
        OSError: the file cannot be written; nothing has changed.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8", newline="\n")
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode(target))
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _force_folder(target.parent)


def _mode(target: Path) -> int:
    """The permissions of the earlier file; without one, those that a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _force_folder(folder: Path) -> None:
    """Force the new name to the disk where the system can do that for folders."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
