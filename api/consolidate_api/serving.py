"""The web process: the application behind uvicorn on a socket, until a signal ends it."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from consolidate_api.sockets import BACKLOG
from consolidate_api.streams import Streams

SECONDS_TO_FINISH = 10


class Server(uvicorn.Server):
    """Uvicorn, but for answers that go on for long: they end when the process is to end, and are asked for again."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no more requests, and finish those under way."""
        self._streams.end()
        super().handle_exit(sig, frame)


def answer(settings: Settings, database: Database, open_socket: socket.socket) -> None:
    """Answer requests on a socket until a signal comes; those under way are finished first."""
    app = create_app(settings, database)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    Server(config, app.state.service.streams).run(sockets=[open_socket])


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
