"""The web process: the application behind uvicorn on a port, until a signal ends it."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from sqlalchemy.exc import IntegrityError

from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.opening import opened, served
from consolidate_api.settings import Settings
from consolidate_api.store.programmes import first_secret

SECONDS_TO_FINISH = 10
BACKLOG = 2048


def serve(settings: Settings, host: str, port: int, told: Callable[[str, str | None], None]) -> None:
    """Serve until the program is interrupted or terminated; then the database is stopped, if it was started here.

    ``told`` gets the address once requests are taken, and at the very first start the secret of the first admin.

    Raises:
        OSError: the port cannot be had.
    """
    place, data = listening(host, port), served(settings)
    with until_ended(), place as open_socket, data as addresses, opened(settings, addresses) as database:
        secret = _first_secret(settings, database)
        told(address_of(open_socket), secret)
        web(settings, database, open_socket)


def web(settings: Settings, database: Database, open_socket: socket.socket) -> None:
    """Answer requests on a socket until a signal comes; those under way are finished first."""
    config = uvicorn.Config(
        create_app(settings, database),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    uvicorn.Server(config).run(sockets=[open_socket])


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket on which requests wait until they are taken; port 0 is any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=BACKLOG) as open_socket:
        yield open_socket


def address_of(open_socket: socket.socket) -> str:
    """The address of a socket for a browser."""
    host, port = open_socket.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def until_ended() -> Iterator[None]:
    """Let an interrupt, or the signal to terminate, end what is inside in good order; neither is an error."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    earlier = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _first_secret(settings: Settings, database: Database) -> str | None:
    """At the very first start, the secret of the first admin; of several who start at once, one gets it."""
    try:
        return first_secret(database, settings.programme, settings.token_days)
    except IntegrityError:
        return None
