"""Dumps of the whole database by PostgreSQL's own programs: written by `pg_dump`, put back by `pg_restore`.

An address holds a password, and everybody on a machine can read command lines: so the programs get the address without
it, and the password in their environment.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from consolidate.errors import UnknownName
from consolidate.text import _
from consolidate_api.database.engine import plain
from consolidate_api.database.programs import PROGRAMS, WHEEL, ServerFailed, installed_packages

TABLE = re.compile(rb"COPY public\.(\w+) \(.*\) FROM stdin;\n")
END = b"\\.\n"
"""How the rows of a table begin and end in what `pg_restore` writes; in between, each row is one line."""
LEVELS = "alembic_version"
SEAL, DIGEST, PIECE = b"\nconsolidate backup, SHA-256 ", 64, 2**20
"""Begins what stands behind a dump: the hash of all before it. `pg_restore` reads only what the dump says is there."""


@dataclass(frozen=True)
class Contents:
    """What is in a dump: how many rows of each table, and the migration whose tables they are."""

    rows: dict[str, int]
    level: str


def dump(address: str, file: Path) -> None:
    """Write all of a database to a file, as it is at one moment; others go on working meanwhile.

    Raises:
        ServerFailed: it cannot be done; the file is then worth nothing.
    """
    _run("pg_dump", address, "--format=custom", "--no-privileges", f"--file={file}")


def load(file: Path, address: str) -> None:
    """Put a dump into an empty database, in one transaction; what is made belongs to the role of the address.

    Raises:
        ServerFailed: it cannot be done; the database is as it was.
    """
    _run("pg_restore", address, "--single-transaction", "--no-owner", "--no-privileges", "--no-comments", str(file))


def seal(file: Path) -> None:
    """Write behind a dump what shows whether it has changed since."""
    with file.open("r+b") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        opened.write(SEAL + digest.encode())


def contents(file: Path) -> Contents:
    """What a dump holds. It is read to its end, so that one that was broken off is found out; its seal, if it has one.

    Raises:
        UnknownName: there is no such file, it has changed, or it is no dump of this program's tables.
    """
    if not file.is_file():
        raise UnknownName(_("{file}: there is no such file").format(file=file))
    if _spoilt(file):
        raise UnknownName(_("{file}: it has changed since it was written").format(file=file))
    with tempfile.TemporaryFile() as said:
        call = [_program("pg_restore"), "--data-only", "--file=-", str(file.resolve())]
        with subprocess.Popen(call, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as reading:
            assert reading.stdout is not None
            found = _counted(reading.stdout)
        said.seek(0)
        words = said.read().decode(errors="replace")
    if reading.returncode or not found.level:
        reason = _last_line(words) or _("it holds other tables")
        raise UnknownName(_("{file}: no backup of this program: {reason}").format(file=file, reason=reason))
    return found


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """A new file to be written, which only its owner can read; it takes the name once the block has ended well.

    Whatever happens before that, an earlier file of the name stays as it was.

    Raises:
        UnknownName: the name is that of something that is no file.
    """
    target = file.resolve()
    if target.exists() and not target.is_file():
        raise UnknownName(_("{file}: not a file").format(file=file))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _force(part)
        part.replace(target)
        with suppress(OSError):  # not every system can do that for folders
            _force(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _spoilt(file: Path) -> bool:
    """Whether a dump has changed since it was sealed."""
    body = file.stat().st_size - len(SEAL) - DIGEST
    if body < 0:
        return False
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        opened.seek(body)
        mark, told = opened.read(len(SEAL)), opened.read(DIGEST)
        opened.seek(0)
        for begin in range(0, body if mark == SEAL else 0, PIECE):
            digest.update(opened.read(min(PIECE, body - begin)))
    return mark == SEAL and told.decode(errors="replace") != digest.hexdigest()


def _counted(lines: Iterable[bytes]) -> Contents:
    """The rows of each table, in what `pg_restore` writes; no level where the tables are not ours."""
    rows: dict[str, int] = {}
    table, level = "", ""
    for line in lines:
        if not table:
            begun = TABLE.fullmatch(line)
            if begun:
                table = begun[1].decode()
                rows[table] = 0
        elif line == END:
            table = ""
        else:
            rows[table] += 1
            if table == LEVELS:
                level = line.decode().strip()
    return Contents(rows, level)


def _run(program: str, address: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database.

    Raises:
        ServerFailed: it did not end well; the text is what it said.
    """
    parameters = conninfo_to_dict(plain(address))
    password = parameters.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    call = [_program(program), "--no-password", f"--dbname={make_conninfo('', **parameters)}", *arguments]
    ended = subprocess.run(call, check=False, stdin=subprocess.DEVNULL, capture_output=True, env=os.environ | secret)
    if ended.returncode:
        code = _("it ended with code {code}").format(code=ended.returncode)
        raise ServerFailed(f"{program}: {ended.stderr.decode(errors='replace').strip() or code}")


def _program(name: str) -> str:
    """Where a program is; unlike the server, these run as whoever calls them."""
    return str(installed_packages() / WHEEL / PROGRAMS / "bin" / name)


def _last_line(words: str) -> str:
    """The last that a program said, without its name."""
    lines = words.strip().splitlines()
    return lines[-1].removeprefix("pg_restore: ").removeprefix("error: ") if lines else ""


def _force(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
