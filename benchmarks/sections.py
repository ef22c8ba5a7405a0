"""What the page and the documents show of the results: a table each, and most a plot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median

from benchmarks import figures, plots, profiling
from benchmarks.apart import Result
from benchmarks.cases import SHIPPED, WITHOUT, Task
from benchmarks.results import Results, Runs
from benchmarks.sizes import ALL_SIZES, SIZES
from benchmarks.table import Table, amount, number
from benchmarks.tasks import (
    ABLATED,
    ABLATION_LIMIT,
    GAPS,
    GROWING,
    GROWTH_LIMIT,
    LITERATURE_LIMIT,
    PARTS,
    PEERS,
    PROFILED,
)

GAP = figures.GAP
WAY_NAMES = {"first": "first pass", "annealing": "annealing, one thread", "model": "whole model alone (CP-SAT)"}
WAYS_HEAD = (
    *("case", "way", "limit s", "plans", "cost (median)", "least", "most", "bound (best)", "gap %"),
    *("above the best bound %", "seconds", "MB"),
)
CURVED = ("knps-2007", "knps-core")
MOMENTS = (1, 5, 15, 60, 180, 600)
"""Seconds at which the table tells how far the runs had come."""
MEMORY = "peak_mb"
STAGES = {
    "programme_seconds": "programme and windows",
    "layout_seconds": "layout",
    "pass_seconds": "one pass of construction",
    "first_plan_seconds": "first plan",
    "first_bound_seconds": "first bound",
    MEMORY: "MB",
}


@dataclass(frozen=True)
class Section:
    """One subject: a sentence or two, a table, and a plot (SVG) with what it shows in words."""

    name: str
    title: str
    text: str
    table: Table
    plot: str | None = None
    alt: str = ""


def sections(results: Results) -> list[Section]:
    """Everything that is shown, in order."""
    shown = [
        figures_section(results),
        over_time(results),
        ways(results),
        ablation(results),
        growth(results),
        literature(results),
        profiles(results),
        proven(results),
    ]
    return [section for section in shown if section.table.rows]


def figures_section(results: Results) -> Section:
    """The table of musts and aims."""
    text = (
        f"{measured_on(results)} Gap: how much of its gross cost the plan can at most be dearer than the best one. "
        "*Measured* is the median over seeds."
    )
    spans = [(f"{gap.case}, {gap.limit:g} s", results.runs(gap.task), gap.must, gap.aim) for gap in GAPS]
    drawn = [
        plots.Mark(label, middle, span, must, aim)
        for label, runs, must, aim in spans
        if (middle := runs.median(GAP)) is not None and (span := runs.span(GAP)) is not None
    ]
    alt = "Gap by case and time limit: median, least and most, with what must be reached and what is aimed at."
    plot = plots.gaps(drawn) if drawn else None
    return Section("figures", "Figures", text, figures.table(results), plot, alt)


def measured_on(results: Results) -> str:
    """Machines, versions, workers and seeds of all results."""
    found = list(results.found.values())
    machines = sorted({one["machine"] for one in found if "machine" in one})
    versions = sorted({one["version"] for one in found if "version" in one})
    seeds = sorted({one["seed"] for one in found})
    told = f"Measured on {'; '.join(machines)}; {results.workers} workers; seeds {', '.join(map(str, seeds))}"
    return f"{told}; version {', '.join(versions)}."


# --- over time ----------------------------------------------------------------------------------------


def over_time(results: Results) -> Section:
    """How plan and bound come together while a run goes on: the longest that were measured."""
    longest = {gap.case: gap.limit for gap in GAPS if gap.case in CURVED and results.runs(gap.task).results}
    runs = {
        case: [one for one in results.runs(Task(case, limit=limit)).results if one["curve"] and one["gross"]]
        for case, limit in longest.items()
    }
    rows = [
        (case, f"{moment}", *(number(_at(own, moment, what), 2) for what in (gap_then, plan_then, bound_then)))
        for case, own in runs.items()
        for moment in MOMENTS
        if own and moment <= longest[case]
    ]
    head = ("case", "seconds", "gap %", "plan above its last %", "bound below its last %")
    text = "One long run for each seed; medians, in per cent of the gross cost of the last plan."
    drawn = {case: [_curves(one) for one in own] for case, own in runs.items() if own}
    alt = "Cost of the plan, bound, and gap over seconds, a colour for each run; the table has the medians."
    return Section("over-time", "Gap over time", text, Table(head, rows), plots.curves(drawn) if drawn else None, alt)


def _at(runs: Sequence[Result], moment: float, what: Callable[[Result, float], float | None]) -> float | None:
    values = [what(one, moment) for one in runs]
    known = [value for value in values if value is not None]
    return median(known) if len(known) == len(values) else None


def _point(result: Result, moment: float) -> tuple[float | None, float | None]:
    """The plan and the bound that a run had at a moment."""
    past = [point for point in result["curve"] if point[0] <= moment]
    return (past[-1][1], past[-1][2]) if past else (None, None)


def gap_then(result: Result, moment: float) -> float | None:
    """The gap at a moment, in per cent of the gross cost of the last plan."""
    plan, bound = _point(result, moment)
    return None if plan is None or bound is None else 100 * max(0, plan - bound) / result["gross"]


def plan_then(result: Result, moment: float) -> float | None:
    """How much dearer the plan of a moment is than the last one."""
    plan, _bound = _point(result, moment)
    return None if plan is None else 100 * max(0, plan - result["objective"]) / result["gross"]


def bound_then(result: Result, moment: float) -> float | None:
    """How much lower the bound of a moment is than the last one."""
    _plan, bound = _point(result, moment)
    return None if bound is None else 100 * max(0, result["bound"] - bound) / result["gross"]


def _curves(result: Result) -> plots.Curves:
    moments = [point[0] for point in result["curve"]] + [result["seconds"]]
    seen = [(moment, *_point(result, moment), gap_then(result, moment)) for moment in moments]
    return plots.Curves(
        [(moment, plan) for moment, plan, _bound, _gap in seen if plan is not None],
        [(moment, bound) for moment, _plan, bound, _gap in seen if bound is not None],
        [(moment, gap) for moment, _plan, _bound, gap in seen if gap is not None],
    )


# --- ways ---------------------------------------------------------------------------------------------


def ways(results: Results) -> Section:
    """Every way that was measured, case by case."""
    order = [*SHIPPED, *ALL_SIZES]
    groups = [runs for runs in results.groups() if _of(runs, "way") in ("search", *WAY_NAMES)]
    groups.sort(key=lambda runs: (order.index(_of(runs, "case").partition(":")[0]), runs.results[0]["limit"]))
    text = "Medians over seeds. The last gap is taken to the best bound that any way proved for the case."
    drawn: dict[str, dict[str, float]] = {}
    for runs in groups:
        above = _above(results, runs)
        if above is not None:
            drawn.setdefault(way_name(runs), {})[_of(runs, "case")] = above
    rows = [_way(results, runs) for runs in groups]
    alt = "Cost above the best known bound, by case, a mark for each way."
    plot = plots.by_case(drawn, "% above the best bound") if drawn else None
    return Section("ways", "Ways side by side", text, Table(WAYS_HEAD, rows, 2), plot, alt)


def _of(runs: Runs, field: str) -> str:
    return str(runs.results[0][field])


def way_name(runs: Runs) -> str:
    """A way in words, a search with its limit."""
    way = _of(runs, "way")
    return WAY_NAMES.get(way, f"{way}, {runs.results[0]['limit']:g} s")


def _above(results: Results, runs: Runs) -> float | None:
    cost, bound = runs.median("objective"), results.best_bound(_of(runs, "case"))
    return None if cost is None or bound is None or cost <= 0 else 100 * (cost - bound) / cost


def _way(results: Results, runs: Runs) -> tuple[str, ...]:
    span = runs.span("objective")
    bounds = [one["bound"] for one in runs.results if one["bound"] is not None]
    way = _of(runs, "way")
    return (
        _of(runs, "case"),
        WAY_NAMES.get(way, way),
        f"{runs.results[0]['limit']:g}",
        f"{runs.planned} of {len(runs.results)}",
        amount(runs.median("objective")),
        amount(span and span[0]),
        amount(span and span[1]),
        amount(max(bounds, default=None)),
        number(runs.median(GAP), 2),
        number(_above(results, runs), 2),
        number(runs.median("seconds"), 1),
        number(runs.median("peak_mb"), 0),
    )


# --- what each part is worth --------------------------------------------------------------------------


def ablation(results: Results) -> Section:
    """The search beside the search without each of its parts."""
    head = ("case", "search", "plans", "gap %", "plan dearer by %", "bound lower by %")
    rows = []
    drawn: dict[str, dict[str, float]] = {}
    for case in ABLATED:
        whole = results.runs(Task(case, limit=ABLATION_LIMIT))
        for part in (None, *PARTS):
            way = f"search{WITHOUT}{part}" if part else "search"
            runs = results.runs(Task(case, way, ABLATION_LIMIT))
            if runs.results:
                rows.append((case, _part_name(part), *_worth(whole, runs)))
                drawn.setdefault(case, {})[_part_name(part)] = runs.median(GAP) or 0
    text = f"The whole search for {ABLATION_LIMIT:g} seconds, and the same without one part each; medians over seeds."
    alt = "Gap by part that the search was without, a mark for each case."
    plot = plots.by_case(drawn, "gap in % of gross cost") if drawn else None
    return Section("ablation", "What each part is worth", text, Table(head, rows, 2), plot, alt)


def _part_name(part: str | None) -> str:
    return f"without {part.replace('_', ' ')}" if part else "whole"


def _worth(whole: Runs, runs: Runs) -> tuple[str, ...]:
    dearer, lower = _change(whole, runs, "objective"), _change(runs, whole, "bound")
    return (f"{runs.planned} of {len(runs.results)}", number(runs.median(GAP), 2), number(dearer, 2), number(lower, 2))


def _change(before: Runs, after: Runs, field: str) -> float | None:
    """From one to the other, in per cent of gross cost."""
    one, other, gross = before.median(field), after.median(field), before.median("gross")
    return None if one is None or other is None or not gross else 100 * (other - one) / gross


# --- growth -------------------------------------------------------------------------------------------


def growth(results: Results) -> Section:
    """Time and memory as the number of municipalities doubles, with the exponents fitted."""
    found = {
        ALL_SIZES[case].municipalities: runs
        for case in GROWING
        if (runs := results.runs(Task(case, "growth", GROWTH_LIMIT))).results
    }
    series = {
        stage: [(float(size), value) for size, runs in found.items() if (value := runs.median(stage)) is not None]
        for stage in STAGES
    }
    rows = [
        (f"{size}", *(number(runs.median(stage), 0 if stage == MEMORY else 3) for stage in STAGES))
        for size, runs in found.items()
    ]
    exponents = {stage: exponent(points) for stage, points in series.items()}
    if rows:
        rows.append(("exponent", *(number(exponents[stage], 2) for stage in STAGES)))
    text = (
        "Generated scenarios of 40 domains over six years. Stages before the search in seconds of the processor, first "
        "plan and bound in seconds since the start. An exponent of 1 is linear, of 2 quadratic."
    )
    head = ("municipalities", *STAGES.values())
    seconds, memory = (
        {
            f"{STAGES[stage]} ({number(exponents[stage], 2)})": series[stage]
            for stage in STAGES
            if series[stage] and (stage == MEMORY) == told
        }
        for told in (False, True)
    )
    alt = "Seconds and MB over municipalities, all axes logarithmic, a line for each stage with its exponent."
    plot = plots.growth(seconds, memory) if rows else None
    return Section("growth", "As the size doubles", text, Table(head, rows), plot, alt)


def exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """The slope of a straight line through the points on logarithmic axes; None for fewer than three."""
    kept = [(log(size), log(value)) for size, value in points if value > 0]
    if len(kept) < 3:
        return None
    return linear_regression([size for size, _ in kept], [value for _, value in kept]).slope


# --- profiles, literature and proofs ------------------------------------------------------------------


def profiles(results: Results) -> Section:
    """Where the time goes."""
    found = [one for case in PROFILED for one in results.runs(Task(case, "profile")).results if one.get("rooms")]
    text = "Samples of what the Python threads were doing, of a whole run from reading to the last check."
    return Section("profile", "Where the time goes", text, profiling.table(found))


def literature(results: Results) -> Section:
    """Instances from the literature, beside peers in the same run."""
    beside = {peer: {one["name"]: one for one in results.literature(peer)} for peer in PEERS}
    own = {name: one for found in beside.values() for name, one in found.items()}
    series = {"this program": {name: one["mean_gap"] for name, one in own.items()}} | {
        PEERS[peer]: {name: one["peer_mean_gap"] for name, one in found.items()} for peer, found in beside.items()
    }
    rows = [
        (name, str(one["files"]), *(number(gaps.get(name), 2) for gaps in series.values())) for name, one in own.items()
    ]
    head = ("set", "files", *(f"{name} %" for name in series))
    known = {
        name: {one: gap for one, gap in gaps.items() if gap is not None} for name, gaps in series.items() if any(gaps)
    }
    text = (
        "Resource-constrained project scheduling, turned into ordinary scenarios: mean gap to the best value known, "
        f"after {LITERATURE_LIMIT} seconds."
    )
    alt = "Mean gap to the best known value by set, a mark for this program and for each peer."
    plot = plots.by_case(known, "mean gap to the best known, %") if rows else None
    return Section("literature", "Instances from the literature", text, Table(head, rows), plot, alt)


def proven(results: Results) -> Section:
    """The best plan and the best bound that any run found for each case."""
    rows = []
    for case in (*SHIPPED, *SIZES):
        costs = [one["objective"] for one in results.of_case(case) if one["objective"] is not None]
        bound = results.best_bound(case)
        if costs and bound is not None:
            gap = max(0.0, min(costs) - bound)
            says = "proven best" if gap < 1 else f"{100 * gap / min(costs):.2f} %"
            rows.append((case, amount(min(costs)), amount(bound), says))
    head = ("scenario", "a plan costs", "no plan costs less than", "apart")
    return Section("proven", "Best plans and bounds known", "Over all runs of one file of results.", Table(head, rows))
