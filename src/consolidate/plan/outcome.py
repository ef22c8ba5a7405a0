"""The six outcomes of a run (SPEC §6), and the exit code of each."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Six different things, never blurred."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_PLAN = "no_plan"
    CANCELLED = "cancelled"
    FAILED = "failed"


EXIT_CODES: dict[Outcome, int] = {
    Outcome.OPTIMAL: 0,
    Outcome.FEASIBLE: 0,
    Outcome.INFEASIBLE: 3,
    Outcome.NO_PLAN: 4,
    Outcome.FAILED: 5,
    Outcome.CANCELLED: 130,
}
"""1 is kept for violations found by ``check``, 2 for bad input."""
