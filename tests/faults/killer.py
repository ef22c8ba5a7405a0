"""Ends parts of a service that runs, as a power cut or a machine without memory would."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from pathlib import Path

from tests.api.processes import postmaster, role
from tests.api.runs import children, solvers

KINDS = ("web", "worker", "solver", "database", "scheduler")
WEIGHTS = (3, 3, 1, 3, 1)
PAUSE = (0.5, 7.0)
"""Seconds between two kills."""


class Killer:
    """Kills at random; ``killed`` counts by kind."""

    def __init__(self, supervisor: int, folder: Path, chance: random.Random) -> None:
        self._supervisor, self._folder, self._chance = supervisor, folder, chance
        self.killed: Counter[str] = Counter()

    def spree(self, times: int, over: threading.Event) -> None:
        """Kill so many times, with pauses, unless it is over before."""
        for _time in range(times):
            if over.wait(self._chance.uniform(*PAUSE)):
                return
            (kind,) = self._chance.choices(KINDS, WEIGHTS)
            self._kill(kind)

    def _kill(self, kind: str) -> None:
        victim = self._victim(kind)
        if victim:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.killed[kind] += 1

    def _victim(self, kind: str) -> int:
        """A process of this kind; 0 where there is none at the moment."""
        if kind == "database":
            return postmaster(self._folder)
        if kind != "solver":
            return role(self._supervisor, kind)
        try:
            found = solvers(role(self._supervisor, "worker") or self._supervisor)
            more = [helper for solver in found for helper in children(solver)]
        except OSError:
            return 0
        return self._chance.choice([*found, *more]) if found else 0
