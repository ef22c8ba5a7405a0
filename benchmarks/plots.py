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


def gaps(marks: Sequence[Mark]) -> str:
    """One line for each case: the gap with its span, beside must and aim."""
    figure, (axes,) = _figure(1, height=1 + 0.35 * len(marks))
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
    return _svg(figure)


def curves(cases: Mapping[str, Sequence[Points]]) -> str:
    """The gap over seconds: a panel for each case, a line for each run."""
    figure, panels = _figure(len(cases), height=3.2)
    for axes, (case, lines) in zip(panels, cases.items(), strict=True):
        for number, line in enumerate(lines):
            seconds, gap = [second for second, _ in line], [value for _, value in line]
            colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
            every = max(1, len(line) // 8)
            axes.step(
                seconds, gap, where="post", color=colour, marker=marker, markevery=every, label=f"seed {number + 1}"
            )
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_title(case)
        axes.set_xlabel("seconds")
        axes.set_ylabel("gap in % of gross cost")
    return _svg(figure)


def by_case(series: Mapping[str, Mapping[str, float]], label: str) -> str:
    """A mark for each series at each case."""
    cases = list(dict.fromkeys(case for values in series.values() for case in values))
    figure, (axes,) = _figure(1, height=1.2 + 0.4 * len(cases))
    for number, (name, values) in enumerate(series.items()):
        places = [cases.index(case) for case in values]
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        axes.plot(list(values.values()), places, marker, color=colour, markersize=8, label=name)
    axes.set_yticks(range(len(cases)), cases)
    axes.margins(y=0.1)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel(label)
    return _svg(figure)


def growth(series: Mapping[str, Points]) -> str:
    """Values over size, both on logarithmic axes."""
    figure, (axes,) = _figure(1, height=4.5)
    for number, (name, points) in enumerate(series.items()):
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        axes.plot([size for size, _ in points], [value for _, value in points], f"{marker}-", color=colour, label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    sizes = sorted({size for points in series.values() for size, _ in points})
    axes.set_xticks(sizes, [f"{size:g}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("municipalities")
    axes.set_ylabel("seconds, MB")
    return _svg(figure)


def _figure(panels: int, height: float) -> tuple[Figure, list[Axes]]:
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, height), layout="constrained")
        return figure, [figure.add_subplot(1, panels, number + 1) for number in range(panels)]


def _svg(figure: Figure) -> str:
    handles, labels = figure.axes[0].get_legend_handles_labels()
    if len(figure.axes) == 1:
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
    else:
        figure.axes[-1].legend()
    text = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()
