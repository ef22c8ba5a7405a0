"""Priced terms: what breaks a soft demand, at its price (SPEC §6); not discounted, never part of a cash total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from consolidate.ledger import costs
from consolidate.ledger.budgets import BudgetYear
from consolidate.ledger.entries import NO_ONE, Entry, EntryKind
from consolidate.programme.camels import LimitUse, babies_of, camels_of, limit_use
from consolidate.programme.schedule import Schedule
from consolidate.programme.usage import change_load
from consolidate.scenario.aims import Limit
from consolidate.units import FINE, Fine, rounded_money


def priced_entries(schedule: Schedule, budgets: Mapping[str, tuple[BudgetYear, ...]]) -> tuple[Entry, ...]:
    """Every priced term of a plan."""
    return (
        *_lateness(schedule),
        *_camels_and_babies(schedule),
        *_windows(schedule),
        *_over_budget(schedule, budgets),
        *_over_load(schedule),
        *_over_limits(schedule),
        *_moved(schedule),
    )


def _entry(
    schedule: Schedule,
    day: date,
    kind: EntryKind,
    of: str,
    fine: int,
    where: tuple[str | None, str | None] = (None, None),
) -> Entry:
    return Entry(day, NO_ONE, NO_ONE, kind, where[0], where[1], rounded_money(fine), Fine(fine), of)


def late_weeks(schedule: Schedule, milestone: str) -> int | None:
    """Weeks by which a milestone misses the week that holds its date; None where it is never reached."""
    reached = schedule.reached(milestone)
    due = schedule.programme.timeline.week_of(schedule.programme.scenario.milestones[milestone].due)
    return None if reached is None else max(0, reached - (due + 1))


def _lateness(schedule: Schedule) -> Iterator[Entry]:
    for name, milestone in sorted(schedule.programme.scenario.milestones.items()):
        late = late_weeks(schedule, name)
        if milestone.late_per_week and late:
            yield _entry(schedule, milestone.due, EntryKind.LATENESS, name, late * milestone.late_per_week * FINE)


def burden_price_fine(burden_tenths: int, price: int) -> int:
    """A burden's price: price × users × points lost, exact (points are read in tenths)."""
    return burden_tenths * price * FINE // 10


def _camels_and_babies(schedule: Schedule) -> Iterator[Entry]:
    programme, policy = schedule.programme, schedule.programme.scenario.policy
    for one in camels_of(programme, schedule.options):
        fine = burden_price_fine(one.burden_tenths, policy.burden_price)
        if fine:
            where = (one.domain, one.municipality)
            day = _cutover_day(schedule, *where)
            yield _entry(schedule, day, EntryKind.BURDEN, f"{one.domain}/{one.municipality}", fine, where)
    for domain, municipality in babies_of(programme, schedule.options):
        if policy.baby_price:
            day = _cutover_day(schedule, domain, municipality)
            fine = policy.baby_price * FINE
            yield _entry(schedule, day, EntryKind.BABY, f"{domain}/{municipality}", fine, (domain, municipality))


def _cutover_day(schedule: Schedule, domain: str, municipality: str) -> date:
    cutover = schedule.find(domain, municipality, "cutover")
    return schedule.programme.timeline.day(cutover.start if cutover else 0)


def _windows(schedule: Schedule) -> Iterator[Entry]:
    """Soft blackouts: price per step and week inside each."""
    programme = schedule.programme
    blocked = {
        name: (programme.blackouts.weeks(name), window.price)
        for name, window in programme.scenario.blackouts.items()
        if window.price
    }
    for placed in schedule.placed.values() if blocked else ():
        for name in programme.blackouts.of(placed.step):
            if name in blocked:
                weeks, price = blocked[name]
                touched = sum(week in weeks for week in range(placed.start, placed.end))
                if touched and price:
                    day = programme.timeline.day(placed.start)
                    of = f"{name}:{placed.step.id}"
                    where = (placed.step.domain, placed.step.municipality)
                    yield _entry(schedule, day, EntryKind.WINDOW, of, touched * price * FINE, where)


def _over_budget(schedule: Schedule, budgets: Mapping[str, tuple[BudgetYear, ...]]) -> Iterator[Entry]:
    for payer, lines in budgets.items():
        price = schedule.programme.scenario.budgets[payer].price
        for line in lines if price else ():
            if line.over and price:
                of = f"{payer}:{line.year}"
                yield _entry(schedule, date(line.year, 1, 1), EntryKind.OVER_BUDGET, of, line.over * price * FINE)


def _over_load(schedule: Schedule) -> Iterator[Entry]:
    loads = None
    for name, municipality in sorted(schedule.programme.scenario.municipalities.items()):
        capacity = municipality.capacity
        if capacity is None or not capacity.price:
            continue
        loads = loads or change_load(schedule)
        for week, points in enumerate(loads[name]):
            over = points - capacity.points
            if over > 0:
                day = schedule.programme.timeline.day(week)
                fine = over * capacity.price * FINE
                yield _entry(schedule, day, EntryKind.OVER_LOAD, name, fine, (None, name))


def over_limit(limit: Limit, use: LimitUse) -> Decimal:
    """Camels (or babies) over ``max``, user-points over ``max_burden`` and refused ones, together."""
    over = Decimal(len(use.refused))
    if limit.max is not None:
        over += max(0, len(use.counted) - limit.max)
    if limit.max_burden is not None:
        over += max(Decimal(0), Decimal(use.burden_tenths) / 10 - limit.max_burden)
    return over


def limit_uses(schedule: Schedule) -> Iterator[tuple[str, str, Limit, LimitUse]]:
    """Every limit on camels and babies with its use: (``camels`` or ``babies``, scope, limit, use)."""
    programme, policy = schedule.programme, schedule.programme.scenario.policy
    camels = tuple((one.domain, one.municipality, one.burden_tenths) for one in camels_of(programme, schedule.options))
    babies = tuple((domain, name, 0) for domain, name in babies_of(programme, schedule.options))
    for what, limits, taken in (("camels", policy.camels, camels), ("babies", policy.babies, babies)):
        for scope, limit in sorted(limits.items()):
            yield what, scope, limit, limit_use(scope, limit.refused, limit.accepted, taken)


def _over_limits(schedule: Schedule) -> Iterator[Entry]:
    kinds = {"camels": EntryKind.OVER_CAMELS, "babies": EntryKind.OVER_BABIES}
    for what, scope, limit, use in limit_uses(schedule):
        over = over_limit(limit, use) if limit.price else Decimal(0)
        if over and limit.price:
            day = schedule.programme.timeline.day(0)
            yield _entry(schedule, day, kinds[what], scope, int(over * 10) * limit.price * FINE // 10)


def moved_price(schedule: Schedule, step: str) -> int:
    """What moving a promised step costs, in whole money, where it may move at a price."""
    programme = schedule.programme
    promise, placed = programme.commitment(step), schedule.placed.get(step)
    if promise is None or promise.start is None or placed is None:
        return 0
    return costs.moving(promise, abs(placed.start - programme.timeline.week_of(promise.start)))


def _moved(schedule: Schedule) -> Iterator[Entry]:
    for name in sorted(schedule.programme.scenario.commitments.steps):
        price = moved_price(schedule, name)
        if price:
            day = schedule.programme.timeline.day(schedule.placed[name].start)
            yield _entry(schedule, day, EntryKind.MOVED_PROMISE, name, price * FINE)
