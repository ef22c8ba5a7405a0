"""Weeks and the value of money in them (SPEC §2, §3, §7.1).

Week 0 holds ``period.start``; weeks are half-open Monday to Monday; ``weeks`` of them are usable, the last holds
``period.end``. Days are counted from week 0's Monday. Present values are in hundred-thousandths.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property

from consolidate.programme.windows import covered_weeks
from consolidate.scenario.document import Scenario
from consolidate.units import FINE, half_up

DAYS_IN_YEAR = (365, 366)
YEARS_PRODUCT = DAYS_IN_YEAR[0] * DAYS_IN_YEAR[1]
Sums = tuple[list[int], list[int]]
"""By day, apart for days in years of 365 and of 366 days."""


def discount_factor(week: int, percent: Decimal) -> int:
    """``f(w) = 10⁵ · (1 + r)^(−7w/365)``, rounded half up (SPEC §7.1)."""
    with localcontext() as context:
        context.prec = 40
        rate = 1 + percent / 100
        return half_up(FINE * rate ** (Decimal(-7 * week) / 365))


class Timeline:
    """The weeks of a scenario, and the tables ``f`` (by week) and ``C`` (by day)."""

    def __init__(self, scenario: Scenario) -> None:
        period = scenario.period
        self.monday = period.start - timedelta(days=period.start.weekday())
        self.weeks = (period.end - self.monday).days // 7 + 1
        self.first_day = (period.start - self.monday).days
        self.valued_days = (period.valued_until - self.monday).days + 1
        self.years = tuple(range(period.start.year, period.end.year + 1))
        self._percent = period.discount_percent
        self._closed_windows = scenario.calendar.closed
        self._closed: dict[str, frozenset[int]] = {}
        self._benefits: dict[int, tuple[int, ...]] = {}

    # --- days and weeks -------------------------------------------------------------------------------

    def day(self, week: int) -> date:
        """The Monday of a week."""
        return self.monday + timedelta(days=7 * week)

    def day_index(self, day: date) -> int:
        """Days from week 0's Monday to a date."""
        return (day - self.monday).days

    def day_at(self, index: int) -> date:
        """The date of a day index."""
        return self.monday + timedelta(days=index)

    def week_of(self, day: date) -> int:
        """The week that holds a date; may lie outside the period."""
        return self.day_index(day) // 7

    def week_not_before(self, day: date) -> int:
        """The first week whose Monday is not before a date, at least week 0."""
        return max(0, -(-self.day_index(day) // 7))

    def budget_year(self, day: date) -> int:
        """The calendar year whose budget a payment counts against: a year of the period (SPEC §7.9)."""
        year, years = day.year, self.years
        return year if years[0] <= year <= years[-1] else years[0 if year < years[0] else -1]

    def by_week(self, dated: Mapping[date, int], before: int) -> tuple[int, ...]:
        """A value from a date on until the next one; a week takes what holds on its Monday."""
        values: list[int] = []
        for day, value in sorted(dated.items()):
            values += [before] * (min(self.week_not_before(day), self.weeks) - len(values))
            before = value
        return (*values, *[before] * (self.weeks - len(values)))

    def closed(self, calendar: str) -> frozenset[int]:
        """Weeks closed for ``all``, or for a municipality (its own and those of all)."""
        if calendar not in self._closed_windows:
            calendar = "all"
        if calendar not in self._closed:
            windows = [*self._closed_windows.get("all", {}).values()]
            if calendar != "all":
                windows += self._closed_windows.get(calendar, {}).values()
            weeks = [covered_weeks(window, self.monday, self.weeks) for window in windows]
            self._closed[calendar] = frozenset().union(*weeks)
        return self._closed[calendar]

    # --- value ----------------------------------------------------------------------------------------

    @cached_property
    def f(self) -> tuple[int, ...]:
        """The factor of each week up to the one that holds the last valued day."""
        return tuple(discount_factor(week, self._percent) for week in range((self.valued_days - 1) // 7 + 1))

    @cached_property
    def _year_lengths(self) -> tuple[int, ...]:
        """0 or 1 per day: whether its calendar year has 365 or 366 days."""
        return tuple(int(isleap((self.monday + timedelta(days=day)).year)) for day in range(self.valued_days))

    @cached_property
    def _sums(self) -> Sums:
        """Running sums of f by day."""
        return self._added(weighted=False)

    @cached_property
    def _moments(self) -> Sums:
        """Running sums of f times the day, by day."""
        return self._added(weighted=True)

    def _added(self, *, weighted: bool) -> Sums:
        """Running sums apart for years of 365 and of 366 days; day 0 to ``valued_days``."""
        sums: Sums = ([0], [0])
        for day, leap in enumerate(self._year_lengths):
            value = self.f[day // 7] * (day if weighted else 1) if day >= self.first_day else 0
            sums[leap].append(sums[leap][-1] + value)
            sums[1 - leap].append(sums[1 - leap][-1])
        return sums

    @cached_property
    def running(self) -> tuple[int, ...]:
        """``C`` by day: what one unit a year, paid by the day from ``period.start``, is worth until then."""
        sums = zip(*self._sums, strict=True)
        return tuple(half_up(Fraction(_over_years(plain, leap), YEARS_PRODUCT)) for plain, leap in sums)

    def running_until(self, day: int) -> int:
        """``C`` at the start of a day, held constant outside the valued days."""
        return self.running[min(max(day, 0), self.valued_days)]

    @cached_property
    def running_by_week(self) -> tuple[int, ...]:
        """``C`` at each Monday from week 0 to the end of the period."""
        return tuple(self.running_until(7 * week) for week in range(self.weeks + 1))

    def benefit(self, ramp_weeks: int) -> tuple[int, ...]:
        """By end week: what one unit a year of benefit is worth that ramps up over some weeks from that end.

        Day n after the end counts min(n, R)/R with R = 7 × ramp_weeks, valued by f of its week (SPEC §7.11).
        """
        if ramp_weeks not in self._benefits:
            ends = range(self.weeks + 1)
            self._benefits[ramp_weeks] = tuple(self._benefit(7 * week, 7 * ramp_weeks) for week in ends)
        return self._benefits[ramp_weeks]

    def _benefit(self, start: int, ramp: int) -> int:
        full = min(start + ramp, self.valued_days)
        begin = min(start, full)

        def rising(leap: int) -> int:
            """Σ (day − start + 1) · f over the ramp's days in years of one length."""
            sums, moments = self._sums[leap], self._moments[leap]
            return moments[full] - moments[begin] - (start - 1) * (sums[full] - sums[begin])

        plain, leap = self._sums
        whole = _over_years(plain[-1] - plain[full], leap[-1] - leap[full])
        ramped = Fraction(_over_years(rising(0), rising(1)), ramp) if ramp else 0
        return half_up(Fraction(ramped + whole) / YEARS_PRODUCT)

    # --- nominal sums of flows ------------------------------------------------------------------------

    @cached_property
    def _leap_days(self) -> list[int]:
        """By day: how many valued days before it lie in years of 366 days."""
        found = [0]
        for day, leap in enumerate(self._year_lengths):
            found.append(found[-1] + (leap if day >= self.first_day else 0))
        return found

    def nominal(self, yearly: int, day: int) -> int:
        """What a flow of ``yearly`` a year from ``period.start`` has cost until a day, rounded down."""
        until = min(max(day, self.first_day), self.valued_days)
        leap = self._leap_days[until]
        return _down(yearly * _over_years(until - self.first_day - leap, leap), YEARS_PRODUCT)

    def ramped_nominal(self, yearly: int, start: int, ramp: int, until: int | None = None) -> int:
        """What a benefit of ``yearly`` a year from a day has brought until another (default: in all).

        It ramps up over ``ramp`` days; days are indices.
        """
        stop = self.valued_days if until is None else min(until, self.valued_days)
        full = min(start + ramp, stop)
        weighted = [0, 0]
        for day in range(max(start, 0), full):
            weighted[self._year_lengths[day]] += day - start + 1
        rising = _down(yearly * _over_years(*weighted), YEARS_PRODUCT * ramp) if ramp else 0
        return rising + self.nominal(yearly, stop) - self.nominal(yearly, full)


def _over_years(plain: int, leap: int) -> int:
    """``plain``/365 + ``leap``/366, times 365 × 366."""
    return plain * DAYS_IN_YEAR[1] + leap * DAYS_IN_YEAR[0]


def _down(amount: int, divisor: int) -> int:
    """A quotient rounded towards 0."""
    return amount // divisor if amount >= 0 else -(-amount // divisor)


def end_table(weeks: int, mode: str, closed: frozenset[int], horizon: int) -> tuple[int, ...]:
    """By start week: the exclusive end of a step, or 0 where it cannot start there.

    ``pause``: closed weeks do not count; ``run``: they count as any; ``avoid``: none may be touched.
    """
    if mode == "run" or not closed:
        return tuple(start + weeks if start + weeks <= horizon else 0 for start in range(horizon))
    if mode == "avoid":
        shut = sorted(closed)
        return tuple(
            0
            if start + weeks > horizon or bisect_right(shut, start + weeks - 1) > bisect_right(shut, start - 1)
            else start + weeks
            for start in range(horizon)
        )
    open_weeks = [week for week in range(horizon) if week not in closed]
    ends = []
    for start in range(horizon):
        last = bisect_right(open_weeks, start - 1) + weeks - 1
        ends.append(open_weeks[last] + 1 if last < len(open_weeks) else 0)
    return tuple(ends)
