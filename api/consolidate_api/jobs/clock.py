"""Nights by the clock: at which moment a night is due in a zone, also where clocks are changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
NOON = time(12)
MOST_DAYS_BACK = 3
"""Clocks have been put forward by a whole day; a day that there is lies no further back."""


@dataclass(frozen=True)
class Due:
    """A night, by its local date, and the moment from which it is due."""

    night: date
    moment: datetime


def latest(at: time, zone: ZoneInfo, now: datetime) -> Due:
    """The newest night that is due by now; a date that a zone has left out has no night."""
    tomorrow = now.astimezone(zone).date() + DAY
    for back in range(MOST_DAYS_BACK + 2):
        night = tomorrow - back * DAY
        moment = moment_of(night, at, zone)
        if moment <= now and _is_there(night, zone):
            return Due(night, moment)
    raise AssertionError(f"no night before {now} in {zone}")


def moment_of(night: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone show a time on a date.

    A time that comes twice, since clocks are put back, counts when it first comes; one that never comes, since they are
    put forward, is the moment at which they are.
    """
    first, second = (datetime.combine(night, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if second >= first:
        return first
    # By the old clock it lies after the change, by the new one before it: the change is in between.
    before, after = int(second.timestamp()), int(first.timestamp())
    old = _offset(before, zone)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return datetime.fromtimestamp(after, UTC)


def status_of(night: date, at: time) -> date:
    """The status date of a night: the last day of which all has happened that people can have reported.

    Before noon that is the day before, from noon on the day itself, whose working hours will soon be over.
    """
    return night if at >= NOON else night - DAY


def _offset(seconds: int, zone: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(seconds, zone).utcoffset()


def _is_there(night: date, zone: ZoneInfo) -> bool:
    """Whether a zone has a date: one that leapt over the date line has left one out."""
    return moment_of(night, time(), zone).astimezone(zone).date() == night
