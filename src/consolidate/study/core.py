"""The arithmetic of coalitions: what each group is worth, what each member adds, and divisions that hold together.

A group's worth is an exact amount in hundred-thousandths, and so is a division. Groups that were not examined are not
in the map; nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations
from math import floor
from random import Random

from consolidate.solve.shares import closest, least_lack
from consolidate.units import FINE, Fine

Group = frozenset[str]
FEW = 4
"""Up to as many members every group is examined."""


@dataclass(frozen=True)
class Division:
    """How the whole can be divided. ``exists``: no examined group could have more by itself.

    ``shares``: the division that moves the least money from today's, among those that leave no group short (or, where
    none exists, that leave the worst-off group as little short as can be); they add up to the whole.
    ``lacking``: by how much some group falls short at least, 0 where a division exists.
    """

    exists: bool
    shares: dict[str, Fine]
    lacking: Fine


def divided(today: Mapping[str, Fine], worth: Mapping[Group, Fine]) -> Division:
    """The division closest to today's that leaves no group of ``worth`` short, to one unit of money for each group.

    ``today``: by member what it has, which adds up to the whole; the whole group is not looked at in ``worth``.
    """
    everyone = frozenset(today)
    least = {group: worth[group] for group in sorted(worth, key=ordered) if group and group != everyone}
    if not shortfalls(today, least):
        return Division(True, dict(today), Fine(0))
    lack = least_lack(sum(today.values()), least)
    exists = lack < FINE
    shares = exact_shares(closest(today, least, max(0.0, lack)), Fine(sum(today.values())))
    return Division(exists, shares, Fine(0 if exists else floor(lack)))


def shortfalls(shares: Mapping[str, Fine], worth: Mapping[Group, Fine]) -> dict[Group, Fine]:
    """Groups that could have more by themselves than a division gives them, and by how much."""
    found = {group: Fine(amount - sum(shares[name] for name in group)) for group, amount in worth.items()}
    return {group: amount for group, amount in found.items() if amount > 0}


def exact_shares(shares: Mapping[str, float | Fraction], total: Fine) -> dict[str, Fine]:
    """Shares as whole hundred-thousandths that add up: rounded down, what is left to the largest remainders."""
    found = {name: floor(share) for name, share in shares.items()}
    left = total - sum(found.values())
    order = sorted(found, key=lambda name: (found[name] - shares[name], name))
    for number in range(abs(left)):
        found[order[number % len(order)]] += 1 if left > 0 else -1
    return {name: Fine(amount) for name, amount in found.items()}


def shapley(
    members: Iterable[str], worth: Mapping[Group, Fine], orders: Sequence[tuple[str, ...]] | None = None
) -> dict[str, Fine] | None:
    """What each member adds on average over orders in which all come together; over all orders unless some are given.

    None where a group that is needed is not in ``worth``. The empty group is worth nothing. The averages add up to
    what the whole is worth.
    """
    names = sorted(members)
    everyone = list(permutations(names)) if orders is None else list(orders)
    if not everyone or any(group not in worth for order in everyone for group in prefixes(order)):
        return None
    added: dict[str, int] = dict.fromkeys(names, 0)
    for order in everyone:
        before = 0
        for name, group in zip(order, prefixes(order), strict=True):
            added[name] += worth[group] - before
            before = worth[group]
    averages = {name: Fraction(amount, len(everyone)) for name, amount in added.items()}
    return exact_shares(averages, worth[frozenset(names)])


def prefixes(order: Sequence[str]) -> Iterator[Group]:
    """The groups that form as members come one after another."""
    for count in range(1, len(order) + 1):
        yield frozenset(order[:count])


def groups_to_examine(
    members: Iterable[str], samples: int, seed: int
) -> tuple[tuple[Group, ...], tuple[tuple[str, ...], ...]]:
    """Groups besides the whole, the smallest first, and the sampled orders that they hold in full.

    Up to `FEW` members: every group, and no orders. Else each member alone, all but one, and ``samples`` groups more:
    those that form as members come together in random orders. A last order for which there is no more room is cut.
    """
    names = sorted(members)
    if len(names) <= FEW:
        every = (frozenset(group) for size in range(1, len(names)) for group in combinations(names, size))
        return tuple(every), ()
    found = {frozenset((name,)) for name in names} | {frozenset(names) - {name} for name in names}
    room, rng, orders = len(found) + min(samples, 2 ** len(names) - 2 - len(found)), Random(seed), []
    while len(found) < room:
        order = tuple(rng.sample(names, len(names)))
        for group in list(prefixes(order))[:-1]:
            if len(found) < room:
                found.add(group)
        if found.issuperset(list(prefixes(order))[:-1]):
            orders.append(order)
    return tuple(sorted(found, key=ordered)), tuple(orders)


def ordered(group: Group) -> tuple[int, list[str]]:
    """Groups in order of size, then of names."""
    return len(group), sorted(group)
