"""The figures that the planner must reach and aims at, beside what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

from benchmarks.apart import Result
from benchmarks.cases import Task
from benchmarks.results import Results, Runs, proven_seconds
from benchmarks.table import NONE, Table, number
from benchmarks.tasks import GAPS, LITERATURE_AIMS, PROOF_LIMIT, PROOFS

HEAD = ("what", "must", "aim", "measured", "least to most", "% of investment", "runs with a plan", "reached")
GAP, INVESTMENT = "gap_percent_of_gross", "gap_percent_of_investment"
FIRST_PLAN = {"knps-2007": 1, "S2": 1, "S3": 1, "S4": 1, "S6": 5}
"""Seconds in which the first plan must be there."""


@dataclass(frozen=True)
class Row:
    """One figure: what it is, its unit, and the values that it must have and aims at (at most so much)."""

    what: str
    unit: str
    must: float | None
    aim: float | None
    measured: float | None
    span: tuple[float, float] | None = None
    investment: float | None = None
    planned: int = 0
    runs: int = 0

    def reached(self) -> str:
        """Which of the two was reached, if something was measured."""
        if not self.runs and self.measured is None:
            return NONE
        value = inf if self.measured is None else self.measured
        if self.aim is not None and value <= self.aim:
            return "aim"
        if self.must is None:
            return "measured" if self.aim is None else "not the aim"
        return "must" if value <= self.must else "**not the must**"

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        span = NONE if self.span is None else f"{_short(self.span[0])} to {_short(self.span[1])}"
        limits = [NONE if limit is None else f"{limit:g} {self.unit}" for limit in (self.must, self.aim)]
        nothing = "none" if self.runs else NONE
        measured = nothing if self.measured is None else f"{_short(self.measured)} {self.unit}"
        plans = f"{self.planned} of {self.runs}" if self.runs else NONE
        return (self.what, *limits, measured, span, number(self.investment, 1), plans, self.reached())


def _short(value: float) -> str:
    return number(value, 2 if value < 100 else 0)


def _row(
    what: str,
    unit: str,
    limits: tuple[float | None, float | None],
    runs: Runs,
    of: str | Callable[[Result], float | None],
) -> Row:
    investment = runs.median(INVESTMENT) if of == GAP else None
    return Row(what, unit, *limits, runs.median(of), runs.span(of), investment, runs.planned, len(runs.results))


def rows(results: Results) -> Iterator[Row]:
    """Every figure."""
    for gap in GAPS:
        runs = results.runs(gap.task)
        yield _row(f"{gap.case}: gap of gross at {gap.limit:g} s", "%", (gap.must, gap.aim), runs, GAP)
    for case, limits in PROOFS.items():
        runs = results.runs(Task(case, limit=PROOF_LIMIT))
        yield _row(f"{case}: proven", "s", limits, runs, proven_seconds)
    for case, most in FIRST_PLAN.items():
        runs = results.runs(next(gap.task for gap in GAPS if gap.case == case))
        yield _row(f"{case}: first plan", "s", (most, None), runs, "first_plan_seconds")
    largest = results.runs(GAPS[-1].task)
    yield _row("S6: a checked plan", "s", (60, None), largest, "first_plan_seconds")
    yield _row("S6: a bound", "s", (180, None), largest, "first_bound_seconds")
    yield _row("S6: memory", "MB", (4096, None), largest, "peak_mb")
    for one in results.literature("pyjobshop"):
        what = f"{one['name']}: mean gap to the best known, {one['files']} files (must: PyJobShop's)"
        yield Row(what, "%", one["peer_mean_gap"], LITERATURE_AIMS.get(one["name"]), one["mean_gap"])


def table(results: Results) -> Table:
    """The table of the figures."""
    return Table(HEAD, [row.cells() for row in rows(results)])
