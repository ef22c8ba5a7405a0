"""Answers that go on for long: at most so many at once, since each holds a connection of the web process open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock


class Streams:
    """Counts the open ones of a web process, in all and by whose they are."""

    def __init__(self) -> None:
        self._open = Counter[Hashable]()
        self._lock = Lock()
        self.ending = False

    def end(self) -> None:
        """Let all that are open end soon: the process is to end."""
        self.ending = True

    @contextmanager
    def one(self, whose: Hashable, most_own: int, most: int) -> Iterator[int | None]:
        """Let one more be open until the ``with`` block ends; the limit that forbids it, None where none does."""
        with self._lock:
            own_full, full = self._open[whose] >= most_own, self._open.total() >= most
            refused = most_own if own_full else most if full else None
            self._open[whose] += refused is None
        try:
            yield refused
        finally:
            with self._lock:
                self._open[whose] -= refused is None
                self._open += Counter()  # whoever has none is forgotten
