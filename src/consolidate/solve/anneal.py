"""Annealing over random keys: construct, compare, keep what is better or, less and less often, a little worse.

Passes are made many at a time by compiled code (``construct/walk.py``); between them options are changed here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from consolidate.construct.fitting import new_state
from consolidate.construct.justify import new_reverse
from consolidate.construct.problem import Chosen, Problem
from consolidate.construct.walk import Mood, Scene, Trail, new_trail, schedule, steps_of, walk
from consolidate.plan.document import Decisions
from consolidate.solve.keys import Candidate, Units
from consolidate.units import FINE

LIGHT, HEAVY = 5_000 * FINE, 100_000 * FINE
"""What one unit of excess weighs first and last: a week beyond a hard date is 100 units, 1,000 over a hard budget
is one."""
HOT, COLD = 0.2, 0.01
"""Heat at first and at last, in middling changes by single moves."""
PATIENCE, TOLD = 300, 0.02
"""Passes for each unit that a run must have to be heated in full, however warm it was to be; and the share of a run
after which that is told.
"""
TRIED = 40
"""Moves by which a middling change is told."""
KEPT_ARRAYS = 20
FLIP_SHARE, FLIP_HEAT = 0.04, 4
"""Share of moves that give a domain another option, and how much hotter these are."""
BATCH, NODES_PER_PASS = 100_000, 300
"""Work between two looks at the clock, in nodes; and what each pass adds to its nodes."""


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
        self.back = new_reverse(layout.world)
        self.free = np.zeros(int(layout.world.size[1]), dtype=np.int64)
        self.batch = max(1, BATCH // (int(layout.world.size[1]) + NODES_PER_PASS))
        self.chosen: dict[tuple[object, ...], Chosen] = {}
        self.passes = 0
        self.step: float | None = None

    def arrays(self, candidate: Candidate) -> Chosen:
        """The arrays of a candidate's options, the latest few kept."""
        key = tuple(sorted(candidate.options.items(), key=lambda item: item[0]))
        if key not in self.chosen:
            if len(self.chosen) > KEPT_ARRAYS:
                self.chosen.pop(next(iter(self.chosen)))
            self.chosen[key] = self.problem.choose(candidate.options)
        return self.chosen[key]

    def _scene(self, candidate: Candidate) -> Scene:
        """The problem under a candidate's options, with the room that all candidates share."""
        layout, chosen = self.problem.layout, self.arrays(candidate)
        return Scene(
            net=chosen.net,
            rows=layout.rows,
            world=layout.world,
            systems=layout.systems,
            choice=chosen.choice,
            state=self.state,
            back=self.back,
            release=self.units.releases(candidate.options) if candidate.held else self.free,
            excess=chosen.excess,
        )

    def construct(self, candidate: Candidate) -> Candidate:
        """Construct a candidate's schedule and note its value."""
        fine, excess = schedule(self._scene(candidate), self.units.crew, candidate.keys)
        candidate.fine, candidate.excess = int(fine), int(excess)
        self.passes += 1
        return candidate

    def decisions(self, candidate: Candidate) -> Decisions:
        """A candidate's decisions."""
        self.construct(candidate)
        return self.problem.decisions(candidate.options, self.arrays(candidate), self.state)

    def settle(self, start: Candidate, stopped: Callable[[], bool], found: Callable[[Candidate], None]) -> Candidate:
        """Try every option of every domain once, keeping what is better: a start with sensible targets.

        ``found`` hears of each that is better.
        """
        best = self.construct(start)
        found(best)
        domains = list(self.units.open_domains)
        self.rng.shuffle(domains)
        for domain in domains:
            for option in self.problem.options[domain]:
                if stopped():
                    return best
                if option != best.options[domain]:
                    options = self.problem.consistent({**best.options, domain: option})
                    trial = self.construct(replace(best, options=options))
                    if trial.cost(HEAVY) < best.cost(HEAVY):
                        best = trial
                        found(best)
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
        if not len(start.keys) and not self.units.open_domains:
            return best  # there is nothing to move
        trail = new_trail(start.keys, self.rng.getrandbits(62) | 1)
        step = self.step = self.step or self._middling_step(current, trail)
        begun, told = self.passes, False
        while (done := progress()) < 1:
            if done >= TOLD and not told:
                told = True
                warmth = 1.0 if (self.passes - begun) / done >= PATIENCE * len(start.keys) else warmth
            weight = excess_weight(done if rising else 1.0)
            heat = step * warmth * HOT * (COLD / (warmth * HOT)) ** done
            mood = Mood(weight, HEAVY, heat, step, done)
            current, better = self._walked(current, best, trail, mood)
            if better is None and self.units.open_domains:
                trial = self.construct(self.units.flipped(current, self.rng))
                worse = trial.cost(weight) - current.cost(weight)
                if worse <= 0 or self.rng.random() < math.exp(-worse / (FLIP_HEAT * heat)):
                    current = trial
                    better = trial if trial.cost(HEAVY) < best.cost(HEAVY) else None
            if better is not None:
                best = better
                found(best)
        return best

    def _middling_step(self, current: Candidate, trail: Trail) -> float:
        """The middle of what single moves change, in hundred-thousandths; moves that change nothing left out."""
        if not len(current.keys):
            return float(FINE)
        trail.value[:] = (current.fine, current.excess) * 2
        changes = [float(one) for one in steps_of(self._scene(current), self.units.crew, trail, TRIED) if one > 0]
        self.passes += TRIED
        return median(changes) if changes else float(FINE)

    def _walked(
        self, current: Candidate, best: Candidate, trail: Trail, mood: Mood
    ) -> tuple[Candidate, Candidate | None]:
        """Move keys until the next change of options, or for one batch: where that leads, and a new best on the way."""
        if not len(current.keys):
            return current, None
        passes = self.batch
        if self.units.open_domains:
            passes = min(passes, 1 + int(self.rng.expovariate(FLIP_SHARE)))
        trail.keys[:] = current.keys
        trail.value[:] = (current.fine, current.excess, best.fine, best.excess)
        self.passes += int(walk(self._scene(current), self.units.crew, trail, mood, passes))
        fine, excess, best_fine, best_excess = (int(one) for one in trail.value)
        moved = replace(current, keys=trail.keys.copy(), fine=fine, excess=excess)
        if (best_fine, best_excess) == (best.fine, best.excess):
            return moved, None
        return moved, replace(current, keys=trail.best.copy(), fine=best_fine, excess=best_excess)
