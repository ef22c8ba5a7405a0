"""What one plan means to people beside another: weeks, camels, babies, and each municipality's account."""

from __future__ import annotations

from collections.abc import Iterable

from consolidate.check.accounts import gains
from consolidate.check.verdict import Verdict
from consolidate.ledger.priced import late_weeks
from consolidate.programme.camels import babies_of, camels_of
from consolidate.scenario.base import Doc, Id
from consolidate.units import rounded_money


class Place(Doc):
    """A municipality in a domain."""

    municipality: Id
    domain: Id


class Effects(Doc):
    """What a plan changes against another.

    ``weeks``: how much later all work is done (negative: earlier). ``late_weeks``: weeks of lateness more, over all
    milestones that both reach. ``user_points``: burden more. ``gains``: by municipality what it is better off by, in
    present value and whole money; who is as well off as before is left out.
    """

    weeks: int
    late_weeks: int
    user_points: float
    more_camels: tuple[Place, ...] = ()
    fewer_camels: tuple[Place, ...] = ()
    more_babies: tuple[Place, ...] = ()
    fewer_babies: tuple[Place, ...] = ()
    gains: dict[Id, int] = {}


def effects(base: Verdict, other: Verdict) -> Effects:
    """What another plan of the same scenario, or of one much like it, changes."""
    camels, others = _camels(base), _camels(other)
    babies, other_babies = _babies(base), _babies(other)
    before, after = gains(base), gains(other)
    more = {name: rounded_money(after[name] - before[name]) for name in before if name in after}
    return Effects(
        weeks=_last(other) - _last(base),
        late_weeks=_late(other) - _late(base),
        user_points=(sum(others.values()) - sum(camels.values())) / 10,
        more_camels=_places(others.keys() - camels.keys()),
        fewer_camels=_places(camels.keys() - others.keys()),
        more_babies=_places(other_babies - babies),
        fewer_babies=_places(babies - other_babies),
        gains={name: gain for name, gain in more.items() if gain},
    )


def _camels(verdict: Verdict) -> dict[tuple[str, str], int]:
    """By (domain, municipality): burden in tenths of a user-point."""
    found = camels_of(verdict.schedule.programme, verdict.schedule.options)
    return {(camel.domain, camel.municipality): camel.burden_tenths for camel in found}


def _babies(verdict: Verdict) -> frozenset[tuple[str, str]]:
    return frozenset(babies_of(verdict.schedule.programme, verdict.schedule.options))


def _places(pairs: Iterable[tuple[str, str]]) -> tuple[Place, ...]:
    return tuple(Place(municipality=municipality, domain=domain) for domain, municipality in sorted(pairs))


def _last(verdict: Verdict) -> int:
    """The exclusive end week of all work."""
    return max((placed.end for placed in verdict.schedule.placed.values()), default=0)


def _late(verdict: Verdict) -> int:
    return sum(late_weeks(verdict.schedule, name) or 0 for name in verdict.schedule.programme.scenario.milestones)
