"""Annealing over random keys: construct, compare, keep what is better or, less and less often, a little worse."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from consolidate.construct.delay import delay
from consolidate.construct.fitting import new_state
from consolidate.construct.problem import Chosen, Problem
from consolidate.construct.score import evaluate
from consolidate.construct.serial import construct
from consolidate.plan.document import Decisions
from consolidate.solve.keys import Candidate, Units
from consolidate.units import FINE

LIGHT, HEAVY = 5_000 * FINE, 100_000 * FINE
"""What one unit of excess weighs first and last: a week beyond a hard date is 100 units, 1,000 over a hard budget
is one."""
HOT, COLD = 60_000 * FINE, 1_500 * FINE
KEPT_ARRAYS = 20


def excess_weight(done: float) -> int:
    """The weight of excess when a share of the run is done: it soon reaches its last value."""
    return int(LIGHT * (HEAVY / LIGHT) ** min(1.0, 8 * done))


@dataclass
class Annealing:
    """One annealing run over one problem; ``best`` keeps every hard rule as far as any found."""

    problem: Problem
    units: Units
    rng: random.Random

    def __post_init__(self) -> None:
        layout = self.problem.layout
        self.state = new_state(layout.rows, layout.world)
        self.release = np.zeros(int(layout.world.size[1]), dtype=np.int64)
        self.chosen: dict[tuple[object, ...], Chosen] = {}
        self.passes = 0

    def arrays(self, candidate: Candidate) -> Chosen:
        """The arrays of a candidate's options, the latest few kept."""
        key = tuple(sorted(candidate.options.items(), key=lambda item: item[0]))
        if key not in self.chosen:
            if len(self.chosen) > KEPT_ARRAYS:
                self.chosen.pop(next(iter(self.chosen)))
            self.chosen[key] = self.problem.choose(candidate.options)
        return self.chosen[key]

    def construct(self, candidate: Candidate) -> Candidate:
        """Construct a candidate's schedule and note its value."""
        layout, chosen = self.problem.layout, self.arrays(candidate)
        rows, world, keys = layout.rows, layout.world, self.units.node_keys(candidate.keys)
        construct(chosen.net, rows, world, self.state, keys, self.release)
        delay(chosen.net, rows, world, self.state)
        fine, excess = evaluate(chosen.net, rows, world, layout.systems, chosen.choice, self.state)
        candidate.fine, candidate.excess = int(fine), int(excess) + chosen.excess
        self.passes += 1
        return candidate

    def decisions(self, candidate: Candidate) -> Decisions:
        """A candidate's decisions."""
        self.construct(candidate)
        return self.problem.decisions(candidate.options, self.arrays(candidate), self.state)

    def settle(self, start: Candidate, stopped: Callable[[], bool]) -> Candidate:
        """Try every option of every domain once, keeping what is better: a start with sensible targets."""
        best = self.construct(start)
        domains = list(self.units.open_domains)
        self.rng.shuffle(domains)
        for domain in domains:
            for option in self.problem.options[domain]:
                if stopped():
                    return best
                if option != best.options[domain]:
                    options = self.problem.consistent({**best.options, domain: option})
                    trial = self.construct(Candidate(options, best.keys))
                    if trial.cost(HEAVY) < best.cost(HEAVY):
                        best = trial
        return best

    def run(
        self,
        start: Candidate,
        progress: Callable[[], float],
        found: Callable[[Candidate], None],
        warmth: float = 1.0,
        *,
        rising: bool = False,
    ) -> Candidate:
        """Anneal from a candidate until ``progress`` (0 to 1) reaches 1; ``found`` hears of each new best.

        ``warmth`` is the first heat as a share of the full one; ``rising``: excess weighs little at first.
        """
        current = best = self.construct(start)
        found(best)
        while True:
            done = progress()
            if done >= 1:
                return best
            weight = excess_weight(done if rising else 1.0)
            trial = self.construct(self.units.moved(current, self.rng, done))
            worse = trial.cost(weight) - current.cost(weight)
            heat = warmth * HOT * (COLD / (warmth * HOT)) ** done * (4 if trial.flipped else 1)
            if worse <= 0 or self.rng.random() < math.exp(-worse / heat):
                current = trial
                if current.cost(HEAVY) < best.cost(HEAVY):
                    best = current
                    found(best)
