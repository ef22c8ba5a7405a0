"""What may be spent: the programme's budget and each municipality's, by calendar year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from consolidate.check.case import Case
from consolidate.check.violation import Violation
from consolidate.ledger.budgets import BudgetYear
from consolidate.ledger.entries import ONE_OFF
from consolidate.rules import Rule
from consolidate.text import _

PROGRAMME = "programme"


def programme_budget(case: Case) -> Iterator[Violation]:
    """The programme spends no more in a year than it has."""
    yield from _overspent(case, Rule.PROGRAMME_BUDGET, case.budgets.keys() & {PROGRAMME})


def municipal_budget(case: Case) -> Iterator[Violation]:
    """No municipality spends more in a year than it has."""
    yield from _overspent(case, Rule.MUNICIPAL_BUDGET, case.budgets.keys() - {PROGRAMME})


def _overspent(case: Case, rule: Rule, payers: set[str]) -> Iterator[Violation]:
    paid: dict[tuple[str, int], list[str]] = {}
    for payer in sorted(payers):
        for line in case.budgets[payer] if case.scenario.budgets[payer].is_hard else ():
            if line.over:
                paid = paid or _paid(case)
                yield _over(case, rule, line, payer, paid[payer, line.year])


def _paid(case: Case) -> dict[tuple[str, int], list[str]]:
    """By payer and year: what is paid for, each once."""
    found: dict[tuple[str, int], dict[str, None]] = {}
    for entry in case.ledger.entries:
        if entry.kind in ONE_OFF:
            year = case.programme.timeline.budget_year(entry.date)
            found.setdefault((entry.payer, year), {})[entry.of] = None
    return {key: list(names) for key, names in found.items()}


def _over(case: Case, rule: Rule, line: BudgetYear, payer: str, paid: list[str]) -> Violation:
    timeline = case.programme.timeline
    text = _("{payer} spends {spent} in {year} and has {available}: {over} too much.")
    sentence = text.format(payer=payer, spent=line.spent, year=line.year, available=line.available, over=line.over)
    first = max(0, timeline.week_not_before(date(line.year, 1, 1)))
    weeks = (first, max(first + 1, min(case.programme.weeks, timeline.week_not_before(date(line.year + 1, 1, 1)))))
    cause = case.by_actuals(paid)
    return Violation(rule, sentence, (payer, *paid), weeks, line.spent, line.available, cause)
