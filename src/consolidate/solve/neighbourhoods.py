"""Neighbourhoods: which steps of a plan are set free together while the rest stands still."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from consolidate.programme.schedule import Placed, Schedule

Neighbourhood = Callable[[Schedule, random.Random, int], frozenset[str]]
WIDEST = 9


def domains(plan: Schedule, rng: random.Random, size: int) -> frozenset[str]:
    """All steps of some domains that happen."""
    active = sorted({placed.step.domain for placed in plan.placed.values() if placed.step.domain is not None})
    rng.shuffle(active)
    return _grown(plan, [_of_domain(domain) for domain in active], size)


def municipalities(plan: Schedule, rng: random.Random, size: int) -> frozenset[str]:
    """All chains of one municipality in some domains, neighbours in time."""
    name = rng.choice(sorted(plan.programme.scenario.municipalities))
    chains = sorted({placed.step.domain or "" for placed in plan.placed.values() if placed.step.municipality == name})
    if not chains:
        return frozenset()
    first = {domain: _first(plan, domain, name) for domain in chains}
    centre = rng.choice(chains)
    chains.sort(key=lambda domain: (abs(first[domain] - first[centre]), domain))
    return _grown(plan, [_of_chain(domain, name) for domain in chains], size)


def window(plan: Schedule, rng: random.Random, size: int) -> frozenset[str]:
    """All steps that touch a span of weeks, the span grown until it holds enough."""
    centre = rng.randrange(plan.programme.weeks)
    by_distance = sorted(
        plan.placed.values(), key=lambda placed: (max(placed.start - centre, centre - placed.end, 0), placed.step.id)
    )
    return frozenset(placed.step.id for placed in by_distance[:size])


def block(plan: Schedule, rng: random.Random, size: int) -> frozenset[str]:
    """Chains of some municipalities in some domains whose cutovers lie near each other."""
    cutovers = [placed for placed in plan.placed.values() if placed.step.name == "cutover" and placed.step.municipality]
    if not cutovers:
        return frozenset()
    centre = rng.choice(sorted(cutovers, key=lambda placed: placed.step.id))
    cutovers.sort(key=lambda placed: (abs(placed.start - centre.start), placed.step.id))
    return _grown(
        plan, [_of_chain(placed.step.domain or "", placed.step.municipality or "") for placed in cutovers], size
    )


def late(plan: Schedule, rng: random.Random, size: int) -> frozenset[str]:
    """What a late milestone waits for longest, and joint work near its date that may stand in its way."""
    timeline, milestones = plan.programme.timeline, plan.programme.scenario.milestones
    dues = {name: timeline.week_of(milestone.due) + 1 for name, milestone in sorted(milestones.items())}
    missed = [name for name, due in dues.items() if (plan.reached(name) or 0) > due]
    if not missed:
        return window(plan, rng, size)
    name = rng.choice(missed)
    awaited = [plan.placed[wait.target] for wait in plan.landing(name) or () if wait.target in plan.placed]
    awaited.sort(key=lambda placed: (-placed.end, placed.step.id))
    parts = [_of_same_chain(placed) for placed in awaited[: rng.randint(1, WIDEST)]]
    joint = [placed for placed in plan.placed.values() if placed.step.municipality is None]
    joint.sort(key=lambda placed: (abs(placed.start - dues[name]), placed.step.id))
    return _grown(plan, [*parts, *(_only(placed) for placed in joint)], size)


NEIGHBOURHOODS: Mapping[str, Neighbourhood] = {
    "domain": domains,
    "municipality": municipalities,
    "window": window,
    "block": block,
    "late": late,
}


def _only(one: Placed) -> Callable[[Placed], bool]:
    return lambda placed: placed.step.id == one.step.id


def _of_same_chain(one: Placed) -> Callable[[Placed], bool]:
    """The chain that a step belongs to, with its domain's joint chain; a measure alone."""
    domain, municipality = one.step.domain, one.step.municipality
    if domain is None:
        return _only(one)
    return lambda placed: placed.step.domain == domain and placed.step.municipality in (None, municipality)


def _of_domain(domain: str) -> Callable[[Placed], bool]:
    return lambda placed: placed.step.domain == domain


def _of_chain(domain: str, municipality: str) -> Callable[[Placed], bool]:
    return lambda placed: placed.step.domain == domain and placed.step.municipality == municipality


def _first(plan: Schedule, domain: str, municipality: str) -> int:
    cutover = plan.find(domain, municipality, "cutover")
    return cutover.start if cutover else 0


def _grown(plan: Schedule, parts: list[Callable[[Placed], bool]], size: int) -> frozenset[str]:
    """Whole parts, one after another, until there are about ``size`` steps."""
    found: set[str] = set()
    for part in parts:
        own = {name for name, placed in plan.placed.items() if part(placed)}
        if found and len(found) + len(own) > size + size // WIDEST:
            break
        found |= own
    return frozenset(found)
