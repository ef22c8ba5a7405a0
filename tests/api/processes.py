"""The processes of a service that runs, as those see them who look for one to hurt."""

from __future__ import annotations

from pathlib import Path

from tests.api.runs import children

ROLES = ("web", "worker", "scheduler")


def those(supervisor: int, name: str) -> list[int]:
    """The processes that have a role."""
    found = []
    for child in children(supervisor):
        try:
            call = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"consolidate_api.working" in call and name.encode() in call:
            found.append(child)
    return found


def role(supervisor: int, name: str) -> int:
    """The first process that has a role; 0 where there is none."""
    return next(iter(those(supervisor, name)), 0)


def postmaster(folder: Path) -> int:
    """The process of the embedded server; 0 where there is none."""
    try:
        return int((folder / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    except (OSError, IndexError):
        return 0


def alive(process: int) -> bool:
    """Whether a process is there, and more than a body that nobody has taken leave of."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
