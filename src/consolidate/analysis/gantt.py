"""The Gantt chart of a plan as rows of bars, and as lines of characters scaled to a width.

Weeks are half-open. In the chart a cell stands for one or more weeks; what matters most in a cell is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from textwrap import wrap

from consolidate.analysis.milestones import milestone_lines
from consolidate.analysis.subject import Subject
from consolidate.errors import UnknownName
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import Kind
from consolidate.programme.timeline import Timeline
from consolidate.text import _, ngettext

LABEL_WIDTH = 30
MIN_CHART = 20
NO_BREAK = "\N{NO-BREAK SPACE}"


class View(StrEnum):
    """What a row of the chart stands for."""

    DOMAINS = "domains"
    MUNICIPALITIES = "municipalities"
    STEPS = "steps"


class Mark(StrEnum):
    """What a cell shows, the weakest first."""

    JOINT = "▒"
    LOCAL = "█"
    MEASURE = "■"
    CUTOVER = "●"
    DUE = "◇"
    REACHED = "◆"


STRENGTH = {mark: place for place, mark in enumerate(Mark)}


@dataclass(frozen=True)
class Bar:
    """A mark over half-open weeks."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """A labelled row; ``indent`` puts it under the row before."""

    label: str
    bars: tuple[Bar, ...]
    indent: int = 0


@dataclass(frozen=True)
class Only:
    """What to show: ids, empty for all."""

    domains: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.domains or self.municipalities)


def only(subject: Subject, domains: Iterable[str], municipalities: Iterable[str]) -> Only:
    """A filter.

    Raises:
        UnknownName: no such domain or municipality.
    """
    chosen = Only(frozenset(domains), frozenset(municipalities))
    for name in sorted(chosen.domains - subject.scenario.domains.keys()):
        raise UnknownName(_("there is no domain {name}").format(name=name))
    for name in sorted(chosen.municipalities - subject.scenario.municipalities.keys()):
        raise UnknownName(_("there is no municipality {name}").format(name=name))
    return chosen


def gantt(subject: Subject, view: View = View.DOMAINS, chosen: Only | None = None) -> tuple[Row, ...]:
    """The rows of a plan: measures, then work by domain or municipality, then milestones."""
    chosen = chosen or Only()
    rows: list[Row] = []
    if chosen.everything:
        rows += _measures(subject)
    rows += {
        View.DOMAINS: _by_domain,
        View.MUNICIPALITIES: _by_municipality,
        View.STEPS: _by_step,
    }[view](subject, chosen)
    if chosen.everything:
        rows += _milestones(subject)
    return tuple(rows)


def _bar(placed: Placed) -> Bar:
    marks = {Kind.MEASURE: Mark.MEASURE, Kind.JOINT: Mark.JOINT, Kind.LOCAL: Mark.LOCAL}
    mark = Mark.CUTOVER if placed.step.kind is Kind.LOCAL and placed.step.name == "cutover" else marks[placed.step.kind]
    return Bar(mark, placed.start, placed.end)


def _measures(subject: Subject) -> Iterator[Row]:
    placed = [one for one in subject.schedule.placed.values() if one.step.kind is Kind.MEASURE]
    for one in sorted(placed, key=lambda one: (one.start, one.step.id)):
        yield Row(subject.names.measure(one.step.id), (_bar(one),))


def _work(subject: Subject, chosen: Only) -> list[Placed]:
    """Steps of domains that are to be shown, by date; joint ones unless municipalities are named."""
    found = [
        placed
        for placed in subject.schedule.placed.values()
        if placed.step.domain is not None
        and (not chosen.domains or placed.step.domain in chosen.domains)
        and (not chosen.municipalities or placed.step.municipality in chosen.municipalities)
    ]
    return sorted(found, key=lambda placed: (placed.start, placed.step.id))


def _by_domain(subject: Subject, chosen: Only) -> Iterator[Row]:
    bars: dict[str, list[Bar]] = {}
    for placed in _work(subject, chosen):
        bars.setdefault(placed.step.domain or "", []).append(_bar(placed))
    for domain, found in bars.items():
        yield Row(subject.names.domain(domain), tuple(found))


def _by_municipality(subject: Subject, chosen: Only) -> Iterator[Row]:
    for municipality in subject.by_size:
        bars: dict[str, list[Bar]] = {}
        for placed in _work(subject, chosen):
            if placed.step.municipality == municipality:
                bars.setdefault(placed.step.domain or "", []).append(_bar(placed))
        if bars:
            yield Row(subject.names.municipality(municipality), ())
        for domain, found in bars.items():
            yield Row(subject.names.domain(domain), tuple(found), 1)


def _by_step(subject: Subject, chosen: Only) -> Iterator[Row]:
    for placed in _work(subject, chosen):
        yield Row(subject.names.step(placed.step.id), (_bar(placed),))


def _milestones(subject: Subject) -> Iterator[Row]:
    for line in milestone_lines(subject):
        bars = [Bar(Mark.DUE, line.due_week, line.due_week + 1)]
        if line.reached is not None:
            bars.append(Bar(Mark.REACHED, line.reached - 1, line.reached))
        yield Row(subject.names.milestone(line.milestone), tuple(bars))


# --- drawn --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scale:
    """Weeks ``[first, until)`` of the chart and how many of them a cell stands for."""

    first: int
    until: int
    weeks_per_cell: int

    @property
    def cells(self) -> int:
        """Cells of a row."""
        return -(-(self.until - self.first) // self.weeks_per_cell)

    def cell(self, week: int) -> int:
        """The cell that holds a week."""
        return (week - self.first) // self.weeks_per_cell


def scale_of(rows: Iterable[Row], width: int) -> Scale:
    """A scale in which all bars fit into some cells."""
    bars = [bar for row in rows for bar in row.bars]
    first = min((bar.start for bar in bars), default=0)
    until = max((bar.end for bar in bars), default=MIN_CHART)
    return Scale(first, until, max(1, -(-(until - first) // max(width, 1))))


def chart_lines(rows: tuple[Row, ...], timeline: Timeline, width: int) -> tuple[str, ...]:
    """The chart: years and quarters, a line for each row, and what the characters mean."""
    labels = min(max((len(_label(row)) for row in rows), default=0), LABEL_WIDTH, max(1, width - MIN_CHART - 1))
    scale = scale_of(rows, max(MIN_CHART, width - labels - 1))
    lines = [" " * (labels + 1) + head for head in _heads(timeline, scale)]
    lines += [f"{_cut(_label(row), labels):<{labels}} {_cells(row, scale)}".rstrip() for row in rows]
    return (*lines, "", *legend(scale.weeks_per_cell, width))


def _label(row: Row) -> str:
    return "  " * row.indent + row.label


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _cells(row: Row, scale: Scale) -> str:
    cells = [" "] * scale.cells
    for bar in sorted(row.bars, key=lambda bar: STRENGTH[bar.mark]):
        last = max(bar.start, bar.end - 1)
        for cell in range(max(0, scale.cell(bar.start)), min(scale.cell(last), len(cells) - 1) + 1):
            cells[cell] = bar.mark.value
    return "".join(cells).rstrip()


def _heads(timeline: Timeline, scale: Scale) -> Iterator[str]:
    """A line of years and a line of quarters, each at the first cell that begins in it."""
    years, quarters = [" "] * scale.cells, [" "] * scale.cells
    seen: set[tuple[int, int]] = set()
    for cell in range(scale.cells):
        day = timeline.day(scale.first + cell * scale.weeks_per_cell)
        quarter = (day.year, (day.month - 1) // 3 + 1)
        if (day.year, 0) not in seen:
            _write(years, cell, str(day.year))
        if quarter not in seen:
            _write(quarters, cell, "│")
        seen |= {quarter, (day.year, 0)}
    yield "".join(years).rstrip()
    yield "".join(quarters).rstrip()


def _write(cells: list[str], place: int, text: str) -> None:
    if place + len(text) <= len(cells) and all(cell == " " for cell in cells[max(0, place - 1) : place + len(text)]):
        cells[place : place + len(text)] = text


def legend(weeks: int, width: int) -> tuple[str, ...]:
    """What the characters mean, and how many weeks one stands for."""
    marks = (
        (Mark.MEASURE, _("measure")),
        (Mark.JOINT, _("joint work")),
        (Mark.LOCAL, _("work in a municipality")),
        (Mark.CUTOVER, _("cutover")),
        (Mark.DUE, _("milestone due")),
        (Mark.REACHED, _("milestone reached")),
    )
    one = ngettext("one place: {weeks} week", "one place: {weeks} weeks", weeks).format(weeks=weeks)
    parts = [f"{mark.value} {meaning}" for mark, meaning in marks]
    text = "   ".join(part.replace(" ", NO_BREAK) for part in (*parts, one))
    return tuple(line.replace(NO_BREAK, " ") for line in wrap(text, max(MIN_CHART, width), break_long_words=False))
