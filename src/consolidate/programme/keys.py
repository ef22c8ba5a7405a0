"""Cost-sharing keys: how common amounts are split among participants (SPEC §3)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm

from consolidate.scenario.document import Scenario
from consolidate.units import largest_remainder


def _total(values: Iterable[Decimal]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0))


def _part(sizes: dict[str, int] | dict[str, Fraction], weight: Fraction) -> dict[str, Fraction]:
    """A weight spread in proportion to sizes; nowhere where all sizes are 0."""
    total = sum(sizes.values())
    if total == 0 or weight == 0:
        return {}
    share = weight / total
    return {name: share * size for name, size in sizes.items()}


def key_weights(scenario: Scenario, key: str, participants: Iterable[str], domain: str | None) -> dict[str, Fraction]:
    """The weight of each participant under a named mix, normalised over the participants.

    ``users`` counts a domain's users; for work that belongs to no domain it counts the users of all domains.
    """
    names = sorted(participants)
    if key not in scenario.keys:
        return {name: Fraction(1) for name in names}
    mix = scenario.keys[key]
    members = {name: scenario.municipalities[name] for name in names}
    sizes: list[tuple[Fraction, dict[str, int] | dict[str, Fraction]]] = [
        (Fraction(mix.equal), dict.fromkeys(names, 1)),
        (Fraction(mix.inhabitants), {name: member.inhabitants for name, member in members.items()}),
        (Fraction(mix.employees), {name: member.employees for name, member in members.items()}),
        (Fraction(mix.pcs), {name: member.pcs for name, member in members.items()}),
        (Fraction(mix.users), {name: users_of(scenario, name, domain) for name in names}),
        (_total(mix.given.values()), {name: Fraction(mix.given.get(name, 0)) for name in names}),
    ]
    weights = dict.fromkeys(names, Fraction(0))
    for weight, size in sizes:
        for name, part in _part(size, weight).items():
            weights[name] += part
    return weights


def users_of(scenario: Scenario, municipality: str, domain: str | None) -> int:
    """Users of a municipality in one domain, or in all."""
    systems = scenario.installed.get(municipality, {})
    if domain is not None:
        return systems[domain].users if domain in systems else 0
    return sum(system.users for system in systems.values())


def split(scenario: Scenario, amount: int, key: str, participants: Iterable[str], domain: str | None) -> dict[str, int]:
    """An amount shared among participants by a key, in whole money that adds up."""
    return largest_remainder(amount, key_weights(scenario, key, participants, domain))


def whole_weights(weights: dict[str, Fraction]) -> dict[str, int]:
    """Weights in the same proportions as whole numbers, which split faster."""
    scale = lcm(*(weight.denominator for weight in weights.values()))
    return {name: int(weight * scale) for name, weight in weights.items()}
