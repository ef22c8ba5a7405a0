"""The id of a request on its way: from the web into the job, from there to the worker and the process that solves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.jobs.process import Child
from consolidate_api.logs import MARK, marks
from consolidate_api.settings import Settings
from tests.api.conftest import Office
from tests.api.runs import PLACE, jobs, scenario, solvers, until, until_state, working
from tests.api.test_process import LONG, TASK

BROKEN = TASK.model_copy(update={"scenario": {}})


def test_what_lines_are_marked_with_goes_into_an_environment() -> None:
    with structlog.contextvars.bound_contextvars(request="abc", run="r", tenant="t", other="x"):
        assert marks() == {f"{MARK}REQUEST": "abc", f"{MARK}RUN": "r", f"{MARK}TENANT": "t"}
    with structlog.contextvars.bound_contextvars(request=None, run="r"):
        assert marks() == {f"{MARK}RUN": "r"}
    assert marks() == {}


def test_the_process_of_a_run_can_be_told_by_its_environment() -> None:
    with structlog.contextvars.bound_contextvars(request="abc", run="r"), Child(LONG):
        until(lambda: solvers(os.getpid()) != [], "it is to be there, by its name")
        (process,) = solvers(os.getpid())
        given = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    assert {b"CONSOLIDATE_LOG_REQUEST=abc", b"CONSOLIDATE_LOG_RUN=r"} <= set(given)


def test_what_is_said_in_it_is_marked(tmp_path: Path) -> None:
    code = """
import logging, warnings
from consolidate_api.jobs.child import _mark_lines
_mark_lines()
warnings.warn("slow")
logging.getLogger("some.library").error("odd")
"""
    environment = os.environ | {f"{MARK}REQUEST": "abc", f"{MARK}RUN": "r"}
    call = [sys.executable, "-c", code]
    ended = subprocess.run(call, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [(line["logger"], line["request"], line["run"]) for line in lines] == [
        ("py.warnings", "abc", "r"),
        ("some.library", "abc", "r"),
    ]


def test_how_much_it_took_is_measured() -> None:
    with Child(BROKEN) as child:
        while not child.ended(0.05):
            pass
        assert 10 < child.peak_megabytes < 4096


@pytest.mark.slow
def test_the_id_is_the_same_from_the_web_to_the_worker(
    office: Office, database: Database, addresses: Addresses
) -> None:
    headers = {"X-Request-ID": "from-the-web"}
    body = {"scenario": scenario(office), "options": {"time_limit": 60}}
    run = office.ask("POST", PLACE, Role.PLANNER, json=body, headers=headers).json()["id"]
    assert [job["request"] for job in jobs(database, run)] == ["from-the-web"]
    with working(addresses, Settings(stalled_seconds=12)) as worker:
        until_state(office, run, "ended")
        lines = [line for line in worker.lines() if line.get("run") == run]
    told = {line["event"]: line for line in lines}
    assert {"taken", "child ended", "ended"} <= told.keys()
    assert {line["request"] for line in lines} == {"from-the-web"}
    assert told["child ended"]["peak_megabytes"] > 10
