"""How far two plans of one scenario are apart, and the few among many that really differ.

A plan is seen as three things: the target of each domain, the order in which domains begin, and the dates of all
cutovers. Each gives a distance between 0 and 1, and ``WEIGHTS`` make one of them. Each of the three, and so the whole,
is the same in both directions and never longer by a direct way than by a detour; it is 0 only where all three are the
same, though money, people and other dates may still differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from consolidate.check.verdict import Verdict
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Option

WEIGHTS = (Fraction(1, 2), Fraction(1, 5), Fraction(3, 10))
"""Of targets, order and dates: what becomes of a domain weighs most, and when weighs more than what came first."""
NEAREST = Fraction(1, 20)
"""Plans nearer than this are variants of one another: in a programme of ten domains, one other target is as far."""
MOST = 7
"""Plans that people can hold beside one another."""


@dataclass(frozen=True)
class Traits:
    """What plans are told apart by; weeks from the start of the period.

    ``targets`` by domain; ``begins``: by domain the first week of its joint work (of its first step where it has
    none); ``cutovers``: by (domain, municipality) the start week. What a plan leaves out stands at the period's end.
    """

    targets: Mapping[str, Option]
    begins: Mapping[str, int]
    cutovers: Mapping[tuple[str, str], int]
    weeks: int

    @cached_property
    def order(self) -> tuple[int, ...]:
        """For each pair of domains: 1 where the first begins later, -1 where it begins earlier, else 0."""
        pairs = combinations(sorted(self.begins), 2)
        return tuple(_sign(self.begins[one] - self.begins[other]) for one, other in pairs)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def traits_of(plan: Verdict) -> Traits:
    """The traits of a plan."""
    schedule = plan.schedule
    programme, weeks = schedule.programme, schedule.programme.weeks
    cutovers = {}
    for domain in programme.options:
        for municipality in programme.participants(domain):
            placed = schedule.find(domain, municipality, "cutover")
            cutovers[domain, municipality] = weeks if placed is None else _within(placed.start, weeks)
    return Traits(dict(schedule.options), _begins(schedule), cutovers, weeks)


def _begins(schedule: Schedule) -> dict[str, int]:
    weeks = schedule.programme.weeks
    joint: dict[str, int] = {}
    local: dict[str, int] = {}
    for placed in schedule.placed.values():
        domain = placed.step.domain
        if domain is not None:
            found = joint if placed.step.municipality is None else local
            found[domain] = min(_within(placed.start, weeks), found.get(domain, weeks))
    return {domain: joint.get(domain, local.get(domain, weeks)) for domain in schedule.programme.options}


def _within(week: int, weeks: int) -> int:
    """A week of the period; what has happened may lie before it."""
    return min(max(0, week), weeks)


def distance(one: Traits, other: Traits) -> Fraction:
    """How far two plans of one scenario are apart, from 0 to 1, exactly.

    Targets: the share of domains with another one. Order: the share of pairs of domains that begin in the other order;
    half of that where both begin together in one plan alone (Kendall). Dates: the mean difference of cutovers' start
    weeks, over the weeks of the period. The three are weighed by ``WEIGHTS``.
    """
    targets = _share([one.targets[domain] != other.targets[domain] for domain in one.targets])
    order = _share([Fraction(abs(mine - theirs), 2) for mine, theirs in zip(one.order, other.order, strict=True)])
    apart = [Fraction(abs(week - other.cutovers[place]), one.weeks) for place, week in one.cutovers.items()]
    parts = (targets, order, _share(apart))
    return sum((weight * part for weight, part in zip(WEIGHTS, parts, strict=True)), Fraction(0))


def _share(parts: Sequence[Fraction | bool]) -> Fraction:
    """The mean; 0 where there is nothing to compare."""
    return sum(map(Fraction, parts), Fraction(0)) / len(parts) if parts else Fraction(0)


@dataclass(frozen=True)
class Apart:
    """A plan that really differs from the others chosen; ``distances`` to each of them, itself among them, in order."""

    plan: Verdict
    distances: tuple[Fraction, ...]


def really_different(plans: Sequence[Verdict], most: int = MOST, nearest: Fraction = NEAREST) -> tuple[Apart, ...]:
    """Of many plans of one scenario a few that really differ, in the order in which they were chosen.

    The cheapest comes first; then, again and again, the plan that is farthest from all those chosen, the cheaper of two
    that are as far. It ends at ``most`` plans, or where the next would be nearer than ``nearest`` to one chosen.
    """
    rest = [(plan, traits_of(plan)) for plan in sorted(plans, key=lambda plan: plan.ledger.objective)]
    chosen, rest = rest[:1], rest[1:]
    while rest and len(chosen) < most:
        far = [min(distance(traits, mine) for _plan, mine in chosen) for _other, traits in rest]
        place = far.index(max(far))
        if far[place] < nearest:
            break
        chosen.append(rest.pop(place))
    return tuple(Apart(plan, tuple(distance(traits, mine) for _plan, mine in chosen)) for plan, traits in chosen)
