"""A first plan at once, at any size: one option per domain, placed in a few plausible orders.

Steps and rows are made for these options only, which is what makes it quick. Where no order keeps every hard rule,
the same is tried with as little change as possible; where that does not help, the search has to find a plan.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from consolidate.building import building
from consolidate.check.verdict import Verdict, check
from consolidate.construct.problem import Problem
from consolidate.errors import BrokenPromise
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option
from consolidate.solve.anneal import Annealing
from consolidate.solve.keys import Candidate, Floats, Units

EARLIER = 1000.0
"""Weeks by which measures and joint chains, for which many wait, go before municipal work."""
SHAKEN, SPREAD = 6, 4.0
"""Orders by due dates shaken by some weeks, after those that are not."""


@dataclass(frozen=True)
class First:
    """A first plan, and what it was constructed from: options by domain, keys by unit.

    ``staying``: it changes as little as may be, which is far from good targets and no place to begin a search.
    """

    verdict: Verdict
    options: Mapping[str, Option]
    keys: Mapping[str, float]
    staying: bool

    def candidate(self, units: Units) -> Candidate:
        """What constructs such a plan where more options are open (equal keys may fall otherwise there).

        Units that the plan does not have come last.
        """
        last = float(units.problem.programme.weeks)
        keys = np.array([self.keys.get(unit, last) for unit in units.ids])
        return Candidate(units.problem.consistent(self.options), keys)


@building()
def first_plan(programme: Programme, options: Mapping[str, tuple[Option, ...]], seed: int) -> First | None:
    """A checked plan, or None where no attempt keeps every hard rule."""
    if not all(options.values()):
        return None
    fewest = {domain: _fewest_changes(programme, domain, own) for domain, own in options.items()}
    found = _constructed(programme, fewest, seed, staying=False)
    if found is not None:
        return found
    least = {domain: next((one for one in own if one.stays), fewest[domain]) for domain, own in options.items()}
    return None if least == fewest else _constructed(programme, least, seed, staying=True)


def _constructed(programme: Programme, chosen: Mapping[str, Option], seed: int, *, staying: bool) -> First | None:
    """A checked plan with these options, if one of the orders keeps every hard rule."""
    problem = Problem(programme, {domain: (option,) for domain, option in chosen.items()})
    units = Units(problem)
    search = Annealing(problem, units, random.Random(f"{seed}/first"))
    for keys in _orders(units, search.rng):
        found = search.construct(Candidate(problem.consistent(chosen), keys))
        if found.excess == 0:
            verdict = check(programme, search.decisions(found))
            if verdict.ledger.objective != found.fine:
                raise BrokenPromise(f"construction says {found.fine}, the ledger {verdict.ledger.objective}")
            named = dict(zip(units.ids, keys.tolist(), strict=True))
            return First(verdict, found.options, named, staying) if verdict.clean else None
    return None


def _fewest_changes(programme: Programme, domain: str, options: tuple[Option, ...]) -> Option:
    """The target that the fewest have to change to; staying only where there is no other."""

    def changes(option: Option) -> tuple[bool, int]:
        names = () if option.stays else programme.participants(domain)
        return option.stays, sum(programme.path(domain, name, option) == "full" for name in names)

    return min(options, key=changes)


def _orders(units: Units, rng: random.Random) -> Iterator[Floats]:
    """Keys of units: by due date with joint work first, by the length of joint chains, by due date; then shaken."""
    joint = np.array([EARLIER if unit.endswith("/joint") or "/" not in unit else 0.0 for unit in units.ids])
    due = units.first_keys(rng, 0.0)
    yield due - joint
    yield _by_joint_work(units) - joint
    yield due
    for number in range(SHAKEN):
        shaken = units.first_keys(rng, SPREAD)
        yield shaken if number % 2 else shaken - joint


def _by_joint_work(units: Units) -> Floats:
    """Domains with little joint work first, so that their municipalities can begin."""
    work = dict.fromkeys(units.domain, 0)
    for step in units.problem.layout.row_steps:
        if step.kind is Kind.JOINT and step.domain is not None:
            work[step.domain] += step.weeks * sum(need for _, need in step.staff)
    order = sorted(work, key=lambda domain: (work[domain], domain))
    rank = {domain: float(place) for place, domain in enumerate(order)}
    return np.array([rank[domain] for domain in units.domain])
