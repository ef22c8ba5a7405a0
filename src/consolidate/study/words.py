"""How figures with noise and proof are written for people."""

from __future__ import annotations

from consolidate.analysis import words
from consolidate.plan.outcome import Outcome
from consolidate.study.figures import Sureness, Told
from consolidate.text import _


def estimate_text(figure: Told) -> str:
    """The estimate alone, with its sign where it is a gain; a dash where there is none."""
    return words.dash() if figure.estimate is None else words.money(figure.estimate)


def noise_text(noise: int) -> str:
    """``± 120,000``; a dash where nothing is open."""
    return f"\N{PLUS-MINUS SIGN} {words.money(noise)}" if noise else words.dash()


def range_text(low: int | None, high: int | None) -> str:
    """``0 to 1,250,000``; an open side in words; a single amount where both are the same."""
    if low is None and high is None:
        return words.dash()
    if high is None:
        return _("at least {amount}").format(amount=words.money(low or 0))
    if low is None:
        return _("at most {amount}").format(amount=words.money(high))
    if low == high:
        return words.money(low)
    return _("{low} to {high}").format(low=words.money(low), high=words.money(high))


def sureness_text(sureness: Sureness) -> str:
    """How sure it is that there is a difference at all."""
    return {
        "proven": _("proven"),
        "clear": _("clearly more than the noise"),
        "not_seen": _("no difference seen"),
        "unknown": _("not known"),
    }[sureness]


def short_outcome(outcome: Outcome) -> str:
    """An outcome in a cell of a table."""
    return {
        Outcome.OPTIMAL: _("best, proven"),
        Outcome.FEASIBLE: _("a plan"),
        Outcome.INFEASIBLE: _("no plan, proven"),
        Outcome.NO_PLAN: _("no plan found"),
        Outcome.CANCELLED: _("ended early"),
        Outcome.FAILED: _("failed"),
    }[outcome]
