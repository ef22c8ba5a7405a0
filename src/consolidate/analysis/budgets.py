"""The budget table: per payer and year what was granted, what is available, spent and left (REQ-08, REQ-51, REQ-53)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.subject import Subject
from consolidate.ledger.budgets import BudgetYear, all_budgets, spent_by_year
from consolidate.text import _


@dataclass(frozen=True)
class PayerBudget:
    """One payer's years; ``limited`` is false for a payer without a budget, of whom only spending is known."""

    payer: str
    limited: bool
    years: tuple[BudgetYear, ...]

    @property
    def spent(self) -> int:
        """Everything spent, in whole money."""
        return sum(line.spent for line in self.years)


def payer_budgets(subject: Subject) -> tuple[PayerBudget, ...]:
    """The programme first, then municipalities by size."""
    entries = subject.ledger.entries
    listed = all_budgets(subject.programme, entries)
    spent = spent_by_year(subject.programme, entries)
    found = []
    for payer in ("programme", *subject.by_size):
        if payer in listed:
            found.append(PayerBudget(payer, True, listed[payer]))
        elif payer in spent:
            years = (BudgetYear(year, 0, 0, 0, 0, amount) for year, amount in spent[payer].items())
            found.append(PayerBudget(payer, False, tuple(years)))
    return tuple(found)


def budget_section(subject: Subject, budgets: tuple[PayerBudget, ...]) -> Iterator[Block]:
    """Budgets by payer and year."""
    yield Heading(2, _("Budgets by payer and year"))
    yield Paragraph(
        _(
            "One-off cost, fees and extensions in {currency}. What is left at a year's end is carried over as far as "
            "the budget allows; running cost is not limited and stands with each municipality."
        ).format(currency=subject.currency)
    )
    titles = (_("payer"), _("year"), _("granted"), _("kept back"), _("carried over"), _("available"), _("spent"))
    rows = [row for budget in budgets for row in _rows(subject, budget)]
    spent = sum(budget.spent for budget in budgets)
    rows.append((_("all payers"), "", "", "", "", "", words.money(spent), ""))
    yield table((*titles, _("left")), rows, right=range(2, 8), sums=1, keys=2)


def _rows(subject: Subject, budget: PayerBudget) -> Iterator[tuple[str, ...]]:
    name = subject.names.payer(budget.payer)
    for line in budget.years:
        if not budget.limited:
            limit = _("no limit")
            yield name, str(line.year), limit, words.dash(), words.dash(), limit, words.money(line.spent), words.dash()
            continue
        amounts = (line.grant, line.reserve, line.carried, line.available, line.spent, line.available - line.spent)
        yield name, str(line.year), *(words.money(amount) for amount in amounts)
