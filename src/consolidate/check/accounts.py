"""Money that a plan implies, as data: totals, entries, budgets, and each municipality's account (SPEC §3).

Amounts are whole money; present values are rounded only here, where they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from consolidate.check.verdict import Verdict
from consolidate.ledger.book import Ledger, reference_of
from consolidate.ledger.budgets import BudgetYear, all_budgets, spent_by_year
from consolidate.ledger.entries import CASH, INVESTMENT, PRICED, Entry, EntryKind, total
from consolidate.units import FINE, Fine, rounded_money

COLUMNS = ("date", "until", "payer", "bearer", "kind", "domain", "municipality", "of", "amount", "present_value")
_EXACT = re.compile(r"-?[0-9]{1,18}\.[0-9]{5}")


def exact_text(fine: int) -> str:
    """Hundred-thousandths as decimal text with five places."""
    sign, whole = "-" if fine < 0 else "", abs(fine)
    return f"{sign}{whole // FINE}.{whole % FINE:05}"


def read_exact(text: str | None) -> Fine | None:
    """The hundred-thousandths that `exact_text` wrote; None for any other text, as a plan made by hand may hold."""
    return Fine(int(text.replace(".", ""))) if text is not None and _EXACT.fullmatch(text) else None


def _value(entries: Iterable[Entry], of: Callable[[Entry], bool]) -> int:
    return rounded_money(total(entries, of))


def totals(verdict: Verdict) -> dict[str, Any]:
    """The sums that everybody asks for; time released never shares one with money."""
    entries, reference = verdict.ledger.entries, reference_of(verdict.schedule.programme).entries
    cash = total(entries, lambda entry: entry.kind in CASH)
    today = total(reference, lambda entry: entry.kind in CASH)
    return {
        "objective": exact_text(verdict.ledger.objective),
        "gross": rounded_money(verdict.ledger.gross),
        "investment": verdict.ledger.investment,
        "cash": rounded_money(cash),
        "priced": _value(entries, lambda entry: entry.kind in PRICED),
        "time_released": rounded_money(-total(entries, lambda entry: entry.kind is EntryKind.TIME_RELEASED)),
        "reference": rounded_money(today),
        "better_by": rounded_money(today - cash),
        "by_kind": _by_kind(verdict.ledger),
    }


def _by_kind(ledger: Ledger) -> dict[str, dict[str, int]]:
    amounts, values = dict.fromkeys(EntryKind, 0), dict.fromkeys(EntryKind, 0)
    for entry in ledger.entries:
        amounts[entry.kind] += entry.amount
        values[entry.kind] += entry.present_value
    return {
        str(kind): {"amount": amounts[kind], "present_value": rounded_money(values[kind])}
        for kind in EntryKind
        if amounts[kind] or values[kind]
    }


def rows(ledger: Ledger) -> dict[str, Any]:
    """Every entry as a row, in order of date."""
    entries = sorted(ledger.entries, key=lambda one: (one.date, one.kind, one.of, one.payer, one.bearer))
    return {"columns": list(COLUMNS), "rows": [_row(entry) for entry in entries]}


def _row(entry: Entry) -> list[str | int | None]:
    until = None if entry.until is None else entry.until.isoformat()
    place = [entry.payer, entry.bearer, str(entry.kind), entry.domain, entry.municipality, entry.of]
    return [entry.date.isoformat(), until, *place, entry.amount, rounded_money(entry.present_value)]


def budgets(verdict: Verdict) -> dict[str, list[dict[str, int]]]:
    """By payer: each year's money; a payer without a budget has only what it spends."""
    programme, entries = verdict.schedule.programme, verdict.ledger.entries
    found = {
        payer: [{"year": year, "spent": spent} for year, spent in years.items()]
        for payer, years in spent_by_year(programme, entries).items()
    }
    for payer, lines in all_budgets(programme, entries).items():
        found[payer] = [_budget_line(line) for line in lines]
    return dict(sorted(found.items()))


def _budget_line(line: BudgetYear) -> dict[str, int]:
    return {
        "year": line.year,
        "grant": line.grant,
        "reserve": line.reserve,
        "carried": line.carried,
        "available": line.available,
        "spent": line.spent,
        "over": line.over,
    }


def accounts(verdict: Verdict) -> dict[str, dict[str, Any]]:
    """By municipality: what it pays and gains, and whether it is better off than by staying as today."""
    programme = verdict.schedule.programme
    plan, today = _by_bearer(verdict.ledger.entries), _by_bearer(reference_of(programme).entries)
    return {
        name: _account(plan.get(name, []), today.get(name, [])) for name in sorted(programme.scenario.municipalities)
    }


def gains(verdict: Verdict) -> dict[str, Fine]:
    """By municipality: how much better off it is than by staying as today, in present value (negative: worse off)."""
    programme = verdict.schedule.programme
    plan, today = _by_bearer(verdict.ledger.entries), _by_bearer(reference_of(programme).entries)
    return {name: _gain(plan.get(name, []), today.get(name, [])) for name in sorted(programme.scenario.municipalities)}


def _gain(plan: list[Entry], today: list[Entry]) -> Fine:
    return Fine(total(today, lambda entry: entry.kind in CASH) - total(plan, lambda entry: entry.kind in CASH))


def _by_bearer(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.bearer, []).append(entry)
    return found


PARTS: dict[str, Callable[[Entry], bool]] = {
    "own_one_off": lambda entry: entry.kind in INVESTMENT and entry.payer == entry.bearer,
    "share_of_programme": lambda entry: entry.kind in INVESTMENT and entry.payer != entry.bearer,
    "renewals": lambda entry: entry.kind is EntryKind.RENEWAL,
    "running_old": lambda entry: entry.kind is EntryKind.RUNNING_OLD,
    "running_new": lambda entry: entry.kind is EntryKind.RUNNING_NEW,
    "budget_effect": lambda entry: entry.kind is EntryKind.BUDGET_EFFECT,
}
"""What an account is made of; together these are all cash that a municipality bears."""


def _account(plan: list[Entry], today: list[Entry]) -> dict[str, Any]:
    """One account: nominal sums and present values; ``better_by`` is reference less all cash, at present value."""
    return {
        "amount": {name: sum(entry.amount for entry in plan if part(entry)) for name, part in PARTS.items()},
        "present_value": {name: _value(plan, part) for name, part in PARTS.items()},
        "reference": {
            "amount": sum(entry.amount for entry in today),
            "present_value": _value(today, lambda entry: entry.kind in CASH),
        },
        "time_released": -sum(entry.amount for entry in plan if entry.kind is EntryKind.TIME_RELEASED),
        "better_by": rounded_money(_gain(plan, today)),
    }
