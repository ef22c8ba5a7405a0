"""Answers that go on for long: at most so many at once, since each holds a connection of the web process open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Streams:
    """Counts the open ones of a web process."""

    def __init__(self) -> None:
        self._open = 0
        self._lock = Lock()

    @contextmanager
    def one(self, most: int) -> Iterator[bool]:
        """Whether one more may be open; it counts until the ``with`` block ends."""
        with self._lock:
            free = self._open < most
            self._open += free
        try:
            yield free
        finally:
            with self._lock:
                self._open -= free
