"""`--server` where no worker takes the run: an interrupt ends the command, before there is a run and while it waits."""

from __future__ import annotations

import pytest

from consolidate.cli import remote
from consolidate.cli.server import EndedThere, Server
from consolidate.client import Client
from consolidate.plan.outcome import EXIT_CODES, Outcome
from consolidate.solve.limits import Limits, Progress, Stop
from consolidate.study.effort import Effort, Stage
from consolidate.study.questions import read_question
from consolidate_api.auth.roles import Role
from tests.analysis.example import TWO_TOWNS
from tests.client.conftest import Service

CANCELLED = EXIT_CODES[Outcome.CANCELLED]
MATTER = remote.Matter(TWO_TOWNS.read_bytes(), "two-towns")
QUESTION = read_question({"kind": "camels"})


@pytest.fixture
def server(service: Service, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("CONSOLIDATE_TOKEN", service.secrets()[Role.PLANNER])
    return Server(service.url)


def asked_to_stop() -> Stop:
    stop = Stop()
    stop.request()
    return stop


def runs(server: Server) -> list[str | None]:
    """How the runs of the programme have ended."""
    with Client(server.url, server.token()) as client:
        return [run.outcome for run in client.runs.list()]


def test_an_interrupt_before_there_is_a_run_leaves_none_there(server: Server) -> None:
    plan = remote.planned(server, MATTER, Limits(seconds=60), lambda _progress: None, asked_to_stop())
    assert plan.run is not None
    assert plan.run.outcome is Outcome.CANCELLED
    assert not plan.decisions.steps
    with pytest.raises(EndedThere, match="Ended before anything was found") as ended:
        remote.answered(server, QUESTION, MATTER, Effort(60), lambda _stage: None, asked_to_stop())
    assert ended.value.code == CANCELLED
    assert runs(server) == []


def test_an_interrupt_while_a_plan_waits_cancels_it_there(server: Server) -> None:
    stop, told = Stop(), list[Progress]()

    def tell(progress: Progress) -> None:
        told.append(progress)
        stop.request()

    plan = remote.planned(server, MATTER, Limits(seconds=60), tell, stop)
    assert plan.run is not None
    assert plan.run.outcome is Outcome.CANCELLED
    assert told[0].found_by == "waiting in the queue of the server"
    assert runs(server) == ["cancelled"]


def test_a_study_that_is_cancelled_while_it_waits_has_nothing_to_show(server: Server) -> None:
    stop, told = Stop(), list[Stage]()

    def tell(stage: Stage) -> None:
        told.append(stage)
        stop.request()

    with pytest.raises(EndedThere, match="Ended before anything was found") as ended:
        remote.answered(server, QUESTION, MATTER, Effort(60), tell, stop)
    assert ended.value.code == CANCELLED
    assert told[0].text == "waiting in the queue of the server"
    assert runs(server) == ["cancelled"]
