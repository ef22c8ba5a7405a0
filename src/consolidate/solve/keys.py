"""Random keys: the order in which units of work are placed, and the choice of options beside it.

A unit is a measure, a domain's joint chain, a municipality's chain up to its cutover, or what follows the cutover;
all steps of a unit share its key, in weeks: low keys are placed first. How keys are moved: ``construct/walk.py``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from consolidate.construct.arrays import Ints, ints
from consolidate.construct.problem import Problem
from consolidate.construct.walk import Crew
from consolidate.programme.steps import Option

Floats = NDArray[np.float64]


@dataclass
class Candidate:
    """One choice of options and keys, with its value once it has been constructed.

    ``held``: steps do not start before the dates that have been announced, where their domain keeps its target.
    """

    options: dict[str, Option]
    keys: Floats
    fine: int = 0
    excess: int = 0
    held: bool = False

    def cost(self, weight: int) -> int:
        """Objective and weighted excess, in hundred-thousandths."""
        return self.fine + self.excess * weight


class Units:
    """Units of work of a problem, with first keys from due dates."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.ids = problem.layout.unit_ids
        self.numbers = problem.layout.units
        self.domain = [unit.split("/")[0] for unit in self.ids]
        self.open_domains = [domain for domain, options in problem.options.items() if len(options) > 1]
        self.crew = self._crew()
        self.announced = self._announced()

    def _announced(self) -> dict[str, tuple[Ints, Ints]]:
        """By domain (measures have none: ""): nodes whose date has been announced, and that week of the period."""
        programme, layout = self.problem.programme, self.problem.layout
        found: dict[str, list[tuple[int, int]]] = {}
        steps = programme.scenario.commitments.steps
        for name, week in programme.priced_weeks.items():
            if steps[name].status == "announced" and name in layout.slot_number:
                domain = name.split("/")[0] if "/" in name else ""
                own = found.setdefault(domain, [])
                own.append((layout.slot_number[name], min(max(week, 0), programme.weeks - 1)))
        return {domain: (ints(slot for slot, _ in own), ints(week for _, week in own)) for domain, own in found.items()}

    def releases(self, options: Mapping[str, Option]) -> Ints:
        """First weeks by node, where announced dates of domains that keep their target are held."""
        release = np.zeros(int(self.problem.layout.world.size[1]), dtype=np.int64)
        targets = self.problem.programme.scenario.commitments.targets
        for domain, (nodes, weeks) in self.announced.items():
            if not domain or domain not in targets or options[domain].keeps(targets[domain]):
                release[nodes] = weeks
        return release

    def _crew(self) -> Crew:
        """Units by node and by domain; events, and what has happened, belong to none: they come before everything."""
        layout, facts = self.problem.layout, self.problem.programme.facts
        unit = np.full(int(layout.world.size[1]), -1, dtype=np.int64)
        for slot, name in enumerate(layout.slot_ids):
            if name not in facts:
                unit[slot] = layout.units[slot]
        of_domain: dict[str, list[int]] = {}
        for number, domain in enumerate(self.domain):
            of_domain.setdefault(domain, []).append(number)
        groups = [of_domain[domain] for domain in sorted(of_domain)]
        at = [0]
        for group in groups:
            at.append(at[-1] + len(group))
        return Crew(unit, ints(at), ints(number for group in groups for number in group))

    def first_keys(self, rng: random.Random, spread: float) -> Floats:
        """Each unit's due week (of the first milestone that lists its domain), shaken by some weeks."""
        due = _due_weeks(self.problem)
        late = float(self.problem.programme.weeks)
        keys = [due.get(domain, late) for domain in self.domain]
        shaken = {domain: rng.gauss(0, spread) for domain in sorted(set(self.domain))}
        return np.array(
            [key + shaken[domain] + rng.gauss(0, spread / 4) for key, domain in zip(keys, self.domain, strict=True)]
        )

    def flipped(self, candidate: Candidate, rng: random.Random) -> Candidate:
        """A neighbour: another option for a domain."""
        changed = dict(candidate.options)
        domain = rng.choice(self.open_domains)
        changed[domain] = rng.choice([one for one in self.problem.options[domain] if one != changed[domain]])
        return replace(candidate, options=self.problem.consistent(changed))


def _due_weeks(problem: Problem) -> dict[str, float]:
    """By domain or measure: the due week of the first milestone that lists it."""
    programme = problem.programme
    found: dict[str, float] = {}
    for name, milestone in sorted(programme.scenario.milestones.items(), key=lambda item: (item[1].due, item[0])):
        week = float(programme.timeline.week_of(milestone.due))
        for atom in programme.atoms(name):
            found.setdefault(atom.target.split("/")[0], week)
    return found
