"""Cost, written once: plain functions of weeks, which ledger, model, construction and bound all read (SPEC §3).

Every value is exact, in hundred-thousandths of a unit of currency.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step
from consolidate.scenario.aims import Benefit, StepCommitment
from consolidate.scenario.money import RunningByKey
from consolidate.units import half_up


@dataclass(frozen=True)
class Renewal:
    """A known renewal of an old system: ``cost`` on day index ``day``, if the system is still there after it."""

    day: int
    year: int
    cost: int


def factor(programme: Programme, week: int) -> int:
    """``f`` of a week; a payment outside the valued weeks is valued in the nearest of them."""
    f = programme.timeline.f
    return f[week] if 0 <= week < len(f) else f[0 if week < 0 else -1]


def one_off(programme: Programme, step: Step, start: int, end: int) -> int:
    """A step's cost, valued in the week in which it is paid."""
    return step.cost * factor(programme, end - 1 if step.pays_end else start)


def leaving_fee(programme: Programme, fee: int, decommission: Step, start: int, end: int) -> int:
    """A leaving fee, which falls with the decommissioning."""
    return fee * factor(programme, end - 1 if decommission.pays_end else start)


def moving(promise: StepCommitment | None, weeks: int) -> int:
    """What moving a promised step by some weeks, earlier or later, costs in whole money; 0 where it has no price."""
    if promise is None or not promise.has_price or not weeks:
        return 0
    return promise.price_per_move + promise.price_per_week * weeks


def on_day(programme: Programme, amount: int, day: int) -> int:
    """A one-off amount paid on a day index (an extension, a known renewal)."""
    return amount * factor(programme, day // 7)


def flow(programme: Programme, yearly: int, first: int, until: int) -> int:
    """A yearly amount accruing by the day over the half-open day span ``[first, until)``."""
    timeline = programme.timeline
    return yearly * (timeline.running_until(until) - timeline.running_until(first))


def old_running(programme: Programme, domain: str, municipality: str, until: int | None) -> int:
    """Running cost of the system of today until a day index, or for as long as anything is valued."""
    end = programme.timeline.valued_days if until is None else until
    return flow(programme, programme.installed(domain, municipality).running, 0, end)


def outside_value(programme: Programme) -> int:
    """What the systems of municipalities that do not take part cost: the same in every plan (SPEC §7.11)."""
    value = 0
    for domain, municipality in programme.outside:
        known = renewal(programme, domain, municipality)
        value += old_running(programme, domain, municipality, None)
        value += on_day(programme, known.cost, known.day) if known is not None else 0
    return value


def new_running(programme: Programme, yearly: int, start: int) -> int:
    """Running cost of a new system from a week on for as long as anything is valued."""
    return flow(programme, yearly, 7 * start, programme.timeline.valued_days)


def renewal(programme: Programme, domain: str, municipality: str) -> Renewal | None:
    """The known renewal of an old system, where it falls within the valued days."""
    alone = programme.installed(domain, municipality).alone
    if alone is None or not 1 <= alone.year <= 9999:
        return None
    day = programme.timeline.day_index(date(alone.year, 1, 1))
    inside = programme.timeline.first_day <= day < programme.timeline.valued_days
    return Renewal(day, alone.year, alone.cost) if inside else None


def running_shares(programme: Programme, domain: str, option: Option) -> dict[str, int]:
    """By participant: yearly running cost of the target, from its own start (SPEC §3)."""
    assert option.product is not None
    candidate = programme.scenario.domains[domain].candidates[option.product]
    users = {name: programme.installed(domain, name).users for name in programme.participants(domain)}
    sharing = programme.scenario.sharing.running
    if isinstance(sharing, RunningByKey):
        whole = candidate.running_per_user * sum(users.values())
        return programme.split(whole, sharing.key, domain)
    return {name: candidate.running_per_user * count for name, count in users.items()}


def fixed_shares(programme: Programme, domain: str, option: Option) -> dict[str, int]:
    """By participant: yearly fixed running cost of the target, from the first cutover in the domain (SPEC §3, §7.9)."""
    assert option.product is not None
    spec = programme.scenario.domains[domain]
    fixed = spec.candidates[option.product].running_fixed
    if not fixed:
        return {}
    key = spec.running_key or spec.key or programme.scenario.sharing.joint_one_off.key
    return programme.split(fixed, key, domain)


def payer_shares(programme: Programme, step: Step) -> dict[str, dict[str, int]]:
    """By payer: what each bearer carries of a step's cost; adds up to the cost."""
    if step.municipality is not None:
        return {step.municipality: {step.municipality: step.cost}}
    shares = programme.split(step.cost, step.key, step.domain)
    if step.paid_by == "programme":
        return {"programme": shares}
    return {name: {name: amount} for name, amount in shares.items()}


def benefit_amount(programme: Programme, benefit: Benefit, municipality: str) -> int:
    """What a benefit is worth to a municipality in a full year."""
    if benefit.per_1000_inhabitants is not None:
        inhabitants = programme.scenario.municipalities[municipality].inhabitants
        return half_up(Fraction(benefit.per_1000_inhabitants * inhabitants, 1000))
    if isinstance(benefit.per_year, dict):
        return benefit.per_year.get(municipality, 0)
    return benefit.per_year or 0


def benefit_value(programme: Programme, benefit: Benefit, yearly: int, end: int) -> int:
    """The value of a benefit that ramps up from an exclusive end week."""
    table = programme.timeline.benefit(benefit.ramp_weeks)
    return yearly * table[min(max(end, 0), len(table) - 1)]


def weighed_benefit(programme: Programme, benefit: Benefit, yearly: int, weight: Fraction) -> tuple[int, ...]:
    """By exclusive end week: a benefit's value at the weight that time released has in the objective."""
    return tuple(half_up(yearly * value * weight) for value in programme.timeline.benefit(benefit.ramp_weeks))


def counted_benefits(programme: Programme) -> Iterator[tuple[str, Benefit, Fraction]]:
    """Benefits that the objective counts, by id, each with its weight."""
    weight = Fraction(programme.scenario.policy.time_released_weight)
    for name, benefit in sorted(programme.scenario.benefits.items()):
        if benefit.class_ == "budget_effect":
            yield name, benefit, Fraction(1)
        elif benefit.class_ == "time_released" and weight:
            yield name, benefit, weight


def benefit_parties(programme: Programme, benefit: Benefit) -> tuple[str, ...]:
    """Municipalities that take part in every domain that a benefit requires."""
    domains = [name for name in benefit.requires if name in programme.scenario.domains]
    sets = [frozenset(programme.participants(domain)) for domain in domains]
    return tuple(name for name in programme.participants(None) if all(name in takers for takers in sets))


def benefit_waits(programme: Programme, benefit: Benefit, municipality: str) -> tuple[str, ...]:
    """The steps whose ends start a municipality's benefit: its own cutovers, and measures."""
    return tuple(
        f"{name}/{municipality}/cutover" if name in programme.scenario.domains else name for name in benefit.requires
    )
