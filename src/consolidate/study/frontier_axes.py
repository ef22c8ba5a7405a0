"""What a frontier weighs cost against: what a plan has of it, the least that any can have, and how it is limited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property, reduce
from math import ceil, floor
from operator import or_
from typing import Any, Protocol

from consolidate.check.verdict import Verdict
from consolidate.errors import UnknownName
from consolidate.graph.windows import open_bounds, possible_options
from consolidate.programme.camels import Camel, camel, camels_of, limit_use
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.aims import Limit
from consolidate.study.frontier_document import Of
from consolidate.text import _

QUARTER = 13
"""Weeks between limits of the finish, where the range has room for them."""
FINISH = "frontier-finish"
"""The id of the milestone that a limit of the finish puts in, where it is free."""


class Axis(Protocol):
    """Something that people want little of; values count user-points, camels, or weeks."""

    def value(self, plan: Verdict) -> Fraction:
        """What a plan has of it."""

    def easier(self, plan: Verdict) -> dict[str, frozenset[Option]]:
        """By domain the targets by which it adds less to the value of a plan than it does, where there are any."""

    def least(self) -> Fraction:
        """What no plan can have less than."""

    def limits(self, value: Fraction, least: Fraction, steps: int) -> tuple[int, ...]:
        """At most so many limits, from just below a value down to the least that is possible, each once."""

    def beyond(self, limit: int) -> Fraction:
        """The least that a plan can have which does not keep a limit."""

    def patch(self, limit: int) -> dict[str, Any]:
        """The change to the scenario by which no plan has more than a limit."""


def axis_of(programme: Programme, of: Of) -> Axis:
    """The axis of a programme.

    Raises:
        UnknownName: a limit that stands in the scenario has a price, or there is nothing whose finish could be limited.
    """
    if of is not Of.FINISH:
        return Camels(programme, of)
    finish = Finish(programme)
    if not finish.gates:
        raise UnknownName(_("a measure or a required domain, whose finish can be limited; the scenario has none"))
    return finish


class Camels:
    """Camels or their user-points, as limits of the scenario count them, in all or on the one who has most."""

    def __init__(self, programme: Programme, of: Of) -> None:
        self.programme = programme
        self.counts = of is Of.CAMELS
        self.unit = Fraction(1) if self.counts else Fraction(1, 10)
        self.field = "max" if self.counts else "max_burden"
        self.scopes = tuple(sorted(programme.scenario.municipalities)) if of is Of.WORST else ("all",)
        for scope in self.scopes:
            if not self._limit(scope).is_hard:
                text = _(
                    "policy.camels.{scope}: a limit without a price; this one may be passed at a price, and a limit of "
                    "the frontier, which may not be passed, cannot stand beside it"
                )
                raise UnknownName(text.format(scope=scope))

    def _limit(self, scope: str) -> Limit:
        return self.programme.scenario.policy.camels.get(scope, Limit())

    def value(self, plan: Verdict) -> Fraction:
        """What a plan has of it."""
        return max(self._amounts(camels_of(self.programme, plan.schedule.options)))

    def _amounts(self, camels: Iterable[Camel]) -> tuple[Fraction, ...]:
        """By scope: what counts there."""
        taken = tuple((one.domain, one.municipality, one.burden_tenths) for one in camels)
        uses = (limit_use(scope, (), self._limit(scope).accepted, taken) for scope in self.scopes)
        return tuple(Fraction(len(one.counted)) if self.counts else Fraction(one.burden_tenths, 10) for one in uses)

    def easier(self, plan: Verdict) -> dict[str, frozenset[Option]]:
        """By domain the targets by which it adds less where the plan has most of it."""
        chosen = plan.schedule.options
        amounts = self._amounts(camels_of(self.programme, chosen))
        place = amounts.index(max(amounts))
        found = {}
        for domain, options in self._options.items():
            own = self._amounts(self._camels(domain, chosen[domain]))[place]
            less = (one for one in options if self._amounts(self._camels(domain, one))[place] < own)
            found[domain] = frozenset(less)
        return {domain: less for domain, less in found.items() if less}

    def least(self) -> Fraction:
        """What no plan can have less than.

        Each scope has at least what the target that is best for it lays on it in each domain, all together; and some
        scope has at least what it has of any one domain under the target that is best for the one hit most.
        """
        by_scope = [
            sum((min(one[place] for one in own) for own in self._choices), Fraction(0))
            for place in range(len(self.scopes))
        ]
        return max(Fraction(0), *by_scope, *(min(map(max, own)) for own in self._choices))

    @cached_property
    def _options(self) -> dict[str, tuple[Option, ...]]:
        return possible_options(self.programme)[0]

    @cached_property
    def _choices(self) -> list[list[tuple[Fraction, ...]]]:
        """By domain and target that it may take: what counts, by scope."""
        found = self._options.items()
        return [[self._amounts(self._camels(domain, one)) for one in own] for domain, own in found if own]

    @cached_property
    def _sums(self) -> int:
        """A bit for each sum of units that targets can come to in some scope, whatever else they do."""
        found = 0
        for place in range(len(self.scopes)):
            sums = 1
            for own in self._choices:
                amounts = {int(one[place] / self.unit) for one in own}
                sums = reduce(or_, (sums << amount for amount in amounts))
            found |= sums
        return found

    def _camels(self, domain: str, option: Option) -> Iterator[Camel]:
        found = (camel(self.programme, domain, name, option) for name in self.programme.participants(domain))
        return (one for one in found if one is not None)

    def limits(self, value: Fraction, least: Fraction, steps: int) -> tuple[int, ...]:
        """At most so many limits, from just below a value down to the least that is possible, each once.

        They are evenly spread, and then lowered as far as no choice of targets comes to less.
        """
        even = (value - (value - least) * step / steps for step in range(1, steps + 1))
        found = dict.fromkeys(max(ceil(least), ceil(self._lowered(limit))) for limit in even)
        return tuple(limit for limit in found if limit < value)

    def _lowered(self, limit: Fraction) -> Fraction:
        """The largest sum within a limit that targets can come to."""
        within = self._sums & ((1 << int(limit / self.unit) + 1) - 1)
        return (within.bit_length() - 1) * self.unit

    def beyond(self, limit: int) -> Fraction:
        """The next sum above a limit that targets can come to."""
        first = int(limit / self.unit) + 1
        above = self._sums >> first
        return (first + max(0, (above & -above).bit_length() - 1)) * self.unit

    def patch(self, limit: int) -> dict[str, Any]:
        """The change to the scenario by which no plan has more than a limit; stricter ones stay."""
        own = {scope: getattr(self._limit(scope), self.field) for scope in self.scopes}
        limits = {scope: {self.field: limit if given is None else min(limit, given)} for scope, given in own.items()}
        return {"policy": {"camels": limits}}


class Finish:
    """The week by which all measures are done and all required domains cut over; optional ones may be left out."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        required = (name for name, spec in programme.scenario.domains.items() if spec.required)
        self.gates = tuple(sorted([*programme.measures, *required]))

    def value(self, plan: Verdict) -> Fraction:
        """The exclusive end week of all of it."""
        return Fraction(max((plan.schedule.reached(gate) or 0 for gate in self.gates), default=0))

    def easier(self, plan: Verdict) -> dict[str, frozenset[Option]]:
        """None: which target is quicker depends on everything else."""
        return {}

    def least(self) -> Fraction:
        """The earliest end that each alone could have, and no date that has passed already."""
        bounds = open_bounds(self.programme)
        ends = [self.programme.status_week + 1]
        for gate in self.gates:
            owners = [(gate, option) for option in bounds.lattice.choices.get(gate, ())]
            places = [bounds.lattice.place(gate, owner) for owner in owners or (None,)]
            ends.append(min(bounds.early_end[place] for place in places))
        return Fraction(min(max(ends), self.programme.weeks))

    def limits(self, value: Fraction, least: Fraction, steps: int) -> tuple[int, ...]:
        """Back by quarters, or by less where the range has no room for them, each limit once."""
        stride = min(Fraction(QUARTER), (value - least) / steps)
        found = dict.fromkeys(max(ceil(least), floor(value - stride * step)) for step in range(1, steps + 1))
        return tuple(limit for limit in found if limit < value)

    def beyond(self, limit: int) -> Fraction:
        """A week later."""
        return Fraction(limit + 1)

    def patch(self, limit: int) -> dict[str, Any]:
        """A hard milestone by the end of the week before a limit."""
        due = max(self.programme.timeline.day(limit - 1), self.programme.scenario.period.start)
        return {"milestones": {self._free_id(): {"due": due.isoformat(), "complete": list(self.gates), "hard": True}}}

    def _free_id(self) -> str:
        """An id that no measure, domain or milestone has."""
        scenario = self.programme.scenario
        taken = {name.casefold() for name in (*scenario.measures, *scenario.domains, *scenario.milestones)}
        return next(name for name in (FINISH, *(f"{FINISH}-{n}" for n in range(len(taken)))) if name not in taken)
