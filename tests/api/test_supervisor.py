"""The supervisor: what is killed is there again, what is told to stop leaves nothing behind, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx2 as httpx
import pytest

from consolidate_api.database.embedded import visited
from consolidate_api.database.engine import Database
from consolidate_api.store import runs
from consolidate_api.store.programmes import overviews
from consolidate_api.supervising.bell import Bell
from consolidate_api.supervising.roles import KeptRole, Role
from consolidate_api.supervising.supervisor import Supervisor
from tests.api.processes import ROLES, alive, postmaster, role, those
from tests.api.runs import MERGER, PLACE, children, until
from tests.api.served import Served, ended, own_folder, served


@pytest.fixture
def folder() -> Iterator[Path]:
    with own_folder() as found:
        yield found


@pytest.fixture(scope="module")
def kept() -> Iterator[tuple[Path, Served]]:
    """One service for all tests that only hurt it, with its folder."""
    with own_folder() as found, served(found, calm=False) as running:
        yield found, running


def ready(running: Served) -> bool:
    try:
        return running.ask("GET", "/ready").status_code == 200
    except httpx.TransportError:
        return False


def bearer(running: Served) -> dict[str, str]:
    return {"Authorization": f"Bearer {running.secret}"}


def submitted(running: Served, secret: str) -> str:
    """A run that would go on for an hour, once it is under way."""
    made = running.ask("POST", "/v1/scenarios", secret, json=MERGER, params={"name": "merger"}).json()
    wish = {"scenario": made["scenario"], "options": {"time_limit": 3000, "workers": 1}}
    run = str(running.ask("POST", PLACE, secret, json=wish).json()["id"])
    until(lambda: running.ask("GET", f"{PLACE}/{run}", secret).json()["objective"] is not None, "a plan is to be saved")
    return run


@pytest.mark.slow
@pytest.mark.parametrize("name", ROLES)
def test_a_role_that_is_killed_is_there_again(kept: tuple[Path, Served], name: str) -> None:
    running = kept[1]
    until(lambda: role(running.process.pid, name) > 0, f"there is to be a {name}")
    before = those(running.process.pid, name)
    for process in before:
        os.kill(process, signal.SIGKILL)
    assert running.ask("GET", "/ready").status_code == 200  # it waits, if need be, for a web process to come back

    def back() -> bool:
        found = those(running.process.pid, name)
        return len(found) == len(before) and not set(found) & set(before)

    until(back, f"the {name} is to be there again")
    told = [line for line in running.said("died") if line["role"] == name]
    assert told[-1]["why"] == "SIGKILL"


@pytest.mark.slow
def test_workers_step_back_behind_the_web_within_one_session(kept: tuple[Path, Served]) -> None:
    """Linux shares the processor out among sessions first: how far a process steps back counts within its own alone."""
    supervisor = kept[1].process.pid
    found = {name: role(supervisor, name) for name in ROLES}
    assert {os.getsid(process) for process in found.values()} == {os.getsid(supervisor)}
    assert all(os.getpgid(process) == process for process in found.values()), "Ctrl-C is for the supervisor"
    web = os.getpriority(os.PRIO_PROCESS, found["web"])
    until(lambda: os.getpriority(os.PRIO_PROCESS, found["worker"]) > web, "the worker is to step back")


@pytest.mark.slow
def test_whichever_web_process_is_asked_tells_what_all_have_answered(kept: tuple[Path, Served]) -> None:
    running = kept[1]
    until(lambda: ready(running), "it is to be ready")
    webs = those(running.process.pid, "web")
    assert len(webs) == 2
    environments = [Path(f"/proc/{process}/environ").read_bytes().split(b"\0") for process in webs]
    shared = [[line for line in one if b"COOKIE_SECRET" in line] for one in environments]
    assert shared[0] == shared[1] != [], "who begins to sign in at the one may come back to the other"
    for _time in range(20):
        assert httpx.get(f"{running.address}/health").status_code == 200
    for _time in range(6):
        told = httpx.get(f"{running.address}/metrics").text
        (line,) = [
            one for one in told.splitlines() if one.startswith("consolidate_requests_total") and "/health" in one
        ]
        assert float(line.split()[-1]) >= 20
        assert "consolidate_database_up 1.0" in told


@pytest.mark.slow
def test_a_database_that_is_killed_is_there_again(kept: tuple[Path, Served]) -> None:
    folder, running = kept
    until(lambda: ready(running), "it is to be ready")
    before = postmaster(folder)
    os.kill(before, signal.SIGKILL)
    until(lambda: not alive(before), "the server is to be gone")
    until(lambda: ready(running), "it is to be ready again")
    assert postmaster(folder) != before
    until(lambda: len(running.said("started again")) > 0, "it is to be told")


@pytest.mark.slow
def test_watching_costs_nothing(kept: tuple[Path, Served]) -> None:
    running = kept[1]
    until(lambda: ready(running), "it is to be ready")
    time.sleep(3)

    def ticks() -> int:
        fields = Path(f"/proc/{running.process.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    time.sleep(5)
    assert ticks() - before <= 1


@pytest.mark.slow
def test_all_ends_in_order_when_it_is_told_to_stop(folder: Path) -> None:
    line = httpx.Client(timeout=60)
    with served(folder) as running:
        run = submitted(running, running.secret)
        asked = line.build_request("GET", f"{running.address}{PLACE}/{run}/events", headers=bearer(running))
        following = line.send(asked, stream=True)  # it would go on for long, and must hold nothing up
        there = [role(running.process.pid, name) for name in ROLES] + [postmaster(folder)]
        solving = children(there[1])
        assert all(alive(process) for process in (*there, *solving))
        assert solving
        assert following.status_code == 200
    assert not any(alive(process) for process in (*there, *solving))
    line.close()
    assert not (folder / "postgres" / "postmaster.pid").exists()
    with visited(folder) as addresses:
        database = Database(addresses.app, 1)
        tenant = overviews(database)[0].programme.id
        with database.tenant(tenant) as session:
            row = runs.run(session, UUID(run))
            assert (row.state, row.objective is not None) == ("queued", True)
        database.close()


@pytest.mark.slow
def test_a_supervisor_that_is_killed_leaves_no_role_and_the_next_goes_on(folder: Path) -> None:
    with served(folder, signal.SIGKILL) as first:
        run = submitted(first, first.secret)
        there = [role(first.process.pid, name) for name in ROLES]
        there += children(there[1])
    until(lambda: not any(alive(process) for process in there), "all are to end with their supervisor")
    with served(folder) as second:
        assert second.secret == ""
        until(
            lambda: second.ask("GET", f"{PLACE}/{run}", first.secret).json()["state"] == "running",
            "the run is to go on",
        )
        second.ask("POST", f"{PLACE}/{run}/cancel", first.secret)
    assert not (folder / "postgres" / "postmaster.pid").exists()


@pytest.mark.slow
def test_what_the_number_in_the_mark_stands_for_is_looked_at(folder: Path) -> None:
    """After a crash the number of the server may be that of any other process; here it is our own."""
    assert ended(folder, "migrate")[0] == 0
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n", encoding="utf-8")
    assert ended(folder, "migrate")[0] == 0


# --- without a service -------------------------------------------------------------------------------------

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"


@dataclass(frozen=True)
class Deaf(Role):
    """A role that does not listen when it is told to stop."""

    def begun(self, environment: Mapping[str, str], log: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", DEAF], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, stderr=log
        )
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        return process


@pytest.mark.slow
@pytest.mark.parametrize(("patience", "signals"), [(600.0, 2), (0.2, 1)])
def test_who_does_not_listen_is_killed_at_the_second_signal_or_when_its_time_is_over(
    patience: float, signals: int
) -> None:
    closed: list[bool] = []

    def stop() -> None:
        for _time in range(signals):
            time.sleep(0.5)
            os.kill(os.getpid(), signal.SIGTERM)

    with Bell() as bell:
        deaf = KeptRole(Deaf("deaf"), os.environ, sys.__stderr__.fileno() if sys.__stderr__ else 2)
        threading.Thread(target=stop).start()
        Supervisor(bell, [deaf], None, patience).run(lambda: closed.append(True))
        assert bell.stops == signals
    assert closed == [True]
    assert not deaf.alive()
