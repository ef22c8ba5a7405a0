"""The one function that makes the entries of a plan (SPEC §3); every total anywhere is a sum over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from consolidate.ledger import costs
from consolidate.ledger.budgets import all_budgets
from consolidate.ledger.entries import INVESTMENT, NO_ONE, Entry, EntryKind, weighed
from consolidate.ledger.priced import priced_entries
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Placed, Schedule
from consolidate.units import Fine


@dataclass(frozen=True)
class Ledger:
    """All entries of a plan, and the sums that everybody asks for."""

    programme: Programme
    entries: tuple[Entry, ...]

    @cached_property
    def objective(self) -> Fine:
        """The one weighted sum (SPEC §6), exact."""
        weight = Fraction(self.programme.scenario.policy.time_released_weight)
        return Fine(sum(weighed(entry, weight) for entry in self.entries))

    @cached_property
    def gross(self) -> Fine:
        """Gross cost: the objective without benefits."""
        gains = (EntryKind.BUDGET_EFFECT, EntryKind.TIME_RELEASED)
        return Fine(sum(entry.present_value for entry in self.entries if entry.kind not in gains))

    @cached_property
    def investment(self) -> int:
        """One-off investment: joint and local one-off cost, fees and extensions, in whole money."""
        return sum(entry.amount for entry in self.entries if entry.kind in INVESTMENT)


def ledger_of(schedule: Schedule) -> Ledger:
    """The ledger of a plan."""
    programme = schedule.programme
    cash = (*_one_off(schedule), *_contracts(schedule), *_running(schedule), *_benefits(schedule))
    priced = priced_entries(schedule, all_budgets(programme, cash))
    return Ledger(programme, (*cash, *priced))


def reference_of(programme: Programme) -> Ledger:
    """The reference: staying as today for as long as anything is valued, with known renewals."""
    entries: list[Entry] = []
    for domain in programme.options:
        for municipality in programme.participants(domain):
            entries += _old_system(programme, domain, municipality, None)
    for domain, municipality in programme.outside:
        entries += _old_system(programme, domain, municipality, None)
    return Ledger(programme, tuple(entries))


def _paid_day(programme: Programme, placed: Placed) -> date:
    """The Monday on which a step starts, or its last day where it pays at the end."""
    return programme.timeline.day_at(7 * placed.end - 1 if placed.step.pays_end else 7 * placed.start)


def _one_off(schedule: Schedule) -> Iterator[Entry]:
    """What steps cost once."""
    programme = schedule.programme
    for placed in schedule.placed.values():
        step = placed.step
        if not step.cost:
            continue
        day, factor = _paid_day(programme, placed), costs.factor(programme, placed.paid_week)
        kind = EntryKind.LOCAL_ONE_OFF if step.municipality else EntryKind.JOINT_ONE_OFF
        for payer, shares in costs.payer_shares(programme, step).items():
            for bearer, amount in shares.items():
                if amount:
                    value = Fine(amount * factor)
                    yield Entry(day, payer, bearer, kind, step.domain, step.municipality, amount, value, step.id)


def _contracts(schedule: Schedule) -> Iterator[Entry]:
    """Leaving fees and extensions."""
    programme = schedule.programme
    for (domain, municipality), decision in schedule.contracts.items():
        contract = programme.installed(domain, municipality).contract
        decommission = schedule.find(domain, municipality, "decommission")
        name = f"{domain}/{municipality}"
        if contract is None:
            continue
        if decision.by == "fee" and contract.leave_fee and decommission is not None:
            yield _fee(programme, decommission, contract.leave_fee, name)
        if decision.by == "extension" and contract.extension is not None and contract.extension.cost:
            day = programme.timeline.day_index(contract.last_day) + 1
            value = Fine(costs.on_day(programme, contract.extension.cost, day))
            yield Entry(
                programme.timeline.day_at(day),
                municipality,
                municipality,
                EntryKind.EXTENSION,
                domain,
                municipality,
                contract.extension.cost,
                value,
                name,
            )


def _fee(programme: Programme, decommission: Placed, fee: int, name: str) -> Entry:
    step = decommission.step
    value = costs.leaving_fee(programme, fee, step, decommission.start, decommission.end)
    day = _paid_day(programme, decommission)
    municipality = step.municipality or NO_ONE
    return Entry(
        day,
        municipality,
        municipality,
        EntryKind.LEAVING_FEE,
        step.domain,
        municipality,
        fee,
        Fine(value),
        name,
    )


def _flow(
    programme: Programme, kind: EntryKind, domain: str, municipality: str, yearly: int, span: tuple[int, int]
) -> Iterator[Entry]:
    """A flow over a half-open span of days, cut to the valued ones."""
    timeline = programme.timeline
    first = min(max(span[0], timeline.first_day), timeline.valued_days)
    until = min(max(span[1], first), timeline.valued_days)
    if yearly and until > first:
        yield Entry(
            timeline.day_at(first),
            municipality,
            municipality,
            kind,
            domain,
            municipality,
            timeline.nominal(yearly, until) - timeline.nominal(yearly, first),
            Fine(costs.flow(programme, yearly, first, until)),
            f"{domain}/{municipality}",
            timeline.day_at(until),
            yearly,
        )


def _old_system(programme: Programme, domain: str, municipality: str, until: int | None) -> Iterator[Entry]:
    """Running cost of the system of today until a day index, and its known renewal if it is still there then."""
    timeline = programme.timeline
    end = timeline.valued_days if until is None else until
    yearly = programme.installed(domain, municipality).running
    yield from _flow(programme, EntryKind.RUNNING_OLD, domain, municipality, yearly, (0, end))
    renewal = costs.renewal(programme, domain, municipality)
    if renewal is not None and renewal.cost and end > renewal.day:
        yield Entry(
            timeline.day_at(renewal.day),
            municipality,
            municipality,
            EntryKind.RENEWAL,
            domain,
            municipality,
            renewal.cost,
            Fine(costs.on_day(programme, renewal.cost, renewal.day)),
            f"{domain}/{municipality}",
        )


def _running(schedule: Schedule) -> Iterator[Entry]:
    """Running cost of old and new systems; those of municipalities that do not take part just go on."""
    programme = schedule.programme
    for domain, municipality in programme.outside:
        yield from _old_system(programme, domain, municipality, None)
    end = programme.timeline.valued_days
    for domain, option in schedule.options.items():
        participants = programme.participants(domain)
        for municipality in participants:
            until = schedule.old_end_day(domain, municipality)
            yield from _old_system(programme, domain, municipality, until)
        if option.stays:
            continue
        starts = {name: schedule.running_start(domain, name) for name in participants}
        for municipality, yearly in costs.running_shares(programme, domain, option).items():
            start = starts[municipality]
            if start is not None:
                span = (7 * start, end)
                yield from _flow(programme, EntryKind.RUNNING_NEW, domain, municipality, yearly, span)
        cutovers = [schedule.find(domain, name, "cutover") for name in participants]
        first = min((cutover.start for cutover in cutovers if cutover is not None), default=None)
        if first is not None:
            for municipality, yearly in costs.fixed_shares(programme, domain, option).items():
                span = (7 * first, end)
                yield from _flow(programme, EntryKind.RUNNING_NEW, domain, municipality, yearly, span)


def _benefits(schedule: Schedule) -> Iterator[Entry]:
    """Budget effects and time released, as negative amounts, from each municipality's own last cutover."""
    programme = schedule.programme
    timeline = programme.timeline
    kinds = {"budget_effect": EntryKind.BUDGET_EFFECT, "time_released": EntryKind.TIME_RELEASED}
    for name, benefit in sorted(programme.scenario.benefits.items()):
        if benefit.class_ not in kinds:
            continue
        for municipality in costs.benefit_parties(programme, benefit):
            waits = costs.benefit_waits(programme, benefit, municipality)
            yearly = costs.benefit_amount(programme, benefit, municipality)
            if not yearly or any(wait not in schedule.placed for wait in waits):
                continue
            end = max(schedule.placed[wait].end for wait in waits)
            value = costs.benefit_value(programme, benefit, yearly, end)
            yield Entry(
                timeline.day(end),
                municipality,
                municipality,
                kinds[benefit.class_],
                None,
                municipality,
                -timeline.ramped_nominal(yearly, 7 * end, 7 * benefit.ramp_weeks),
                Fine(-value),
                name,
                timeline.day_at(timeline.valued_days),
                -yearly,
            )
