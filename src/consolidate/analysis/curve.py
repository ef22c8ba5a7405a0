"""Investment and gain, accumulated over time, and the day on which the one has paid for the other (REQ-18).

Invested is every one-off amount of the programme; gained is what is spared of running cost and known renewals
against staying as today, and what benefits bring to budgets. Both are nominal; time released is never in them.
"""

from __future__ import annotations

from calendar import isleap
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, Plot, table
from consolidate.analysis.subject import Subject
from consolidate.analysis.years import Years
from consolidate.ledger.entries import CASH, INVESTMENT, Entry
from consolidate.programme.timeline import DAYS_IN_YEAR, Timeline
from consolidate.text import _
from consolidate.units import half_up

PLOT_WIDTH = 66
PLOT_ROWS = 10


@dataclass(frozen=True)
class Point:
    """A calendar year: sums of the year and accumulated to its end, in whole money.

    ``factor`` values the year as a spreadsheet would: (1 + rate) to the minus number of years since the first.
    """

    year: int
    invested: int
    gained: int
    invested_until: int
    gained_until: int
    factor: Fraction

    @property
    def net(self) -> int:
        """The year's gain less its investment."""
        return self.gained - self.invested


@dataclass(frozen=True)
class Curve:
    """The curve by year, and the day from which on the accumulated gain covers the accumulated investment for good."""

    points: tuple[Point, ...]
    break_even: date | None
    monthly: tuple[tuple[date, int], ...]


def curve_of(subject: Subject) -> Curve:
    """The curve of a plan."""
    years = Years(subject.programme)
    invested = years.sums(subject.ledger.entries, lambda entry: entry.kind in INVESTMENT)
    spared = years.sums(subject.reference.entries)
    spent = years.sums(subject.ledger.entries, lambda entry: entry.kind in CASH - INVESTMENT)
    rate = 1 + Fraction(subject.scenario.period.discount_percent) / 100
    points: list[Point] = []
    so_far = [0, 0]
    for place, year in enumerate(years.years):
        gain = spared[year] - spent[year]
        so_far = [so_far[0] + invested[year], so_far[1] + gain]
        points.append(Point(year, invested[year], gain, so_far[0], so_far[1], 1 / rate**place))
    daily = _daily_net(subject, years)
    return Curve(tuple(points), _break_even(subject.programme.timeline, daily), tuple(_monthly(subject, daily)))


# --- day by day ---------------------------------------------------------------------------------------


@dataclass
class _Flows:
    """Changes of the yearly amount by day index, apart for those that rise over a ramp of some days."""

    steps: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    rises: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    risen: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    once: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, entry: Entry, timeline: Timeline, ramp: int, sign: int) -> None:
        """Take in an entry: ``sign`` is −1 for what is spent by the plan, +1 for what is spared."""
        first = timeline.day_index(entry.date)
        if entry.until is None:
            self.once[min(max(first, 0), timeline.valued_days - 1)] += sign * entry.amount
            return
        until = timeline.day_index(entry.until)
        full = min(first + ramp, until)
        self.steps[full] += sign * entry.yearly
        self.steps[until] -= sign * entry.yearly
        if ramp:
            self.rises[ramp][first] += sign * entry.yearly
            self.risen[ramp][full] += sign * entry.yearly


def _daily_net(subject: Subject, years: Years) -> list[int]:
    """By day: accumulated gain less accumulated investment at its end, rounded down."""
    timeline, flows = subject.programme.timeline, _Flows()
    for entry in subject.ledger.entries:
        if entry.kind in CASH:
            flows.add(entry, timeline, years.ramp_days(entry), -1)
    for entry in subject.reference.entries:
        flows.add(entry, timeline, 0, 1)
    found, total = [], Fraction(0)
    for day, rate in enumerate(_rates(flows, timeline.valued_days)):
        year = timeline.day_at(day).year
        total += rate / DAYS_IN_YEAR[isleap(year)] + flows.once.get(day, 0)
        found.append(total.numerator // total.denominator)
    return found


def _rates(flows: _Flows, days: int) -> Iterator[Fraction]:
    """By day: the yearly amount that flows on it."""
    flat = 0
    slope, risen = dict.fromkeys(flows.rises, 0), dict.fromkeys(flows.rises, 0)
    for day in range(days):
        flat += flows.steps.get(day, 0)
        rate = Fraction(flat)
        for ramp in flows.rises:
            done = flows.risen[ramp].get(day, 0)
            slope[ramp] += flows.rises[ramp].get(day, 0) - done
            risen[ramp] += slope[ramp] - done * ramp
            rate += Fraction(risen[ramp], ramp)
        yield rate


def _break_even(timeline: Timeline, daily: list[int]) -> date | None:
    """The day after the last one on which more was invested than gained."""
    below = [day for day, net in enumerate(daily) if net < 0]
    if not below:
        return timeline.day_at(timeline.first_day)
    return None if below[-1] == len(daily) - 1 else timeline.day_at(below[-1] + 1)


def _monthly(subject: Subject, daily: list[int]) -> Iterator[tuple[date, int]]:
    """The net at each month's end."""
    timeline = subject.programme.timeline
    for day, net in enumerate(daily):
        here = timeline.day_at(day)
        if (here + timedelta(days=1)).day == 1 and day >= timeline.first_day:
            yield here, net


# --- shown --------------------------------------------------------------------------------------------


def curve_section(subject: Subject, curve: Curve) -> Iterator[Block]:
    """Investment and gain over time."""
    yield Heading(2, _("Investment and gain over time"))
    yield Paragraph(break_even_text(curve))
    titles = (_("year"), _("invested"), _("gained"), _("invested so far"), _("gained so far"), _("net so far"))
    rows = [
        (
            str(point.year),
            words.money(point.invested),
            words.signed(point.gained),
            words.money(point.invested_until),
            words.signed(point.gained_until),
            words.signed(point.gained_until - point.invested_until),
            words.decimal_text(Decimal(half_up(point.factor * 10_000)) / 10_000),
            words.signed(half_up(point.net * point.factor)),
        )
        for point in curve.points
    ]
    yield table((*titles, _("factor of the year"), _("net × factor")), rows, right=range(1, 8))
    yield Plot(plot(curve))
    yield Paragraph(
        _("Gains are counted against staying as today, in {currency}, not discounted but in the last column.").format(
            currency=subject.currency
        )
    )


def break_even_text(curve: Curve) -> str:
    """When the gain has paid for the investment."""
    end = curve.points[-1]
    if curve.break_even is not None:
        return _("The programme has paid for itself on {day}: from then on more has been gained than invested.").format(
            day=words.long_day(curve.break_even)
        )
    return _("The programme has not paid for itself by the end of {year}: {amount} are missing.").format(
        year=end.year, amount=words.money(end.invested_until - end.gained_until)
    )


def plot(curve: Curve) -> tuple[str, ...]:
    """The accumulated net as a chart of characters, one column for one or more months."""
    values = [net for _day, net in curve.monthly]
    if not values:
        return ()
    stride = -(-len(values) // PLOT_WIDTH)
    columns = values[stride - 1 :: stride]
    high, low = max(0, *values), min(0, *values)
    step = _round_step(high - low)
    width = max(len(words.money(high)), len(words.money(low)))
    lines = []
    top, bottom = -(-high // step), low // step
    for row in range(top, bottom - 1, -1):
        label = words.money(row * step) if row else "0"
        lines.append(f"{label:>{width}} " + "".join(_cell(net, row, step) for net in columns).rstrip())
    years = _("from {first} to {last}").format(first=curve.monthly[0][0].year, last=curve.monthly[-1][0].year)
    return (*lines, " " * (width + 1) + years)


def _round_step(span: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, … that covers a span in few enough rows."""
    step = 1
    while step * PLOT_ROWS < span:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _cell(net: int, row: int, step: int) -> str:
    """One place of the chart: filled between the zero line and the value."""
    if row == 0:
        return "─"
    reached = net >= (row - 1) * step + step // 2 if row > 0 else net <= (row + 1) * step - step // 2
    return "█" if reached else " "
