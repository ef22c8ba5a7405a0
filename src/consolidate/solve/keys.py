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
        self.party = [unit.split("/")[1].rstrip("*") if "/" in unit else "" for unit in self.ids]
        self.of_domain: dict[str, list[int]] = {}
        self.of_party: dict[str, list[int]] = {}
        for number, domain in enumerate(self.domain):
            self.of_domain.setdefault(domain, []).append(number)
            self.of_party.setdefault(self.party[number], []).append(number)
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

    def moved(self, candidate: Candidate, rng: random.Random, scale: float) -> Candidate:
        """A neighbour: another option for a domain, or other keys for a unit, a domain or a municipality."""
        keys, options, flipped = candidate.keys.copy(), candidate.options, False
        draw = rng.random()
        if self.open_domains and (draw < FLIP_SHARE or not len(keys)):
            options, flipped = self._flipped(candidate.options, rng), True
        elif not len(keys):
            return Candidate(options, keys)
        elif draw < 0.55:
            unit, other = rng.randrange(len(keys)), rng.randrange(len(keys))
            keys[unit] = keys[other] + rng.gauss(0, 1)
        elif draw < 0.75:
            keys[rng.randrange(len(keys))] += rng.gauss(0, scale)
        elif draw < 0.9:
            shift = rng.gauss(0, scale)
            keys[self.of_domain[rng.choice(sorted(self.of_domain))]] += shift
        else:
            one, two = rng.randrange(len(keys)), rng.randrange(len(keys))
            keys[one], keys[two] = keys[two], keys[one]
        return Candidate(options, keys, flipped=flipped)

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
