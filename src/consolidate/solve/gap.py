"""How far a plan is above a bound, in money and in per cent of what it costs (SPEC §6)."""

from __future__ import annotations

from fractions import Fraction

from consolidate.ledger.book import Ledger
from consolidate.plan.document import Gap
from consolidate.units import FINE, Fine


def gap_of(ledger: Ledger, bound: Fine) -> Gap:
    """The gap between a plan and a bound: whole money, rounded up; per cent of gross cost and of investment."""
    missing = max(0, ledger.objective - bound)
    return Gap(
        amount=-(-missing // FINE),
        percent_of_gross=_percent(missing, ledger.gross),
        percent_of_investment=_percent(missing, ledger.investment * FINE),
    )


def nothing_left(ledger: Ledger, bound: Fine) -> bool:
    """Whether the gap is below one unit of currency, which closes it."""
    return ledger.objective - bound < FINE


def _percent(part: int, whole: int) -> float | None:
    return float(round(Fraction(100 * part, whole), 4)) if whole > 0 else None
