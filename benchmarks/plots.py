"""Plots as SVG: the same data give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = ("#133b3d", "#3f99db", "#c2890c", "#842705", "#929094", "#4f0e75", "#2e7d32", "#d15fa5")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "consolidate",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
    "legend.frameon": False,
}
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Mark:
    """A gap in per cent: median, least and most, what it must be at most, and what is aimed at."""

    label: str
    median: float
    span: tuple[float, float]
    must: float | None
    aim: float | None


@mpl.rc_context(STYLE)
def gaps(marks: Sequence[Mark]) -> str:
    """One line for each case: the gap with its span, beside must and aim."""
    figure = _figure(1 + 0.35 * len(marks))
    axes = figure.subplots()
    places = range(len(marks))
    for place, mark in zip(places, marks, strict=True):
        axes.plot(mark.span, (place, place), color=COLOURS[1], linewidth=3, solid_capstyle="round")
    axes.plot([mark.median for mark in marks], places, "o", color=COLOURS[0], label="measured (median, span)")
    for field, colour, marker in (("must", COLOURS[3], "|"), ("aim", COLOURS[6], "|")):
        known = [(value, place) for place, mark in enumerate(marks) if (value := getattr(mark, field)) is not None]
        xs, ys = [value for value, _ in known], [place for _, place in known]
        axes.plot(xs, ys, marker, color=colour, markersize=14, markeredgewidth=2.5, linestyle="none", label=field)
    axes.set_yticks(list(places), [mark.label for mark in marks])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("gap in % of gross cost")
    return _svg(figure, [axes])


@dataclass(frozen=True)
class Curves:
    """One run: seconds with the cost of the plan, with the bound (whole money), and with the gap in per cent."""

    plan: Points
    bound: Points
    gap: Points


@mpl.rc_context(STYLE)
def curves(cases: Mapping[str, Sequence[Curves]]) -> str:
    """Plan and bound over seconds above, the gap below: a column for each case, a colour for each run."""
    figure = _figure(6)
    columns = len(cases)
    for column, (case, runs) in enumerate(cases.items(), 1):
        money, gap = (figure.add_subplot(2, columns, place) for place in (column, column + columns))
        for number, run in enumerate(runs):
            colour = COLOURS[number % len(COLOURS)]
            _steps(money, [(second, value / 1e6) for second, value in run.plan], colour, "-", f"plan, run {number + 1}")
            _steps(
                money, [(second, value / 1e6) for second, value in run.bound], colour, ":", f"bound, run {number + 1}"
            )
            _steps(gap, run.gap, colour, "-", "")
        money.set_title(case)
        money.set_ylabel("millions")
        gap.set_ylabel("gap in % of gross cost")
        gap.set_xlabel("seconds")
        gap.set_ylim(bottom=0)
    return _svg(figure, figure.axes[:1])


def _steps(axes: Axes, points: Points, colour: str, line: str, label: str) -> None:
    seconds, values = [second for second, _ in points], [value for _, value in points]
    axes.step(seconds, values, line, where="post", color=colour, label=label)
    axes.set_xscale("log")


@mpl.rc_context(STYLE)
def by_case(series: Mapping[str, Mapping[str, float]], label: str) -> str:
    """A mark for each series at each case."""
    cases = list(dict.fromkeys(case for values in series.values() for case in values))
    figure = _figure(1.2 + 0.4 * len(cases))
    axes = figure.subplots()
    for number, (name, values) in enumerate(series.items()):
        places = [cases.index(case) for case in values]
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        axes.plot(list(values.values()), places, marker, color=colour, markersize=8, label=name)
    axes.set_yticks(range(len(cases)), cases)
    axes.margins(y=0.1)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel(label)
    return _svg(figure, [axes])


@mpl.rc_context(STYLE)
def growth(seconds: Mapping[str, Points], memory: Mapping[str, Points]) -> str:
    """Seconds and memory over size, all axes logarithmic."""
    figure = _figure(4.5)
    panels = figure.subplots(1, 2)
    for axes, series, label in zip(panels, (seconds, memory), ("seconds", "MB"), strict=True):
        for number, (name, points) in enumerate(series.items()):
            colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
            sizes, values = [size for size, _ in points], [value for _, value in points]
            axes.plot(sizes, values, f"{marker}-", color=colour, label=name)
            axes.set_xscale("log")
            axes.set_xticks(sizes, [f"{size:g}" for size in sizes])
        axes.set_yscale("log")
        axes.xaxis.minorticks_off()
        axes.set_xlabel("municipalities")
        axes.set_ylabel(label)
    return _svg(figure, panels)


def _figure(height: float) -> Figure:
    return Figure(figsize=(8, height), layout="constrained")


def _svg(figure: Figure, legends: Sequence[Axes]) -> str:
    """The figure as SVG, below it what its lines and marks are, told by some of its axes."""
    found = [axes.get_legend_handles_labels() for axes in legends]
    handles, labels = [one for own, _ in found for one in own], [one for _, own in found for one in own]
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()
