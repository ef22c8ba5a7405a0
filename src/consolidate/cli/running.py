"""A run under way: in a thread of its own, so that the terminal stays alive and can end it.

The first interrupt (Ctrl-C, or the signal to terminate) asks the run to end with the best plan so far; the second
leaves the program at once, and no file is touched.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from threading import Event, Thread
from types import FrameType
from typing import Generic, TypeVar

from consolidate.cli import codes

Result = TypeVar("Result")
Handler = Callable[[int, FrameType | None], None]

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SHOW_CURSOR = "\x1b[?25h"
TICK = 0.2


class Background(Generic[Result]):
    """Work in a thread; what it raises is raised again by ``result``."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._done = Event()
        self._outcome: list[Result] = []
        self._error: BaseException | None = None
        context = copy_context()
        self._thread = Thread(target=context.run, args=(self._run, work), name="plan", daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], Result]) -> None:
        try:
            self._outcome.append(work())
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()

    def ticks(self) -> Iterator[None]:
        """Every fifth of a second while the work goes on, and once when it has ended."""
        while not self._done.wait(TICK):
            yield
        yield

    def result(self) -> Result:
        """What the work gave."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._outcome[0]


@contextmanager
def interrupts(request_stop: Callable[[], None]) -> Iterator[None]:
    """While inside: the first interrupt calls ``request_stop``, the second leaves the program."""
    asked = False

    def handle(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            _leave()
        asked = True
        request_stop()

    earlier = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _leave() -> None:
    """End the process without waiting for any thread; the terminal gets its cursor back."""
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), SHOW_CURSOR.encode())
    os._exit(codes.CANCELLED)
