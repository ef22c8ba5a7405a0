"""Neighbourhoods: which steps of a plan are set free together while the rest stands still."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.solve.ground import Chain, Ground, chain_of

WIDEST = 9
OPEN_AT_ONCE = 2
"""Most domains whose targets are open together."""
AS_IT_IS = 0.25
"""How often what has moved is freed with its present neighbours in time, not with those of its promised dates."""
WIDE = 4
"""Times that joint chains, and domains with open targets, reach further than asked."""


class Freed(NamedTuple):
    """What is set free: steps, domains whose target is open, and how many times the reach asked for they may move."""

    steps: frozenset[str] = frozenset()
    opened: tuple[str, ...] = ()
    wide: int = 1


Neighbourhood = Callable[[Ground, random.Random, int], Freed]


def domains(ground: Ground, rng: random.Random, size: int) -> Freed:
    """All steps of some domains that happen."""
    active = sorted(ground.layout.by_domain)
    rng.shuffle(active)
    return _grown(ground, [part for domain in active for part in _parts(ground, rng, domain, size)], size)


def _parts(ground: Ground, rng: random.Random, domain: str, size: int) -> list[list[Chain]]:
    """A domain whole; if it is too large for that, its joint chain and then its local ones by time, from one on."""
    chains = ground.layout.by_domain[domain]
    if sum(len(ground.chains[chain]) for chain in chains) <= size:
        return [chains]
    joint = [[chain] for chain in chains if chain[1] == "joint"]
    local = sorted((ground.spans[chain][1], chain) for chain in chains if chain[1] != "joint")
    first = rng.randrange(max(1, len(local)))
    return [*joint, *([chain] for _, chain in (*local[first:], *local[:first]))]


def municipalities(ground: Ground, rng: random.Random, size: int) -> Freed:
    """All chains of one municipality in some domains, neighbours in time."""
    names = sorted(ground.layout.by_municipality)
    if not names:
        return Freed()
    chains = ground.layout.by_municipality[rng.choice(names)]
    centre = ground.spans[rng.choice(chains)][0]
    chains = sorted(chains, key=lambda chain: (abs(ground.spans[chain][0] - centre), chain))
    return _grown(ground, [[chain] for chain in chains], size)


def window(ground: Ground, rng: random.Random, size: int) -> Freed:
    """All steps that touch a span of weeks, the span grown until it holds enough."""
    centre = rng.randrange(ground.programme.weeks)
    facts = ground.programme.facts
    by_distance = sorted(
        (max(placed.start - centre, centre - placed.end, 0), name)
        for name, placed in ground.placed.items()
        if name not in facts
    )
    return Freed(frozenset(name for _, name in by_distance[:size]))


def block(ground: Ground, rng: random.Random, size: int) -> Freed:
    """Chains of some municipalities in some domains whose cutovers lie near each other."""
    if not ground.cutovers:
        return Freed()
    centre, _ = rng.choice(ground.cutovers)
    near = sorted(ground.cutovers, key=lambda cutover: (abs(cutover[0] - centre), cutover[1]))
    return _grown(ground, [[chain] for _, chain in near], size)


def late(ground: Ground, rng: random.Random, size: int) -> Freed:
    """What a late milestone waits for longest, and joint work near its date that may stand in its way."""
    timeline, milestones = ground.programme.timeline, ground.programme.scenario.milestones
    dues = {name: timeline.week_of(milestone.due) + 1 for name, milestone in sorted(milestones.items())}
    missed = [name for name, due in dues.items() if ground.reached(name) > due]
    if not missed:
        return Freed()
    name = rng.choice(missed)
    parts: list[list[Chain]] = []
    for placed in ground.awaited(name)[: rng.randint(1, WIDEST)]:
        chain = chain_of(placed.step)
        parts.append([own for own in (chain, (chain[0], "joint")) if own in ground.chains])
    joint = [chain for chain in ground.chains if chain[1] in ("", "joint")]
    return _grown(ground, [*parts, *([chain] for chain in ground.near(dues[name], joint))], size)


def saving(ground: Ground, rng: random.Random, size: int) -> Freed:
    """A chain that would save much by being over sooner, what it waits for, and what competes with it until then."""
    chains = sorted(ground.savings)
    if not chains:
        return Freed()
    chain = rng.choices(chains, [ground.savings[chain] for chain in chains])[0]
    domain = chain[0]
    begin, end = ground.spans[chain]
    rivals = ground.near(max(0, begin - (end - begin) // 2), _rivals(ground, chain))
    own = [one for one in (chain, (domain, "joint")) if one in ground.chains]
    return _grown(ground, [own, *([rival] for rival in rivals if rival not in own)], size)


def _rivals(ground: Ground, chain: Chain) -> Iterable[Chain]:
    """Chains that want the same people or money: of the same municipality or domain, and all joint ones."""
    layout, (domain, municipality) = ground.layout, chain
    joint = (one for one in ground.chains if one[1] in ("", "joint"))
    return {*layout.by_domain.get(domain, ()), *layout.by_municipality.get(municipality, ()), *joint} - {chain}


def moved(ground: Ground, rng: random.Random, size: int) -> Freed:
    """Chains of a domain that have moved from promised dates at a price, and what lies near those dates now."""
    chains = sorted(ground.moved)
    if not chains:
        return Freed()
    chain = rng.choices(chains, [ground.moved[chain] for chain in chains])[0]
    week = ground.spans[chain][0] if rng.random() < AS_IT_IS else ground.promised_week(chain)
    with_it = [one for one in chains if one[0] == chain[0] and one != chain]
    rivals = [one for one in ground.near(week, _rivals(ground, chain)) if one not in with_it]
    return _grown(ground, [[one] for one in (chain, *with_it, *rivals)], size)._replace(wide=WIDE)


def targets(ground: Ground, rng: random.Random, size: int) -> Freed:
    """One or two domains with their targets open, and what lies near them in time."""
    flippable = ground.layout.flippable
    if not flippable:
        return Freed()
    opened = sorted(rng.sample(flippable, min(len(flippable), rng.randint(1, OPEN_AT_ONCE))))
    if sum(len(_of_domain(ground, domain)) for domain in opened) > size:
        opened = opened[:1]
    own = frozenset().union(*(_of_domain(ground, domain) for domain in opened))
    there = [chain for domain in opened for chain in ground.layout.by_domain.get(domain, ())]
    week = min((ground.spans[chain][0] for chain in there), default=rng.randrange(ground.programme.weeks))
    others = [chain for chain in ground.near(week, ground.chains) if chain not in there]
    left = size - len(own)
    near = _grown(ground, [[chain] for chain in others], left).steps if left > 0 else frozenset()
    return Freed(own | near, tuple(opened), WIDE)


def _of_domain(ground: Ground, domain: str) -> frozenset[str]:
    """The steps of a domain under every option that is open to it."""
    works = (ground.programme.work(domain, option).steps for option in options_of(ground, domain))
    return frozenset(name for work in works for name in work)


def options_of(ground: Ground, domain: str) -> tuple[Option, ...]:
    """The options between which a domain may choose, the plan's own among them."""
    return tuple(dict.fromkeys((*ground.layout.open_options[domain], ground.plan.options[domain])))


def joint_chains(ground: Ground, rng: random.Random, size: int) -> Freed:
    """Joint chains of domains that are neighbours in time, far to move, with the local chains that wait for them."""
    joint = [chain for chain in ground.chains if chain[1] == "joint"]
    if not joint:
        return Freed()
    week = ground.spans[rng.choice(sorted(joint))][1]
    order = [chain[0] for chain in ground.near(week, joint)]
    some = order[: 2 * OPEN_AT_ONCE]
    rng.shuffle(some)
    parts = [part for domain in (*some, *order[len(some) :]) for part in _parts(ground, rng, domain, size)]
    return _grown(ground, parts, size)._replace(wide=WIDE)


NEIGHBOURHOODS: Mapping[str, Neighbourhood] = {
    "domain": domains,
    "municipality": municipalities,
    "window": window,
    "block": block,
    "late": late,
    "most to save": saving,
    "targets": targets,
    "joint chains": joint_chains,
    "moved": moved,
}


def kinds(programme: Programme) -> tuple[str, ...]:
    """The neighbourhoods that there can be: most scenarios promise nothing at a price."""
    return tuple(name for name in NEIGHBOURHOODS if name != "moved" or programme.priced_weeks)


def _grown(ground: Ground, parts: list[list[Chain]], size: int) -> Freed:
    """Whole parts, one after another, until there are about ``size`` steps."""
    found: set[str] = set()
    for part in parts:
        own = {name for chain in part for name in ground.chains[chain]}
        if found and len(found | own) > size + size // WIDEST:
            break
        found |= own
    return Freed(frozenset(found))
