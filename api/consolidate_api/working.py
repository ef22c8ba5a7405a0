"""The commands of the three roles: each does its part of the work, on any machine that reaches the database.

Each loads what it needs, and nothing of what the others do: so it is there again soon, and takes less memory.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from contextlib import AbstractContextManager
from typing import Annotated

import structlog
import typer

from consolidate.text import _
from consolidate_api.arguments import HERE, PORT, Host, Port, RunsAtOnce
from consolidate_api.database.engine import plain
from consolidate_api.logs import configure_logs
from consolidate_api.opening import found, opened
from consolidate_api.settings import Settings, read_settings
from consolidate_api.sockets import address_of, listening

FAILED = 5
BYTES = 4096
BEHIND_WEB = 5
"""So far a worker steps back: whoever asks is answered first. Its runs step back further."""

Supervised = Annotated[
    bool, typer.Option("--supervised", hidden=True, help=_("End when standard input does, with whoever began this."))
]
OpenSocket = Annotated[
    int | None, typer.Option("--fd", hidden=True, metavar="N", help=_("Take requests from this open socket."))
]

_log = structlog.stdlib.get_logger("consolidate.roles")


def web(port: Port = PORT, host: Host = HERE[0], fd: OpenSocket = None, supervised: Supervised = False) -> None:
    """Answer requests, and do nothing else: runs are solved by `worker`, what the clock asks for by `scheduler`."""
    from consolidate_api.serving import answer, until_ended  # noqa: PLC0415

    settings = _begin(supervised=supervised)
    with (
        until_ended(),
        _socket(host, port, fd) as open_socket,
        found(settings) as addresses,
        opened(settings, addresses) as database,
    ):
        _log.info("answering", address=address_of(open_socket))
        answer(settings, database, open_socket)


def worker(runs_at_once: RunsAtOnce = 1, supervised: Supervised = False) -> None:
    """Solve runs from the queue until told to stop; those under way then go back, with the best plan so far."""
    from consolidate_api.jobs.solving import Place  # noqa: PLC0415
    from consolidate_api.jobs.worker import work  # noqa: PLC0415

    settings = _begin(supervised=supervised)
    os.nice(BEHIND_WEB)
    with found(settings) as addresses, opened(settings, addresses) as database:
        place = Place(settings, database, max(1, _cores() // runs_at_once))
        work(place, plain(addresses.app), runs_at_once)


def scheduler(supervised: Supervised = False) -> None:
    """Do what the clock asks for (nightly plans, tidying up) and carry notices, until told to stop."""
    from consolidate_api.jobs.scheduler import schedule  # noqa: PLC0415

    settings = _begin(supervised=supervised)
    with found(settings) as addresses, opened(settings, addresses) as database:
        schedule(settings, database, plain(addresses.app))


def main() -> None:
    """Be one of the roles, as the supervisor begins it: nothing of what other commands need is loaded."""
    roles = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    for role in (web, worker, scheduler):
        roles.command(role.__name__)(role)
    try:
        roles()
    except Exception:  # the database is away, say; whoever began this begins it anew
        _log.warning("ended", exc_info=True)
        sys.exit(FAILED)


def _begin(*, supervised: bool) -> Settings:
    settings = read_settings()
    configure_logs()
    if supervised:
        threading.Thread(target=_end_with_input, daemon=True).start()
    return settings


def _end_with_input() -> None:
    """End as if told to once standard input does: whoever holds its other end, and began this program, is gone."""
    while os.read(sys.stdin.fileno(), BYTES):
        pass
    _log.warning("the supervisor is gone")
    os.kill(os.getpid(), signal.SIGTERM)


def _socket(host: str, port: int, fd: int | None) -> AbstractContextManager[socket.socket]:
    return listening(host, port) if fd is None else socket.socket(fileno=fd)


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    main()
