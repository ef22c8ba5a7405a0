"""Raising the relaxation's bound by volume steps (Barahona and Anbil 2000).

The direction is a running mean of how far rows are broken; steps grow while they help and shrink while they do not.
Between full solves only options near the best of their domain are looked at; only full solves count as bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from consolidate.bound.prices import Multipliers
from consolidate.bound.relaxation import Answer, Relaxation
from consolidate.bound.rows import Rows
from consolidate.units import FINE, Fine

MEMORY = 0.15
"""Share of the newest solution in the running mean."""
PACE, FASTER, SLOWER, MOST_PACE = 0.1, 1.1, 0.7, 2.0
PATIENCE, FULL_EVERY = 3, 12
NEAR = 1_500_000 * FINE
"""Options this much dearer than the best of their domain are left out between full solves."""


def row_scales(rows: Rows) -> Multipliers:
    """What counts as much for each row: a person's week, a twentieth of all money, ten weeks."""
    money = np.maximum(1.0, rows.money[:, -1:] * 0.05)
    return Multipliers(
        np.full(rows.capacity.shape, 10.0),
        np.repeat(money, rows.money.shape[1], axis=1),
        np.full(len(rows.orders), 10.0),
    )


@dataclass
class Ascent:
    """One ascent; ``bound`` is the best value of a full solve, ``best`` may be of a partial one."""

    relaxation: Relaxation

    def __post_init__(self) -> None:
        self.scale = row_scales(self.relaxation.rows)
        self.at = Multipliers.zero(self.relaxation.rows)
        first = self.relaxation.solve(self.at)
        self.bound = Fine(first.value)
        self.best = first.value
        self.mean = first.broken
        self.options = first.options
        self.pace, self.failures, self.rounds = PACE, 0, 0
        self._keep(first)

    def _keep(self, answer: Answer) -> None:
        self.only = {
            name: {option for option, value in own.items() if value - min(own.values()) <= NEAR}
            for name, own in answer.worth.items()
        }

    def step(self, target: int) -> bool:
        """One step towards a target (the value of the best plan); False where no direction is left."""
        self.rounds += 1
        direction = self.mean.scaled(self.scale).inside(self.at)
        norm = direction.norm()
        if norm <= 0:
            return False
        length = self.pace * max(target - self.best, FINE) / norm
        trial = self.at.moved(direction.scaled(self.scale), length)
        answer = self.relaxation.solve(trial, self.only)
        self.mean = answer.broken.mixed(MEMORY, self.mean)
        if answer.value > self.best:
            self.best, self.at, self.failures = answer.value, trial, 0
            self.pace = min(MOST_PACE, self.pace * FASTER)
        else:
            self.failures += 1
            if self.failures >= PATIENCE:
                self.pace, self.failures = self.pace * SLOWER, 0
        if self.rounds % FULL_EVERY == 0:
            self.prove()
        return True

    def prove(self) -> Fine:
        """The bound at the best multipliers, over all options."""
        answer = self.relaxation.solve(self.at)
        self.options = answer.options
        self._keep(answer)
        self.best = answer.value
        self.bound = max(self.bound, Fine(answer.value))
        return self.bound

    def run(self, target: Callable[[], int | None], over: Callable[[], bool], heard: Callable[[Fine], None]) -> None:
        """Climb until it is over; ``heard`` gets each proven bound."""
        heard(self.bound)
        while not over():
            aim = target()
            if not self.step(self.bound + abs(self.bound) // 20 if aim is None else aim):
                break
            if self.rounds % FULL_EVERY == 0:
                heard(self.bound)
        heard(self.prove())
