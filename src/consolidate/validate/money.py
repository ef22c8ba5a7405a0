"""Money: payers who cannot pay what the cheapest choice costs once, money that is not booked, keys without weight."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.ledger.budgets import net_grants
from consolidate.ledger.costs import payer_shares
from consolidate.programme.keys import users_of
from consolidate.programme.steps import Option, Step
from consolidate.text import _
from consolidate.validate.demands import Demands
from consolidate.validate.warning import Warning, money_text

SIZES = ("inhabitants", "employees", "pcs")


def too_little_money(demands: Demands) -> Iterator[Warning]:
    """What a payer must pay once, by the cheapest choice for it, is more than all its grants of the period.

    Years in which facts alone are paid for may be overspent (SPEC §5): it is certain only where as much more would not
    do either.
    """
    least, happened = _least_by_payer(demands), _happened(demands)
    for payer, budget in sorted(demands.scenario.budgets.items()):
        years = demands.programme.timeline.years
        nets = [grant - reserve for grant, reserve in net_grants(budget, years)]
        has = sum(nets)
        excused = sum(max(0, happened.get((payer, year), 0) - net) for year, net in zip(years, nets, strict=True))
        if least.get(payer, 0) > has:
            text = _("all grants of the period come to {has}, and the cheapest choice costs {least} once").format(
                has=money_text(has), least=money_text(least[payer])
            )
            data = {"payer": payer, "has": has, "least": least[payer], "missing": least[payer] - has}
            certain = budget.is_hard and least[payer] > has + excused
            yield Warning("too_little_money", f"budgets.{payer}.grants", text, data, certain)


def _least_by_payer(demands: Demands) -> dict[str, int]:
    """By payer: measures, and of each domain the option that costs this payer least."""
    total: dict[str, int] = {}
    for measure in demands.programme.measures.values():
        for payer, shares in payer_shares(demands.programme, measure).items():
            total[payer] = total.get(payer, 0) + sum(shares.values())
    for domain, options in demands.options.items():
        costs = [_cost(demands, domain, option) for option in options]
        for payer in set().union(*costs):
            total[payer] = total.get(payer, 0) + min(cost.get(payer, 0) for cost in costs)
    return total


def _happened(demands: Demands) -> dict[tuple[str, int], int]:
    """By payer and year: the most that what has happened may have cost, whatever option it belongs to."""
    programme, most = demands.programme, dict[tuple[str, str, int], int]()
    for step in _steps(demands):
        if (span := programme.fact_span(step)) is not None:
            day = programme.timeline.day_at(7 * span[1] - 1 if step.pays_end else 7 * span[0])
            for payer, shares in payer_shares(programme, step).items():
                place = step.id, payer, programme.timeline.budget_year(day)
                most[place] = max(most.get(place, 0), sum(shares.values()))
    found: dict[tuple[str, int], int] = {}
    for (_step, payer, year), amount in most.items():
        found[payer, year] = found.get((payer, year), 0) + amount
    return found


def _steps(demands: Demands) -> Iterator[Step]:
    """Measures, and the steps of all open options."""
    yield from demands.programme.measures.values()
    for domain, options in demands.options.items():
        for option in options:
            yield from demands.programme.work(domain, option).steps.values()


def _cost(demands: Demands, domain: str, option: Option) -> dict[str, int]:
    """By payer: what a domain's steps cost once under an option."""
    found: dict[str, int] = {}
    for step in demands.programme.work(domain, option).steps.values():
        if step.municipality is not None:
            found[step.municipality] = found.get(step.municipality, 0) + step.cost
        elif step.cost:
            for payer, shares in payer_shares(demands.programme, step).items():
                found[payer] = found.get(payer, 0) + sum(shares.values())
    return found


def spent_not_booked(demands: Demands) -> Iterator[Warning]:
    """What a payer has really spent is reported, and budgets do not reckon with it."""
    for payer, spent in sorted(demands.scenario.actuals.spent.items()):
        if spent:
            text = _(
                "what {payer} really spent in {years} is kept and not booked: budgets go by the plan's own figures and "
                "are not changed by it; another grant of that year or the next tells what is left "
                "(`budgets.{payer}.grants`)"
            )
            told = text.format(payer=payer, years=", ".join(sorted(spent)))
            data = {"payer": payer, "spent": dict(sorted(spent.items()))}
            yield Warning("spent_not_booked", f"actuals.spent.{payer}", told, data)


def key_without_size(demands: Demands) -> Iterator[Warning]:
    """A key weighs by a size that is 0 for everybody, so that this part of it falls away."""
    scenario = demands.scenario
    for name, key in sorted(scenario.keys.items()):
        for size in SIZES:
            if getattr(key, size) and not any(getattr(one, size) for one in scenario.municipalities.values()):
                text = _("weighs by {size}, which is 0 for every municipality: this part of the key falls away")
                yield Warning("key_without_size", f"keys.{name}.{size}", text.format(size=size), {"key": name})
        if key.users and not any(users_of(scenario, one, None) for one in scenario.municipalities):
            text = _("weighs by users, and no system has any: this part of the key falls away")
            yield Warning("key_without_size", f"keys.{name}.users", text, {"key": name})
