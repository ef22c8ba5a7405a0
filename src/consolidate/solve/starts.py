"""Where annealing starts: what the relaxation would do, the first plan, or plausible orders."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.ascent import Guide
from consolidate.plan.document import Decisions
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Option
from consolidate.solve.first import EARLIER, First
from consolidate.solve.keys import Candidate, Floats, Units

SPREAD = 4.0
"""Weeks by which keys from due dates are shaken."""
Statistic = Callable[[Any], Any]
QUANTILES: tuple[tuple[Statistic, Statistic], ...] = (
    (np.median, min),
    (np.mean, np.mean),
    (partial(np.quantile, q=0.75), np.mean),
    (partial(np.quantile, q=0.25), min),
)
"""What is taken of a step's weeks in the answers of the relaxation, and of the steps of a unit."""


def guided(units: Units, guide: Guide, number: int, rng: random.Random) -> Candidate:
    """Order and targets of the relaxation's latest answers (alpha points: Möhring and others 2003).

    What has happened says nothing of when the rest of its unit is best placed.
    """
    of_weeks, of_steps = QUANTILES[number % len(QUANTILES)]
    found: list[list[float]] = [[] for _ in units.ids]
    for slot, name in enumerate(units.problem.layout.slot_ids):
        unit = int(units.crew.unit[slot])
        if unit >= 0 and name in guide.starts:
            found[unit].append(float(of_weeks(guide.starts[name])))
    late = float(units.problem.programme.weeks)
    keys = np.array([float(of_steps(own)) if own else late for own in found])
    turn = number // len(QUANTILES)
    shaken: NDArray[np.float64] = np.array([rng.gauss(0, 1) for _ in keys]) if turn else np.zeros(len(keys))
    return Candidate(units.problem.consistent(_options(units, guide, turn, rng)), keys + shaken)


def _options(units: Units, guide: Guide, turn: int, rng: random.Random) -> dict[str, Option]:
    """The options that most answers took; in later turns now and then the second."""
    found = {}
    for domain, own in units.problem.options.items():
        liked = [option for option in guide.options[domain] if option in own] or list(own)
        found[domain] = liked[1] if turn and len(liked) > 1 and rng.random() < 0.3 else liked[0]
    return found


def plain(
    units: Units, cheapest: Mapping[str, Option], first: First | None, number: int, rng: random.Random
) -> Candidate:
    """The first plan; then orders by due date, by turns with joint work first and with optional domains staying."""
    if first is not None and number == 0:
        return first.candidate(units)
    keys: Floats = units.first_keys(rng, SPREAD)
    if number % 2 == 0:
        keys = keys - np.array([EARLIER if unit.endswith("/joint") or "/" not in unit else 0.0 for unit in units.ids])
    options = dict(cheapest)
    if number % 4 in (1, 2):
        options = {
            domain: next((option for option in units.problem.options[domain] if option.stays), chosen)
            for domain, chosen in cheapest.items()
        }
    return Candidate(units.problem.consistent(options), keys)


def remembered(units: Units, cheapest: Mapping[str, Option], plan: Decisions) -> Candidate:
    """What a plan of this scenario, or of one much like it, decided, as far as that is possible here.

    Units that it does not have come last; what has happened says nothing of when the rest of its unit is placed;
    domains whose target is not open take the cheapest. What has been announced is held.
    """
    problem = units.problem
    programme, layout = problem.programme, problem.layout
    wanted = Schedule(programme, plan).options
    options = {
        domain: wanted[domain] if wanted[domain] in own else cheapest[domain] for domain, own in problem.options.items()
    }
    keys = np.full(len(units.ids), float(programme.weeks))
    for slot, name in enumerate(layout.slot_ids):
        decided = plan.step(name)
        if decided is not None and name not in programme.facts:
            unit = units.numbers[slot]
            keys[unit] = min(keys[unit], float(programme.timeline.week_of(decided.start)))
    return Candidate(problem.consistent(options), keys, held=bool(units.announced))


def behind(units: Units, begin: Candidate, plan: Decisions) -> Candidate:
    """The same, but that units come last which what has happened pushes from where a plan has them.

    So what can stay where it is stays, and what has to move finds the gaps, in place of pushing others.
    """
    problem = units.problem
    programme = problem.programme
    pushed = np.zeros(len(units.ids))
    for name, step in Schedule(programme, plan).steps.items():
        decided, slot = plan.step(name), problem.layout.slot_number.get(name)
        if decided is None or slot is None or name in programme.facts:
            continue
        if programme.run_out(step, programme.timeline.week_of(decided.start)):
            pushed[units.numbers[slot]] = float(programme.weeks)
    return replace(begin, keys=begin.keys + pushed)
