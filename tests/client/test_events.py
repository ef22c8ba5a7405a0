"""Following a run through everything that can happen to the connection."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import pytest

from consolidate.client import Client, ServerProblem, StrangeAnswer, Unreachable
from tests.client.failing import Scripted, answer, drop, events, scripted
from tests.client.test_retry import NOBODY, RUN, problem

ENDED = answer(200, {**RUN, "state": "ended", "outcome": "optimal"})
UNDER_WAY = answer(200, {**RUN, "state": "running"})


def event(mark: str, state: str = "running", **more: Any) -> str:
    document = {"state": state, "outcome": None, "reason": None, "seconds": 1.5, **more}
    return f"event: run\nid: {mark}\ndata: {json.dumps(document)}\n\n"


def marks(server: Scripted) -> list[str | None]:
    """The last event that was seen, as each connection told it."""
    return [asked.headers.get("Last-Event-ID") for asked in server.asked if asked.path.endswith("/events")]


def opened(server: Scripted, waits: list[float] | None = None, patience: float = 60) -> Client:
    return Client(server.url, "token", patience=patience, sleep=([] if waits is None else waits).append)


def test_events_are_typed() -> None:
    gap = {"amount": 5, "percent_of_gross": 0.5}
    told = event("1", best="7.00000", bound="2.00000", gap=gap, found_by="cuts")
    with scripted(events(": ping\n\n", told, event("2", "ended", outcome="optimal"))) as server:
        with opened(server) as client:
            first, last = client.runs.follow(NOBODY)
        assert server.asked[0].path == f"/v1/runs/{NOBODY}/events"
    assert (first.id, first.state, first.found_by) == ("1", "running", "cuts")
    assert (first.best, first.bound) == ("7.00000", "2.00000")
    assert first.gap is not None
    assert (first.gap.amount, first.seconds, first.outcome) == (5, 1.5, None)
    assert (last.id, last.state, last.outcome) == ("2", "ended", "optimal")


def test_a_connection_that_breaks_goes_on_where_it_was() -> None:
    half = event("3")[:-3]
    steps = (
        events(event("1"), event("2"), half, whole=False),
        drop,
        problem(503),
        events(event("3"), whole=False),
        events(event("4", "ended")),
    )
    with scripted(*steps) as server:
        with opened(server) as client:
            heard = [told.id for told in client.runs.follow(NOBODY)]
        assert marks(server) == [None, "2", "2", "2", "3"]
    assert heard == ["1", "2", "3", "4"]


def test_a_stream_that_the_service_ends_early_is_asked_for_again() -> None:
    steps = (events(event("1")), UNDER_WAY, events(), UNDER_WAY, events(event("2", "ended")))
    waits: list[float] = []
    with scripted(*steps) as server:
        with opened(server, waits) as client:
            assert [told.id for told in client.runs.follow(NOBODY)] == ["1", "2"]
        assert marks(server) == [None, "1", "1"]
    assert waits == [1.0, 1.0]


def test_the_service_says_when_to_come_again() -> None:
    waits: list[float] = []
    steps = (events("retry: 2500\n\n", event("1"), whole=False), events(event("2", "ended")))
    with scripted(*steps) as server, opened(server, waits) as client:
        list(client.runs.follow(NOBODY))
    assert waits == [2.5]


def test_one_that_ended_before_is_followed_to_its_end_and_not_for_ever() -> None:
    with scripted(events(), ENDED, events(event("9", "ended"))) as server, opened(server) as client:
        assert [told.id for told in client.runs.follow(NOBODY, seen="8")] == ["9"]
    with scripted(events(), ENDED, events()) as server:
        with opened(server) as client:
            assert list(client.runs.follow(NOBODY, seen="9")) == []
        assert marks(server) == ["9", "9"]


def test_too_many_followers_are_waited_for_as_long_as_there_is_patience() -> None:
    waits: list[float] = []
    with scripted(problem(429, wait=10), events(event("1", "ended"))) as server, opened(server, waits) as client:
        assert len(list(client.runs.follow(NOBODY))) == 1
    assert waits == [10]
    busy = scripted(problem(429, wait=10))
    with busy as server, opened(server, patience=5) as client, pytest.raises(ServerProblem) as said:
        list(client.runs.follow(NOBODY))
    assert said.value.retry_after == 10


def test_patience_begins_anew_with_each_event() -> None:
    steps = [events(event(str(number)), whole=False) for number in range(6)]
    waits: list[float] = []
    with scripted(*steps, events(event("end", "ended"))) as server, opened(server, waits, patience=2) as client:
        assert len(list(client.runs.follow(NOBODY))) == 7
    assert len(waits) == 6
    with scripted(drop) as server, opened(server, patience=0) as client, pytest.raises(Unreachable):
        list(client.runs.follow(NOBODY))


def test_a_connection_that_has_held_for_long_costs_no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consolidate.client.events.STEADY_SECONDS", 1.0)
    quiet = events(": ping\n\n", whole=False, seconds=2)
    with scripted(quiet, events(event("1", "ended"))) as server, opened(server, patience=1.5) as client:
        assert len(list(client.runs.follow(NOBODY))) == 1


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_is_refused_is_told_at_once(status: int) -> None:
    with scripted(problem(status)) as server, opened(server) as client, pytest.raises(ServerProblem) as said:
        list(client.runs.follow(NOBODY))
    assert said.value.status == status


@pytest.mark.parametrize(
    "step",
    [answer(200, "<html>", "text/html"), events("event: run\nid: 1\ndata: {}\n\n"), events("event: run\ndata: x\n\n")],
)
def test_what_are_no_events_is_strange(step: Any) -> None:
    with scripted(step) as server, opened(server) as client, pytest.raises(StrangeAnswer):
        list(client.runs.follow(NOBODY))


def test_other_events_are_passed_over_and_a_mark_that_is_no_word_is_not_kept() -> None:
    other = "event: news\nid: n\ndata: {}\n\n"
    odd = event("ø")
    with scripted(events(other, odd, whole=False), events(event("2", "ended"))) as server:
        with opened(server) as client:
            assert [told.state for told in client.runs.follow(NOBODY)] == ["running", "ended"]
        assert marks(server) == [None, None]


def test_whoever_stops_listening_closes_the_connection() -> None:
    with scripted(events(*(event(str(number)) for number in range(50)))) as server, opened(server) as client:
        told = client.runs.follow(NOBODY)
        assert [next(told).id, next(told).id] == ["0", "1"]
        assert isinstance(told, Generator)
        told.close()
