"""What wakes the supervisor: a process of its own that has ended, the wish that it stop, something that can be read."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BYTES = 4096

Handler = Callable[[int, FrameType | None], Any] | int | None


class Bell:
    """Wakes whoever waits for it; while nothing happens, waiting costs nothing.

    ``stops`` counts how often the program was told to stop. What stops it elsewhere (an interrupt in the midst of a
    statement) does not here: so every start and every stop is whole.
    """

    def __init__(self) -> None:
        self.stops = 0
        self._earlier: dict[int, Handler] = {}

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        self._earlier_wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._earlier[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for number in STOPPING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
                self._earlier[number] = signal.signal(number, self._stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._earlier.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._earlier_wakeup)
        os.close(self._read)
        os.close(self._write)

    def wait(self, seconds: float | None, readable: list[int]) -> None:
        """Wait until something happens, or for so many seconds; ``readable``: files whose news are waited for too."""
        ready, _none, _neither = select.select([self._read, *readable], [], [], seconds)
        if self._read in ready:
            os.read(self._read, BYTES)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stops += 1
