"""How often somebody may ask: so many times a minute, all at once or spread out."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock

MINUTE = 60.0
MOST_KEPT = 10_000


class Pace:
    """For each key the time by which all that it has asked for would be due at an even pace (GCRA).

    Who has been silent for a minute may use up a whole minute at once. Each web process counts for itself.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: dict[Hashable, float] = {}
        self._lock = Lock()

    def wait(self, key: Hashable, per_minute: int) -> float:
        """Seconds until the key may ask again; 0 where it may ask now, which is counted."""
        now = self._clock()
        with self._lock:
            due = max(now, self._due.get(key, now)) + MINUTE / per_minute
            early = due - now - MINUTE
            if early > 0:
                return early
            self._due[key] = due
            if len(self._due) > MOST_KEPT:
                self._due = {one: until for one, until in self._due.items() if until > now}
        return 0.0
