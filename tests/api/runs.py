"""Runs in tests: submitted over HTTP, taken as a worker takes them, waited for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from consolidate_api.store.tables import Run
from tests import ROOT
from tests.api.conftest import Office
from tests.api.served import SIDE_BY_SIDE

PLACE = "/v1/runs"
PATIENCE = 400.0
"""Seconds; a machine that has other things to do as well may need them."""

TWO_TOWNS: dict[str, Any] = json.loads((ROOT / "scenarios" / "two-towns.json").read_text(encoding="utf-8"))
MERGER: dict[str, Any] = json.loads((ROOT / "scenarios" / "merger.json").read_text(encoding="utf-8"))
"""Nothing proves a plan of it the best one within minutes."""
OPTIMUM = "7025872.27700"


def scenario(office: Office, document: dict[str, Any] = TWO_TOWNS, name: str = "towns") -> str:
    answer = office.ask("POST", "/v1/scenarios", Role.PLANNER, json=document, params={"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["scenario"])


def submitted(office: Office, scenario: str, key: str | None = None, **wanted: Any) -> dict[str, Any]:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = office.ask("POST", PLACE, Role.PLANNER, json={"scenario": scenario, **wanted}, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def shown(office: Office, run: str) -> dict[str, Any]:
    answer = office.ask("GET", f"{PLACE}/{run}", Role.VIEWER)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def row(database: Database, office: Office, run: str) -> Run:
    """All of a run's row, what is else read only where it is needed too."""
    with database.tenant(office.tenant) as session:
        return session.scalars(select(Run).where(Run.id == UUID(run)).options(undefer("*"))).one()


def jobs(database: Database, run: str) -> list[dict[str, Any]]:
    """The arguments of the jobs that the queue has for a run, in the order in which they would be taken."""
    question = "SELECT args FROM procrastinate_jobs WHERE args->>'run' = :run ORDER BY priority DESC, id"
    with database.nobody() as session:
        return list(session.scalars(text(question), {"run": run}))


def children(process: int) -> list[int]:
    """The processes that a process has begun and that are still there; any of its threads may have begun them."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def solvers(process: int) -> list[int]:
    """The processes in which a process has runs solved."""
    called = {child: Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8") for child in children(process)}
    return [child for child, call in called.items() if "consolidate_api.jobs.child" in call]


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0.2)


def until_state(office: Office, run: str, state: str) -> dict[str, Any]:
    until(lambda: shown(office, run)["state"] == state, f"{run} is to be {state}")
    return shown(office, run)


@dataclass(frozen=True)
class Working:
    """A worker at work: its process, and where its log goes."""

    process: subprocess.Popen[bytes]
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def said(self, event: str) -> bool:
        return any(line["event"] == event for line in self.lines())


@contextmanager
def working(addresses: Addresses, settings: Settings, role: str = "worker") -> Iterator[Working]:
    """A worker, or another role, in a process of its own; it must end in order if nobody has killed it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONSOLIDATE_")}
    environment |= {"CONSOLIDATE_DATABASE_URL": addresses.app} | SIDE_BY_SIDE
    for name in ("stalled_seconds", "stop_seconds", "run_megabytes", "webhook_private"):
        environment[f"CONSOLIDATE_{name.upper()}"] = str(getattr(settings, name))
    call = [sys.executable, "-c", f"from consolidate_api.working import {role}; {role}()"]
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(call, env=environment, stderr=log)
        try:
            yield Working(process, Path(log.name))
            process.terminate()
            code = process.wait(PATIENCE)
            assert code in (0, -9), Path(log.name).read_text(encoding="utf-8")
        finally:
            process.kill()
            process.wait()
