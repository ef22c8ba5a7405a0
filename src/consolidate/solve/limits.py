"""How long a run may go on, how it tells of its progress, and how it is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from consolidate.plan.document import Decisions


@dataclass(frozen=True)
class Limits:
    """Limits of a run. ``deterministic``: ``seconds`` count work, not time, and one thread does it all in order.

    ``without``: parts of the search that are left out, to measure what each is worth: ``guidance``, ``key_search``,
    ``neighbourhoods``, ``ascent``.
    """

    seconds: float = 60
    workers: int = 2
    seed: int = 1
    deterministic: bool = False
    stop_gap_percent: float | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Progress:
    """How far a run has come; best and bound in hundred-thousandths, None while there is none.

    ``plan``: the best plan so far, checked, whose cost is ``best``.
    """

    seconds: float
    best: int | None
    bound: int | None
    found_by: str
    plan: Decisions | None = field(default=None, repr=False)


class Stop:
    """A flag that ends a run at the next moment, with the best plan so far."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def request(self) -> None:
        """End the run."""
        self._event.set()

    @property
    def requested(self) -> bool:
        """Whether the run is to end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the flag, at most some seconds."""
        return self._event.wait(seconds)


class Clock:
    """Seconds since the run began."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def seconds(self) -> float:
        """Seconds until now."""
        return time.monotonic() - self._began


Listener = Callable[[Progress], None]
