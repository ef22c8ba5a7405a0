"""Random keys: the order in which units of work are placed, and the moves that change it.

A unit is a measure, a domain's joint chain, a municipality's chain up to its cutover, or what follows the cutover;
all steps of a unit share its key, in weeks: low keys are placed first.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from consolidate.construct.problem import Problem
from consolidate.programme.steps import Option

Floats = NDArray[np.float64]
FLIP_SHARE = 0.04
DOMAIN_SHARE, DOMAIN_LEAST = 0.5, 0.1
"""Share of moves that shift whole domains: more at first, never less than the least."""
WIDE, NARROW = 40.0, 5.0
"""Weeks by which keys are shifted, at first and at last."""
EVENT_FIRST = -1e9


@dataclass
class Candidate:
    """One choice of options and keys, with its value once it has been constructed."""

    options: dict[str, Option]
    keys: Floats
    fine: int = 0
    excess: int = 0
    flipped: bool = field(default=False, compare=False)

    def cost(self, weight: int) -> int:
        """Objective and weighted excess, in hundred-thousandths."""
        return self.fine + self.excess * weight


class Units:
    """Units of work of a problem, with first keys from due dates."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.ids = problem.layout.unit_ids
        self.numbers = problem.layout.units
        facts = problem.programme.facts
        self.facts = [slot for slot, name in enumerate(problem.layout.slot_ids) if name in facts]
        self.domain = [unit.split("/")[0] for unit in self.ids]
        self.of_domain: dict[str, list[int]] = {}
        for number, domain in enumerate(self.domain):
            self.of_domain.setdefault(domain, []).append(number)
        self.open_domains = [domain for domain, options in problem.options.items() if len(options) > 1]

    def first_keys(self, rng: random.Random, spread: float) -> Floats:
        """Each unit's due week (of the first milestone that lists its domain), shaken by some weeks."""
        due = _due_weeks(self.problem)
        late = float(self.problem.programme.weeks)
        keys = [due.get(domain, late) for domain in self.domain]
        shaken = {domain: rng.gauss(0, spread) for domain in sorted(set(self.domain))}
        return np.array(
            [key + shaken[domain] + rng.gauss(0, spread / 4) for key, domain in zip(keys, self.domain, strict=True)]
        )

    def node_keys(self, keys: Floats) -> Floats:
        """Keys by node: each slot its unit's; events, and what has happened, before everything."""
        slots, nodes = int(self.problem.layout.world.size[0]), int(self.problem.layout.world.size[1])
        found = np.concatenate([keys[self.numbers], np.full(nodes - slots, EVENT_FIRST)])
        found[self.facts] = EVENT_FIRST
        return found

    def moved(self, candidate: Candidate, rng: random.Random, done: float) -> Candidate:
        """A neighbour: another option for a domain, or other keys; whole domains first, single units later."""
        draw = rng.random()
        keys = candidate.keys.copy()
        if self.open_domains and (draw < FLIP_SHARE or not len(keys)):
            return Candidate(self._flipped(candidate.options, rng), keys, flipped=True)
        if not len(keys):
            return Candidate(candidate.options, keys)
        scale = WIDE * (1 - done) + NARROW
        if draw < FLIP_SHARE + DOMAIN_SHARE * (1 - done) + DOMAIN_LEAST:
            self._move_domain(keys, rng, scale)
        else:
            self._move_unit(keys, rng, scale)
        return Candidate(candidate.options, keys)

    def _move_domain(self, keys: Floats, rng: random.Random, scale: float) -> None:
        """Shift all units of a domain by some weeks, or to where another domain is."""
        names = sorted(self.of_domain)
        own = self.of_domain[rng.choice(names)]
        if rng.random() < 0.5:
            keys[own] += rng.gauss(0, scale)
        else:
            other = self.of_domain[rng.choice(names)]
            keys[own] += keys[other].mean() - keys[own].mean() + rng.gauss(0, 2)

    def _move_unit(self, keys: Floats, rng: random.Random, scale: float) -> None:
        """Put a unit where another is, shift it by some weeks, or let two change places."""
        one, two, draw = rng.randrange(len(keys)), rng.randrange(len(keys)), rng.random()
        if draw < 0.6:
            keys[one] = keys[two] + rng.gauss(0, 1)
        elif draw < 0.85:
            keys[one] += rng.gauss(0, scale)
        else:
            keys[one], keys[two] = keys[two], keys[one]

    def _flipped(self, options: Mapping[str, Option], rng: random.Random) -> dict[str, Option]:
        changed = dict(options)
        domain = rng.choice(self.open_domains)
        changed[domain] = rng.choice([one for one in self.problem.options[domain] if one != options[domain]])
        return self.problem.consistent(changed)


def _due_weeks(problem: Problem) -> dict[str, float]:
    """By domain or measure: the due week of the first milestone that lists it."""
    programme = problem.programme
    found: dict[str, float] = {}
    for name, milestone in sorted(programme.scenario.milestones.items(), key=lambda item: (item[1].due, item[0])):
        week = float(programme.timeline.week_of(milestone.due))
        for atom in programme.atoms(name):
            found.setdefault(atom.target.split("/")[0], week)
    return found
