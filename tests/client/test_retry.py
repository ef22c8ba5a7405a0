"""Trouble on the way: tried again where that does no harm, for as long as there is patience, and told in the end."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import Any

import pytest

from consolidate.client import Client, ServerProblem, StrangeAnswer, Unreachable
from consolidate.client.problems import retry_after
from tests.client.failing import Scripted, Step, answer, drop, scripted

ALIVE = answer(200, {"status": "alive", "version": "1"})
NOBODY = "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11"
RUN: dict[str, Any] = {
    "id": NOBODY,
    "scenario": NOBODY,
    "version": 1,
    "alternative": None,
    "kind": "plan",
    "options": {},
    "priority": 0,
    "state": "queued",
    "outcome": None,
    "reason": None,
    "objective": None,
    "bound": None,
    "progress": None,
    "tries": 0,
    "author": "x",
    "created_at": "2027-01-01T00:00:00Z",
    "started_at": None,
    "saved_at": None,
    "cancel_requested_at": None,
    "ended_at": None,
}
VERSION: dict[str, Any] = {
    "scenario": NOBODY,
    "number": 1,
    "parent": None,
    "hash": "sha256:0",
    "author": "x",
    "why": "",
    "created_at": "2027-01-01T00:00:00Z",
}


def problem(status: int, kind: str = "about:blank", **more: Any) -> Step:
    headers = {"Retry_After": str(more.pop("wait"))} if "wait" in more else {}
    document = {"type": kind, "title": "A title", "status": status, "request": "abc", **more}
    return answer(status, document, "application/problem+json", **headers)


def opened(server: Scripted, waits: list[float], patience: float = 60) -> Client:
    """A client that waits for nothing, and writes down how long it would have."""
    return Client(server.url, "token", patience=patience, sleep=waits.append)


@pytest.mark.parametrize("trouble", [drop, problem(503), problem(429), answer(502, "<html>", "text/html")])
def test_what_only_reads_is_tried_again_with_longer_waits(trouble: Step) -> None:
    waits: list[float] = []
    with scripted(*([trouble] * 6), ALIVE) as server, opened(server, waits) as client:
        assert client.health().version == "1"
        assert len(server.asked) == 7
    assert len(waits) == 6
    assert 0.125 <= waits[0] <= 0.25
    assert 2.5 <= waits[5] <= 5


@pytest.mark.parametrize("status", [429, 503])
def test_the_service_says_how_long_to_wait(status: int) -> None:
    waits: list[float] = []
    with scripted(problem(status, wait=7), ALIVE) as server, opened(server, waits) as client:
        client.health()
    assert waits == [7]


def test_more_than_the_patience_is_not_waited() -> None:
    waits: list[float] = []
    busy = scripted(problem(429, wait=30))
    with busy as server, opened(server, waits, patience=20) as client, pytest.raises(ServerProblem) as said:
        client.health()
    assert (said.value.status, said.value.retry_after, waits) == (429, 30, [])


def test_patience_has_an_end() -> None:
    began = time.monotonic()
    with scripted(*[drop] * 40) as server:
        with Client(server.url, patience=1.5) as client, pytest.raises(Unreachable, match="cannot be reached"):
            client.health()
        assert 3 <= len(server.asked) <= 10
        server.steps.clear()
    assert time.monotonic() - began < 10


def test_nobody_there_is_told() -> None:
    with scripted() as server:
        url = server.url
    with Client(url, patience=0) as client, pytest.raises(Unreachable):
        client.health()


def test_a_submission_carries_a_key_and_is_tried_again_with_it() -> None:
    waits: list[float] = []
    with scripted(drop, problem(503), answer(201, RUN), answer(201, RUN)) as server, opened(server, waits) as client:
        client.runs.submit(NOBODY)
        client.runs.submit(NOBODY, key="mine")
        keys = [asked.headers["Idempotency-Key"] for asked in server.asked]
        assert [json.loads(asked.body) for asked in server.asked] == [{"scenario": NOBODY, "priority": 0}] * 4
    assert len(set(keys[:3])) == 1
    assert len(keys[0]) == 32
    assert keys[3] == "mine"


@pytest.mark.parametrize("trouble", [drop, problem(503), problem(502)])
def test_a_change_without_a_key_is_not_tried_again_where_it_may_have_been_made(trouble: Step) -> None:
    waits: list[float] = []
    with scripted(trouble) as server, opened(server, waits) as client:
        with pytest.raises((Unreachable, ServerProblem)):
            client.scenarios.create({})
        assert len(server.asked) == 1
    assert waits == []


def test_a_change_that_was_refused_for_now_is_tried_again() -> None:
    waits: list[float] = []
    with scripted(problem(429, wait=1), answer(201, VERSION)) as server, opened(server, waits) as client:
        assert client.scenarios.create({"a": 1}, name="n", why="w").number == 1
        assert [asked.path for asked in server.asked] == ["/v1/scenarios?name=n&why=w"] * 2
        assert [asked.body for asked in server.asked] == [b'{"a": 1}'] * 2
    assert waits == [1]


def test_what_ends_something_is_tried_again() -> None:
    waits: list[float] = []
    with scripted(drop, answer(204, ""), drop, answer(200, RUN)) as server, opened(server, waits) as client:
        client.tokens.revoke(NOBODY)
        assert client.runs.cancel(NOBODY).state == "queued"
        assert [asked.method for asked in server.asked] == ["DELETE", "DELETE", "POST", "POST"]


def test_a_problem_is_told_whole() -> None:
    fault = {"path": "a.b", "value": "11", "allowed": "at most 10"}
    step = problem(422, "urn:problem-type:consolidate:faulty-document", detail="1 fault", faults=[fault])
    with scripted(step) as server, opened(server, []) as client, pytest.raises(ServerProblem) as said:
        client.scenarios.create({})
    found = said.value
    assert (found.status, found.title, found.detail, found.kind) == (422, "A title", "1 fault", "faulty-document")
    assert (found.request, found.retry_after) == ("abc", None)
    assert [(one.path, one.value, one.allowed) for one in found.faults] == [("a.b", "11", "at most 10")]
    assert str(found) == "422 A title: 1 fault\n  a.b: 11 – at most 10"


def test_an_error_that_is_no_problem_document_has_the_reason_of_its_status() -> None:
    with scripted(answer(418, "tea")) as server, opened(server, []) as client, pytest.raises(ServerProblem) as said:
        client.health()
    assert (said.value.title, said.value.kind, said.value.faults) == ("I'm a Teapot", None, ())


@pytest.mark.parametrize("content", ["<html>", "[]", '{"status": "ill", "version": "1"}', ""])
def test_an_answer_of_something_else_is_strange(content: str) -> None:
    strange = pytest.raises(StrangeAnswer, match="GET /health")
    with scripted(answer(200, content)) as server, opened(server, []) as client, strange:
        client.health()


def test_what_a_newer_service_adds_is_left_out() -> None:
    newer = answer(200, {"status": "alive", "version": "9", "mood": "good"})
    with scripted(newer) as server, opened(server, []) as client:
        assert client.health().model_dump() == {"status": "alive", "version": "9"}


def test_pages_are_asked_for_as_they_are_used() -> None:
    pages = [{"items": [RUN, RUN], "next": "c/1"}, {"items": [], "next": "c2"}, {"items": [RUN], "next": None}]
    with scripted(*(answer(200, page) for page in pages)) as server, opened(server, []) as client:
        runs = client.runs.list(state="queued")
        assert server.asked == []
        next(runs)
        assert len(server.asked) == 1
        assert len(list(runs)) == 2
        paths = [asked.path for asked in server.asked]
    first = "/v1/runs?state=queued&sort=-created"
    assert paths == [f"{first}&limit=200", f"{first}&cursor=c%2F1&limit=200", f"{first}&cursor=c2&limit=200"]


def test_a_path_below_which_the_service_lies_is_kept() -> None:
    with scripted(ALIVE, answer(200, RUN)) as server, Client(server.url + "/plans/", "t") as client:
        client.health()
        client.runs.read(NOBODY)
        assert [asked.path for asked in server.asked] == ["/plans/health", f"/plans/v1/runs/{NOBODY}"]


@pytest.mark.parametrize("part", ["", "..", "."])
def test_what_is_no_id_is_not_asked_for(part: str) -> None:
    with Client("http://localhost", "t") as client, pytest.raises(ValueError, match="no id"):
        client.runs.read(part)


def test_an_id_leads_to_no_other_path() -> None:
    with scripted(answer(200, RUN)) as server, opened(server, []) as client:
        client.runs.read("a/b?c")
        assert [asked.path for asked in server.asked] == ["/v1/runs/a%2Fb%3Fc"]


def test_waiting_ends_with_the_run_or_with_the_time() -> None:
    ended = {**RUN, "state": "ended", "outcome": "cancelled"}
    waits: list[float] = []
    with scripted(answer(200, RUN), answer(200, RUN), answer(200, ended)) as server, opened(server, waits) as client:
        assert client.runs.wait(NOBODY).outcome == "cancelled"
    assert len(waits) == 2
    with scripted(answer(200, RUN)) as server, opened(server, []) as client, pytest.raises(TimeoutError):
        client.runs.wait(NOBODY, seconds=0.1)


@pytest.mark.parametrize(("text", "seconds"), [(None, None), ("7", 7), ("1.5", 1.5), ("soon", None), ("nan", None)])
def test_how_long_to_wait_is_a_number(text: str | None, seconds: float | None) -> None:
    assert retry_after(text) == seconds


def test_or_a_date() -> None:
    found = retry_after(formatdate(time.time() + 60, usegmt=True))
    assert found is not None
    assert 55 < found < 61
    assert retry_after("Fri, 01 Jan 1999 00:00:00 GMT") == 0
