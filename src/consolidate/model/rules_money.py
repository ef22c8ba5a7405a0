"""Budgets by payer and calendar year, with carry-over (SPEC §3, §8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from consolidate.ledger import costs
from consolidate.ledger.budgets import net_grants
from consolidate.model.leaving import leavings
from consolidate.model.near import Slot
from consolidate.model.old_systems import still_there
from consolidate.model.standing import Standing
from consolidate.model.terms import Term, constant, times, total
from consolidate.model.variables import Variables
from consolidate.programme.steps import Step


@dataclass
class Paid:
    """What one payer spends in one year: on steps that have happened or are under way, and on all else."""

    facts: list[Term] = field(default_factory=list)
    others: list[Term] = field(default_factory=list)

    @property
    def all(self) -> Term:
        """All money spent."""
        return total([*self.facts, *self.others])


Spending = dict[str, dict[int, Paid]]


def programme_budget(variables: Variables) -> None:
    """The programme spends no more in a year than it has."""
    _limit(variables, "programme")


def municipal_budget(variables: Variables) -> None:
    """No municipality spends more in a year than it has."""
    for payer in sorted(variables.programme.scenario.municipalities):
        _limit(variables, payer)


def _limit(variables: Variables, payer: str) -> None:
    budget = variables.programme.scenario.budgets.get(payer)
    if budget is None or not budget.is_hard or not _open(variables, payer):
        return
    build, years = variables.build, variables.programme.timeline.years
    spent = spending(variables)[payer]
    carried: Term = constant(0)
    percent = int(budget.carry_over_percent * 100)
    for year, (grant, reserve) in zip(years, net_grants(budget, years), strict=True):
        paid = spent.get(year, Paid())
        out = total(paid.others)
        have = _difference(carried.plus(grant - reserve), total(paid.facts))
        if have.lo < 0:  # what has happened is paid all the same, and leaves nothing
            have = build.highest([have, constant(0)])
        if out.hi > have.lo or not carried.fixed:
            build.require(out.expr <= have.expr)
        carried = _carried(variables, have, out, percent)


def _carried(variables: Variables, have: Term, out: Term, percent: int) -> Term:
    """What goes on to the next year; at most ⌊percent × unspent⌋, and a solver that needs it takes all of it."""
    if percent == 0:
        return constant(0)
    left = None if have.value is None or out.value is None else max(0, have.value - out.value)
    most = max(0, have.hi - out.lo) * percent // 10_000
    if have.fixed and out.fixed:
        return constant(most)
    value = None if left is None else left * percent // 10_000
    carried = variables.build.whole(0, most, value)
    if percent == 10_000:
        variables.build.require(carried.expr <= have.expr - out.expr)
    else:
        variables.build.require(10_000 * carried.expr <= percent * (have.expr - out.expr))
    return carried


def budget_overruns(variables: Variables) -> list[tuple[int, Term]]:
    """Soft budgets: (price per unit of money, money over what there is), exact, for each payer and year."""
    build, programme = variables.build, variables.programme
    years = programme.timeline.years
    found = []
    for payer, budget in sorted(programme.scenario.budgets.items()):
        if budget.is_hard or not budget.price or not _open(variables, payer):
            continue
        spent = spending(variables)[payer]
        carried: Term = constant(0)
        percent = int(budget.carry_over_percent * 100)
        for year, (grant, reserve) in zip(years, net_grants(budget, years), strict=True):
            out, have = spent.get(year, Paid()).all, carried.plus(grant - reserve)
            balance = _difference(have, out)
            found.append((budget.price, build.excess(_negative(balance), 0)))
            unspent = build.excess(balance, 0)
            carried = _share(variables, unspent, percent)
    return found


def _share(variables: Variables, unspent: Term, percent: int) -> Term:
    """⌊percent × unspent / 100⌋, exact."""
    if unspent.fixed or percent in (0, 10_000):
        return unspent if percent == 10_000 else constant(unspent.lo * percent // 10_000)
    value = None if unspent.value is None else unspent.value * percent // 10_000
    share = variables.build.whole(0, unspent.hi * percent // 10_000, value)
    variables.build.model.add_division_equality(share.expr, percent * unspent.expr, 10_000)
    return share


def _negative(term: Term) -> Term:
    return Term(-term.expr, -term.hi, -term.lo, None if term.value is None else -term.value)


def _difference(first: Term, second: Term) -> Term:
    value = None if first.value is None or second.value is None else first.value - second.value
    if second.fixed and not second.lo:
        return first
    return Term(first.expr - second.expr, first.lo - second.hi, first.hi - second.lo, value)


def spending(variables: Variables) -> Spending:
    """By payer with a budget and by year: terms of money spent; made once per model."""
    return variables.once("spending", lambda: _spending(variables))


def _spending(variables: Variables) -> Spending:
    found: Spending = defaultdict(lambda: defaultdict(Paid))
    standing = variables.scope.standing
    for slot in variables.slots.values():
        if standing is None or variables.scope.free(slot.id):
            _steps(variables, slot, found)
    _contracts(variables, found)
    _renewals(variables, found)
    if standing is not None:
        _add_standing(standing, found)
    return found


def _open(variables: Variables, payer: str) -> bool:
    """Whether what a payer spends can change; where a whole plan is decided, always."""
    own = spending(variables)[payer].values()
    return variables.scope.standing is None or any(not term.fixed for paid in own for term in paid.others)


def _add_standing(standing: Standing, found: Spending) -> None:
    """What the plan spends beside what can change, as one sum for each payer and year.

    Facts are never freed, so that what is spent on them is a part of it.
    """
    for payer, own in found.items():
        on_facts = standing.spent_on_facts.get(payer, {})
        for year, amount in standing.spent.get(payer, {}).items():
            spent = own[year]
            values = [term.value for term in spent.others]
            assert None not in values  # a plan hints every term
            fact = on_facts.get(year, 0)
            spent.facts = [constant(fact)]
            spent.others.append(constant(amount - fact - sum(value or 0 for value in values)))


def _listed(variables: Variables, step: Step) -> tuple[tuple[str, int], ...]:
    """What each payer with a budget pays of a step."""
    budgets = variables.programme.scenario.budgets
    shares = costs.payer_shares(variables.programme, step) if step.cost else {}
    return tuple((payer, sum(parts.values())) for payer, parts in shares.items() if payer in budgets)


def _steps(variables: Variables, slot: Slot, found: Spending) -> None:
    for step, condition in variables.variants(slot, lambda step: (_listed(variables, step), step.pays_end)):
        listed = [(payer, amount) for payer, amount in _listed(variables, step) if amount]
        if not listed or condition.hi == 0:
            continue
        for year, inside in paid_years(variables, slot.id, step).items():
            paid = variables.build.all_of(condition, inside)
            if paid.hi:
                for payer, amount in listed:
                    terms = found[payer][year].facts if slot.id in variables.facts else found[payer][year].others
                    terms.append(times(paid, amount))


def paid_years(variables: Variables, step_id: str, step: Step) -> dict[int, Term]:
    """By year of the period: whether a step is paid in it."""
    return variables.once(("paid", step_id, step.pays_end), lambda: _paid_years(variables, step_id, step))


def _paid_years(variables: Variables, step_id: str, step: Step) -> dict[int, Term]:
    timeline = variables.programme.timeline
    week = variables.end(step_id) if step.pays_end else variables.start(step_id)
    shift = -1 if step.pays_end else 0
    weeks: dict[int, list[int]] = defaultdict(list)
    for number in range(week.lo, week.hi + 1):
        weeks[timeline.budget_year(timeline.day_at(7 * number + shift))].append(number)
    return _one_year(variables, week, weeks)


def _one_year(variables: Variables, week: Term, weeks: dict[int, list[int]]) -> dict[int, Term]:
    if len(weeks) == 1:
        return {year: constant(1) for year in weeks}
    build = variables.build
    flags = {}
    for year, numbers in weeks.items():
        flag = build.flag(None if week.value is None else numbers[0] <= week.value <= numbers[-1])
        build.require(week.expr >= numbers[0], flag)
        build.require(week.expr <= numbers[-1], flag)
        flags[year] = flag
    build.model.add_exactly_one([variables.literal(flag) for flag in flags.values()])
    return flags


def _contracts(variables: Variables, found: Spending) -> None:
    timeline = variables.programme.timeline
    for leaving in leavings(variables):
        if leaving.municipality not in variables.programme.scenario.budgets:
            continue
        own = found[leaving.municipality]
        for ending, chosen in leaving.terms:
            if ending.cost and chosen.hi:
                own[timeline.budget_year(timeline.day_at(ending.paid))].others.append(times(chosen, ending.cost))
        if leaving.fee.hi and leaving.contract.leave_fee:
            slot = variables.slots[leaving.decommission]
            for step, condition in variables.variants(slot, lambda step: step.pays_end):
                for year, inside in paid_years(variables, slot.id, step).items():
                    paid = variables.build.all_of(variables.build.all_of(leaving.fee, inside), condition)
                    own[year].others.append(times(paid, leaving.contract.leave_fee))


def _renewals(variables: Variables, found: Spending) -> None:
    for domain, names in variables.near.pairs.items():
        for municipality in names:
            if municipality in variables.programme.scenario.budgets:
                renewal = costs.renewal(variables.programme, domain, municipality)
                if renewal is not None and renewal.cost:
                    year = variables.programme.timeline.budget_year(variables.programme.timeline.day_at(renewal.day))
                    there = still_there(variables, domain, municipality, renewal.day)
                    found[municipality][year].others.append(times(there, renewal.cost))
