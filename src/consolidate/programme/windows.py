"""Windows of the calendar as sets of weeks (SPEC §2).

A window covers a week when it covers one of its days Monday to Friday; an ``except`` date frees the week that
holds it, for that window only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

WORKDAYS = 5


class Span(Protocol):
    """Any window of a document."""

    @property
    def start(self) -> date | None:
        """First day of a dated span."""

    @property
    def to(self) -> date | None:
        """Last day of a dated span."""

    @property
    def every(self) -> tuple[str, str] | None:
        """First and last day of a yearly span."""

    @property
    def except_(self) -> tuple[str | date, ...]:
        """Days whose weeks are free."""


def month_day(year: int, text: str) -> date:
    """``MM-DD`` in a year; a day that the month lacks is the month's last day."""
    month, day = int(text[:2]), int(text[3:])
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def _spans(window: Span, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The dated spans (both ends count) of a window that may touch ``[first, last]``."""
    if window.start is not None and window.to is not None:
        yield window.start, window.to
    elif window.every is not None:
        begin, end = window.every
        for year in range(first.year - 1, last.year + 1):
            wraps = end < begin
            yield month_day(year, begin), month_day(year + wraps, end)


def _excepted(window: Span, monday: date) -> bool:
    sunday = monday + timedelta(days=6)
    for exception in window.except_:
        if isinstance(exception, date):
            days = [exception]
        else:
            days = [month_day(year, exception) for year in {monday.year, sunday.year}]
        if any(monday <= day <= sunday for day in days):
            return True
    return False


def covered_weeks(window: Span, monday: date, weeks: int) -> frozenset[int]:
    """The weeks, counted from ``monday`` and below ``weeks``, that a window covers."""
    last = monday + timedelta(days=7 * weeks)
    found: set[int] = set()
    for begin, end in _spans(window, monday, last):
        first_week = max(0, (begin - monday).days // 7)
        for week in range(first_week, min(weeks, (end - monday).days // 7 + 1)):
            day = monday + timedelta(days=7 * week)
            if begin <= day + timedelta(days=WORKDAYS - 1) and end >= day and not _excepted(window, day):
                found.add(week)
    return frozenset(found)
