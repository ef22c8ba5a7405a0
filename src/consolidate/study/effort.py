"""How long a study may solve, and how it tells how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from consolidate.solve.limits import Limits


@dataclass(frozen=True)
class Effort:
    """How long a study may solve, in all; ``deterministic``: seconds count work, as in `Limits`."""

    seconds: float = 300
    workers: int = 2
    seed: int = 1
    deterministic: bool = False

    def limits(self, seconds: float, seed: int = 0, without: frozenset[str] = frozenset()) -> Limits:
        """Limits of one run of it; ``seed`` counts from that of the study."""
        return Limits(seconds, self.workers, self.seed + seed, self.deterministic, without=without)


@dataclass(frozen=True)
class Stage:
    """How far a study has come: what it does, and how many of its cases are done."""

    text: str
    done: int
    of: int


Tell = Callable[[Stage], None]
