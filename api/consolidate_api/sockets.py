"""The socket on which requests wait until they are taken."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

BACKLOG = 2048
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses that stand for all of a machine's own, each with one at which the machine reaches itself."""


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket on which requests wait until they are taken; port 0 is any that is free.

    Raises:
        OSError: the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=BACKLOG) as open_socket:
        yield open_socket


def place_of(open_socket: socket.socket) -> tuple[str, int]:
    """Host and port at which this machine itself reaches a socket."""
    host, port = open_socket.getsockname()[:2]
    return ANYWHERE.get(host, host), port


def address_of(open_socket: socket.socket) -> str:
    """The address of a socket for a browser."""
    host, port = open_socket.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
