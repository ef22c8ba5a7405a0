"""Budgets by payer and calendar year, computed from entries (SPEC §3, §7.9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consolidate.ledger.entries import ONE_OFF, Entry
from consolidate.programme.programme import Programme
from consolidate.scenario.money import Budget
from consolidate.units import percent_of


@dataclass(frozen=True)
class BudgetYear:
    """One payer's year in whole money: ``available`` = grant − reserve + carried over from the year before."""

    year: int
    grant: int
    reserve: int
    carried: int
    available: int
    spent: int

    @property
    def over(self) -> int:
        """Money spent beyond what was available."""
        return max(0, self.spent - self.available)


def spent_by_year(programme: Programme, entries: Iterable[Entry]) -> dict[str, dict[int, int]]:
    """By payer and year of the period: one-off money spent."""
    timeline = programme.timeline
    spent: defaultdict[str, dict[int, int]] = defaultdict(lambda: dict.fromkeys(timeline.years, 0))
    for entry in entries:
        if entry.kind in ONE_OFF:
            spent[entry.payer][timeline.budget_year(entry.date)] += entry.amount
    return dict(spent)


def net_grants(budget: Budget, years: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """By year: the grant and what of it is kept in reserve."""
    grants = [budget.grants.get(str(year), 0) for year in years]
    return tuple((grant, percent_of(grant, budget.reserve_percent)) for grant in grants)


def carried_over(budget: Budget, available: int, spent: int) -> int:
    """⌊carry_over_percent × unspent / 100⌋, never below 0."""
    return int(max(0, available - spent) * int(budget.carry_over_percent * 100) // 10_000)


def budget_years(budget: Budget, years: Sequence[int], spent: dict[int, int]) -> tuple[BudgetYear, ...]:
    """A payer's budget, year by year."""
    found: list[BudgetYear] = []
    carried = 0
    for year, (grant, reserve) in zip(years, net_grants(budget, years), strict=True):
        line = BudgetYear(year, grant, reserve, carried, grant - reserve + carried, spent.get(year, 0))
        carried = carried_over(budget, line.available, line.spent)
        found.append(line)
    return tuple(found)


def all_budgets(programme: Programme, entries: Iterable[Entry]) -> dict[str, tuple[BudgetYear, ...]]:
    """Every listed payer's budget, year by year."""
    spent = spent_by_year(programme, entries)
    years = programme.timeline.years
    return {
        payer: budget_years(budget, years, spent.get(payer, {}))
        for payer, budget in sorted(programme.scenario.budgets.items())
    }
