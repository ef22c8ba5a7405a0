"""Raising the relaxation's bound by volume steps (Barahona and Anbil 2000).

The direction is a running mean of how far rows are broken; steps grow while they help and shrink while they do not.
Between full solves only options near the best of their domain are looked at; only full solves count as bounds.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.multipliers import Shape
from consolidate.bound.proof import Proof, proof_at
from consolidate.bound.relaxation import ABSENT, Answer, Relaxation
from consolidate.bound.rows import Ints, Rows
from consolidate.programme.steps import Option
from consolidate.units import FINE, Fine

Floats = NDArray[np.float64]
MEMORY = 0.1
"""Share of the newest solution in the running mean."""
PACE, FASTER, SLOWER, MOST_PACE = 0.1, 1.1, 0.7, 2.0
PATIENCE, FULL_EVERY, KEPT = 3, 24, 24
BUCKETS, LITTLE = (26, 8, 4, 2, 1), 0.05
"""Weeks taken together, and the share of what is missing that rounds must gain for another turn at the same."""
FINE_ENOUGH = 2
"""Buckets, the finest ones, that are left where good multipliers are known."""
MOST_VARIABLES = 3_000_000
"""Of all networks together: what memory takes."""
NEAR = 0.1
"""Options dearer than the best of their domain by this share of the gap are left out between full solves."""
TENTHS, SHARE, WAIT = 15.0, 0.05, 3.0
"""What counts as much for each row: tenths of a person in a week, a share of all money, weeks of starting too early."""


def row_scales(rows: Rows, shape: Shape) -> Floats:
    """The scale of each row."""
    found = np.empty(shape.size)
    week, money, order = shape.parts(found)
    week[:] = TENTHS
    money[:] = np.maximum(1.0, rows.granted[:, -1:] * SHARE) if rows.granted.size else 1.0
    order[:] = WAIT
    return found


@dataclass(frozen=True)
class Guide:
    """What the latest answers of a relaxation would do: an order and a choice for the construction.

    ``starts``: by step the weeks in which it started in the answers that took it. ``options``: by domain the options
    by how many answers took them, the most frequent first.
    """

    starts: dict[str, Ints]
    options: dict[str, tuple[Option, ...]]


@dataclass
class Ascent:
    """One ascent; ``bound`` is the best value of a full solve over weeks, ``best`` may be of a rougher one.

    It begins with buckets of several weeks and goes on to finer ones where a bucket's rounds gain little; from
    multipliers that are known (``begin``) it goes on with the finest ones.
    """

    relaxation: Relaxation
    begin: Floats | None = None

    def __post_init__(self) -> None:
        shape = self.relaxation.shape
        self.scale = row_scales(self.relaxation.rows, shape)
        self.at = np.zeros(shape.size) if self.begin is None else self.begin
        self.rounds, self.work, self.pace = 0, 0, PACE
        self.mean = np.zeros(shape.size)
        self.buckets = [bucket for bucket in BUCKETS if self.relaxation.variables <= MOST_VARIABLES * bucket]
        self.buckets = self.buckets[1:] if len(self.buckets) == len(BUCKETS) else self.buckets or [BUCKETS[0]]
        self.buckets = self.buckets if self.begin is None else self.buckets[-FINE_ENOUGH:]
        self.bucket = self.finest = self.buckets[-1]
        self.kept: deque[tuple[Ints, dict[str, Option]]] = deque(maxlen=KEPT)
        """Starts and options of the latest answers."""
        first = self._solved(self.finest)
        self.bound, self.proven_at = Fine(first.value), self.at
        self._keep(first, first.value + abs(first.value) // 10)
        self._begin()

    def _solved(self, bucket: int, at: Floats | None = None, *, partly: bool = False) -> Answer:
        self.work += self.relaxation.variables // bucket
        return self.relaxation.solve(self.at if at is None else at, self.only if partly else None, bucket)

    def _begin(self) -> None:
        """Begin with the next bucket."""
        if self.bucket != self.finest:
            self.relaxation.forget(self.bucket)
        self.bucket = self.buckets.pop(0)
        answer = self._solved(self.bucket, partly=True)
        self.kept.append((answer.starts, answer.options))
        self.best = self.last_best = answer.value
        if self.rounds == 0:
            self.mean = answer.broken
        self.pace, self.failures = max(PACE, self.pace), 0

    def _keep(self, answer: Answer, target: int) -> None:
        near = int(NEAR * max(target - answer.value, 0))
        self.only = {
            name: {option for option, value in own.items() if value - min(own.values()) <= near}
            for name, own in answer.worth.items()
        }

    def step(self, target: int) -> bool:
        """One step towards a target (the value of the best plan); False where no direction is left."""
        self.rounds += 1
        direction = self.mean / self.scale
        direction[(self.at <= 0) & (direction < 0)] = 0
        norm = float(direction @ direction)
        if norm <= 0:
            return False
        length = self.pace * max(target - self.best, FINE) / norm
        trial = np.maximum(0, self.at + length * direction / self.scale)
        answer = self._solved(self.bucket, trial, partly=True)
        self.kept.append((answer.starts, answer.options))
        self.mean = MEMORY * answer.broken + (1 - MEMORY) * self.mean
        if answer.value > self.best:
            self.best, self.at, self.failures = answer.value, trial, 0
            self.pace = min(MOST_PACE, self.pace * FASTER)
        else:
            self.failures += 1
            if self.failures >= PATIENCE:
                self.pace, self.failures = self.pace * SLOWER, 0
        return True

    def prove(self, target: int) -> Fine:
        """The bound at the best multipliers, over all options and weeks; then go on, finer where little was gained."""
        answer = self._solved(self.finest)
        if answer.value > self.bound:
            self.bound, self.proven_at = Fine(answer.value), self.at
        self._keep(answer, target)
        if self.bucket == self.finest:
            self.best = answer.value
        gained, self.last_best = self.best - self.last_best, self.best
        if self.buckets and gained < LITTLE * max(target - self.best, FINE):
            self._begin()
        return self.bound

    def proof(self) -> Proof:
        """What proves the bound."""
        return proof_at(self.bound, self.proven_at, self.finest)

    def run(self, target: Callable[[], int | None], over: Callable[[], bool], heard: Callable[[], None]) -> None:
        """Climb until it is over; ``heard`` is called at the start and after each proven bound."""
        heard()
        while not over():
            known = target()
            aim = self.bound + abs(self.bound) // 20 if known is None else known
            if not self.step(aim):
                break
            if self.rounds % FULL_EVERY == 0:
                self.prove(aim)
                heard()

    def guide(self) -> Guide:
        """What the latest answers would do."""
        starts = np.array([own for own, _ in self.kept])
        steps = {name: own[own != ABSENT] for name, own in zip(self.relaxation.slots, starts.T, strict=True)}
        options = {
            domain: tuple(option for option, _ in Counter(taken[domain] for _, taken in self.kept).most_common())
            for domain in self.relaxation.options
        }
        return Guide({name: own for name, own in steps.items() if len(own)}, options)
