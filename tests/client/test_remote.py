"""Commands whose work a server does, with a worker: the same files, outputs and exit codes as here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from consolidate.cli import codes
from consolidate.client import Client
from consolidate.plan.files import read_plan
from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Addresses
from consolidate_api.settings import Settings
from tests import ROOT
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.api.runs import PATIENCE, until, working
from tests.client.conftest import Service

pytestmark = pytest.mark.slow

PROGRAM = "import sys; from consolidate.cli import main; sys.argv[0] = 'consolidate'; main()"
MERGER = ROOT / "scenarios" / "merger.json"
POOR = ROOT / "scenarios" / "infeasible" / "money-infeasible.json"
SAME = ("--deterministic", "--workers", "1")
SMALL = {"dearer": {"patch": {"domains": {"finance": {"candidates": {"alfa": {"licence_per_user": 4100}}}}}}}


@pytest.fixture(scope="module", autouse=True)
def _worker(service: Service, addresses: Addresses) -> Iterator[None]:
    with service.database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    with working(addresses, Settings()):
        yield


@pytest.fixture
def secret(service: Service) -> str:
    return service.secrets()[Role.PLANNER]


def program(folder: Path, *arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    """The program in a process of its own, in a folder of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("CONSOLIDATE_")}
    call = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(call, cwd=folder, env=known | environment, stdout=pipe, stderr=pipe, text=True)


def ended(folder: Path, *arguments: str | Path, **environment: str) -> tuple[int, str, str]:
    """How it ended, what it printed, and what it said beside that."""
    folder.mkdir(exist_ok=True)
    process = program(folder, *arguments, **environment)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def both(
    tmp_path: Path, service: Service, secret: str, *arguments: str | Path
) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    """The same command here and there, each in a folder of its own."""
    here = ended(tmp_path / "here", *arguments)
    there = ended(tmp_path / "there", "--server", service.url, *arguments, CONSOLIDATE_TOKEN=secret)
    return here, there


def document(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_a_plan_is_the_same_byte_for_byte_but_for_the_version(tmp_path: Path, service: Service, secret: str) -> None:
    call = ("plan", TWO_TOWNS, "-o", "plan.json", "--time-limit", "4", *SAME)
    here, there = both(tmp_path, service, secret, *call)
    assert there == here
    assert here[0] == codes.OK
    texts = [(tmp_path / place / "plan.json").read_text(encoding="utf-8") for place in ("here", "there")]
    assert texts[1].count(',\n  "version": 1\n') == 1
    assert texts[1].replace(',\n  "version": 1\n', "\n") == texts[0]


def test_a_plan_as_data_and_one_to_begin_with(tmp_path: Path, service: Service, secret: str) -> None:
    call = ("plan", TWO_TOWNS, "-o", "plan.json", "--json", "--start", TWO_TOWNS_PLAN, "--time-limit", "4", *SAME)
    here, there = both(tmp_path, service, secret, *call)
    assert there == here
    assert json.loads(there[1])["objective"] == "7025872.27700"


def test_an_infeasible_scenario_ends_the_same(tmp_path: Path, service: Service, secret: str) -> None:
    here, there = both(tmp_path, service, secret, "plan", POOR, "-o", "plan.json", "--time-limit", "10", *SAME)
    assert there == here
    assert there[0] == 3
    assert not (tmp_path / "there" / "plan.json").exists()


def test_alternatives_are_compared_the_same(tmp_path: Path, service: Service, secret: str) -> None:
    more = tmp_path / "more.json"
    more.write_text(json.dumps(SMALL), encoding="utf-8")
    call = ("compare", TWO_TOWNS, "--with", more, "--alternatives", "dearer", "-o", "study.json", "--time-limit", "4")
    here, there = both(tmp_path, service, secret, *call, *SAME)
    assert there == here
    assert document(tmp_path / "there" / "study.json") == document(tmp_path / "here" / "study.json")


def test_delays_are_priced_the_same_from_a_plan(tmp_path: Path, service: Service, secret: str) -> None:
    call = ("delay", TWO_TOWNS, "--of", "finance", "--weeks", "4", "--plan", TWO_TOWNS_PLAN, "--time-limit", "4")
    here, there = both(tmp_path, service, secret, *call, *SAME, "--json")
    assert there == here


def test_a_proposal_is_the_same(tmp_path: Path, service: Service, secret: str) -> None:
    report = tmp_path / "actuals.json"
    happened = {"steps": {"coordination": {"started": "2008-01-21"}}}
    report.write_text(json.dumps({"status_date": "2008-01-21", "actuals": happened}), encoding="utf-8")
    call = ("replan", TWO_TOWNS, TWO_TOWNS_PLAN, report, "-o", "proposal.json", "--time-limit", "4", *SAME)
    here, there = both(tmp_path, service, secret, *call)
    assert there == here
    assert document(tmp_path / "there" / "proposal.json") == document(tmp_path / "here" / "proposal.json")


def test_accounts_are_told_the_same(tmp_path: Path, service: Service, secret: str) -> None:
    call = ("accounts", TWO_TOWNS, "--key", "equal=100", "--time-limit", "4", *SAME)
    here, there = both(tmp_path, service, secret, *call)
    assert there == here


def test_an_interrupt_cancels_the_run_and_leaves_the_best_plan(tmp_path: Path, service: Service, secret: str) -> None:
    call = ("--server", service.url, "plan", MERGER, "-o", "plan.json", "--time-limit", "3000")
    with program(tmp_path, *call, CONSOLIDATE_TOKEN=secret) as process, Client(service.url, secret) as client:
        until(lambda: any(run.objective is not None for run in client.runs.list(state="running")), "a plan")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == codes.CANCELLED, out + err
        (run,) = client.runs.list()
    assert (run.state, run.outcome) == ("ended", "cancelled")
    made = read_plan(tmp_path / "plan.json")
    assert made.run is not None
    assert (made.run.outcome, made.run.objective) == ("cancelled", str(run.objective))
