"""Nights by the clock: one for each date, at its moment, also where clocks are put forward, put back, or leap a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from consolidate_api.jobs.clock import Due, latest, moment_of, status_of

OSLO, APIA, NUUK = ZoneInfo("Europe/Oslo"), ZoneInfo("Pacific/Apia"), ZoneInfo("America/Nuuk")
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)
"""The days of 2027 on which clocks in Norway are changed: at 01:00 UTC from 2 to 3 o'clock, and from 3 to 2."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ticked(at: time, zone: ZoneInfo, first: str, last: str) -> list[tuple[date, datetime]]:
    """The nights that are seen to between two moments, each with the tick that does it, at one tick a minute."""
    seen: dict[date, datetime] = {}
    for now in minutes(utc(first), utc(last)):
        due = latest(at, zone, now)
        if due.moment > utc(first) and due.night not in seen:
            seen[due.night] = now
    return list(seen.items())


def minutes(now: datetime, last: datetime) -> Iterator[datetime]:
    while now <= last:
        yield now
        now += timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("01:59", "2027-03-28T00:59"),
        ("02:00", "2027-03-28T01:00"),
        ("02:30", "2027-03-28T01:00"),
        ("02:59", "2027-03-28T01:00"),
        ("03:00", "2027-03-28T01:00"),
        ("03:01", "2027-03-28T01:01"),
    ],
)
def test_a_time_that_does_not_exist_is_the_moment_after_the_gap(at: str, moment: str) -> None:
    assert moment_of(FORWARD, time.fromisoformat(at), OSLO) == utc(moment)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("01:59", "2027-10-30T23:59"),
        ("02:00", "2027-10-31T00:00"),
        ("02:30", "2027-10-31T00:30"),
        ("02:59", "2027-10-31T00:59"),
        ("03:00", "2027-10-31T02:00"),
    ],
)
def test_a_time_that_comes_twice_counts_when_it_first_comes(at: str, moment: str) -> None:
    assert moment_of(BACK, time.fromisoformat(at), OSLO) == utc(moment)


@pytest.mark.parametrize("at", [time(0, 0), time(2, 0), time(2, 30), time(3, 0), time(23, 59)])
@pytest.mark.parametrize("change", [FORWARD, BACK])
def test_each_date_has_one_night_at_its_moment_around_changes_of_clocks(at: time, change: date) -> None:
    first, last = change - timedelta(days=2), change + timedelta(days=2)
    seen = ticked(at, OSLO, f"{first}T20:00", f"{last}T23:30")
    days = [first + timedelta(days=count) for count in range(1, 5)]
    assert [night for night, _now in seen if night in days] == days
    assert all(now == moment_of(night, at, OSLO) for night, now in seen)
    assert [night for night, _now in seen] == sorted({night for night, _now in seen})


def test_a_date_that_a_zone_leaves_out_has_no_night() -> None:
    """Samoa leapt over the date line: after 29 December 2011 came the 31st."""
    seen = ticked(time(2, 30), APIA, "2011-12-28T13:00", "2012-01-01T13:00")
    assert [night.isoformat() for night, _now in seen] == ["2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02"]


def test_a_gap_that_ends_with_the_day_belongs_to_it() -> None:
    """In Nuuk the last hour of 27 March 2027 does not exist: at 23 o'clock it is midnight."""
    assert moment_of(FORWARD - timedelta(days=1), time(23, 30), NUUK) == utc("2027-03-28T01:00")
    seen = ticked(time(23, 30), NUUK, "2027-03-26T12:00", "2027-03-30T12:00")
    assert [night.day for night, _now in seen] == [26, 27, 28, 29]


def test_before_its_time_the_newest_night_is_the_one_before() -> None:
    at = time(2, 30)
    before, after = latest(at, OSLO, utc("2027-06-02T00:29:59")), latest(at, OSLO, utc("2027-06-02T00:30"))
    assert before == Due(date(2027, 6, 1), utc("2027-06-01T00:30"))
    assert after == Due(date(2027, 6, 2), utc("2027-06-02T00:30"))


@pytest.mark.parametrize(("at", "day"), [("00:00", 1), ("02:30", 1), ("11:59", 1), ("12:00", 2), ("23:59", 2)])
def test_the_status_date_is_the_last_day_that_people_can_have_reported_on(at: str, day: int) -> None:
    assert status_of(date(2027, 6, 2), time.fromisoformat(at)) == date(2027, 6, day)
