"""So many a minute, all at once or spread out; time is an argument here, nothing waits."""

from __future__ import annotations

import pytest

from consolidate_api import pace
from consolidate_api.pace import Pace


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minute_may_be_used_up_at_once(clock: Clock) -> None:
    limit = Pace(clock)
    assert [limit.wait("a", 3) for _time in range(3)] == [0, 0, 0]
    assert limit.wait("a", 3) == pytest.approx(20)
    assert limit.wait("b", 3) == 0


def test_who_waits_as_told_may_ask_once_more(clock: Clock) -> None:
    limit = Pace(clock)
    for _time in range(3):
        limit.wait("a", 3)
    clock.now += limit.wait("a", 3) + 1e-6
    assert limit.wait("a", 3) == 0
    assert limit.wait("a", 3) > 0


def test_at_an_even_pace_nobody_ever_waits(clock: Clock) -> None:
    limit = Pace(clock)
    for _time in range(100):
        assert limit.wait("a", 30) == 0
        clock.now += 2


def test_keys_that_have_been_silent_are_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_KEPT", 10)
    limit = Pace(clock)
    for key in range(10):
        limit.wait(key, 60)
    clock.now += 61
    limit.wait("new", 60)
    assert len(limit._due) == 1
