"""How long to wait before something that has died is started again."""

from __future__ import annotations

PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)
"""At once the first time, then longer and longer; the last one stays."""
QUIET_SECONDS = 60.0


class Pauses:
    """The pauses of one thing that dies now and then; after a quiet minute they begin anew."""

    def __init__(self) -> None:
        self._next = 0
        self._last: float | None = None

    def after(self, now: float) -> float:
        """How long to wait where it has died now, by a clock that never goes back."""
        if self._last is not None and now - self._last > QUIET_SECONDS:
            self._next = 0
        pause = PAUSES[self._next]
        self._next = min(self._next + 1, len(PAUSES) - 1)
        self._last = now
        return pause
