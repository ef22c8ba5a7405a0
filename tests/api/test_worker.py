"""Workers in processes of their own: they share the queue, take over from each other, and outlive the database."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from starlette.testclient import TestClient

from consolidate.plan.document import Plan
from consolidate_api.app import create_app
from consolidate_api.database.embedded import APP, Addresses, Embedded, serving
from consolidate_api.database.engine import Database
from consolidate_api.database.migrate import migrate
from consolidate_api.settings import Settings
from consolidate_api.store.tables import Run
from tests.api.conftest import Office, new_office
from tests.api.runs import (
    MERGER,
    OPTIMUM,
    PLACE,
    jobs,
    row,
    scenario,
    shown,
    solvers,
    submitted,
    until,
    until_state,
    working,
)

pytestmark = pytest.mark.slow

QUICK = Settings(stalled_seconds=12)
"""Dead workers are found out soon, and slow ones are not taken for dead where the machine has other things to do."""
LONG = {"time_limit": 3000, "workers": 1}


@pytest.fixture(autouse=True)
def _empty_queue(database: Database) -> None:
    """Workers take what is there, and other tests have left jobs that would keep them busy."""
    with database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))


def saved(office: Office, run: str) -> Callable[[], bool]:
    return lambda: shown(office, run)["objective"] is not None


def test_what_is_submitted_is_solved_and_leaves_the_queue(
    office: Office, database: Database, addresses: Addresses
) -> None:
    towns = scenario(office)
    made = [submitted(office, towns, options={"time_limit": 300})["id"] for _time in range(2)]
    with working(addresses, QUICK):
        for run in made:
            assert until_state(office, run, "ended")["outcome"] == "optimal"
        until(lambda: not jobs(database, made[-1]), "the job is to leave the queue")
    for run in made:
        found = shown(office, run)
        assert (Decimal(found["objective"]), found["tries"]) == (Decimal(OPTIMUM), 0)
        assert row(database, office, run).fence == 1


def test_a_higher_priority_comes_first(office: Office, addresses: Addresses) -> None:
    towns = scenario(office)
    low, high = (submitted(office, towns, priority=priority)["id"] for priority in (-5, 5))
    with working(addresses, QUICK):
        first, second = (until_state(office, run, "ended")["started_at"] for run in (high, low))
    assert first < second


def test_what_was_cancelled_ends_and_the_next_is_taken(office: Office, addresses: Addresses) -> None:
    long = submitted(office, scenario(office, MERGER, "merger"), options=LONG)["id"]
    short = submitted(office, scenario(office))["id"]
    with working(addresses, QUICK):
        until(saved(office, long), "a plan is to be saved")
        office.ask("POST", f"{PLACE}/{long}/cancel")
        found = until_state(office, long, "ended")
        assert (found["outcome"], found["tries"]) == ("cancelled", 0)
        assert until_state(office, short, "ended")["outcome"] == "optimal"


def test_of_a_worker_that_was_killed_another_takes_over(
    office: Office, database: Database, addresses: Addresses
) -> None:
    run = submitted(office, scenario(office, MERGER), options=LONG)["id"]
    with working(addresses, QUICK) as first:
        until(saved(office, run), "a plan is to be saved")
        (child,) = solvers(first.process.pid)
        first.process.kill()
        before = row(database, office, run)
        with working(addresses, QUICK) as second:
            until(lambda: row(database, office, run).fence > before.fence + 1, "another is to take over")
            assert second.said("handed over")
            until(lambda: newer(database, office, run, before), "a plan is to be saved again")
            office.ask("POST", f"{PLACE}/{run}/cancel")
            until_state(office, run, "ended")
    found = row(database, office, run)
    assert (found.outcome, found.tries) == ("cancelled", 0)
    assert found.objective is not None
    assert before.objective is not None
    assert found.objective <= before.objective
    assert Plan.model_validate(found.plan).run is not None
    until(lambda: not Path(f"/proc/{child}").exists(), "the child is to end with its worker")


def test_a_worker_that_is_told_to_stop_gives_its_run_back(
    office: Office, database: Database, addresses: Addresses
) -> None:
    run = submitted(office, scenario(office, MERGER), options=LONG)["id"]
    with working(addresses, QUICK):
        until(saved(office, run), "a plan is to be saved")
    back = row(database, office, run)
    assert (back.state, back.fence, back.tries) == ("queued", 1, 0)
    assert [job["fence"] for job in jobs(database, run)] == [1]
    with working(addresses, QUICK):
        until(lambda: shown(office, run)["state"] == "running", "the next is to go on at once")
        office.ask("POST", f"{PLACE}/{run}/cancel")
        until_state(office, run, "ended")
    assert row(database, office, run).fence == 2


def test_of_two_workers_each_has_its_own_runs(office: Office, database: Database, addresses: Addresses) -> None:
    towns = scenario(office)
    made = [submitted(office, towns)["id"] for _time in range(6)]
    with working(addresses, QUICK), working(addresses, QUICK):
        for run in made:
            assert until_state(office, run, "ended")["outcome"] == "optimal"
    assert [row(database, office, run).fence for run in made] == [1] * 6


# --- the database starts anew -----------------------------------------------------------------------------


@pytest.fixture
def server(data_dir: Path) -> Iterator[Embedded]:
    """A server of its own, which may be ended under the hands of its users."""
    with serving(data_dir.parent / "restarted") as started:
        owner = started.addresses().owner
        assert owner is not None
        migrate(owner, APP)
        yield started


@pytest.mark.parametrize("away", [0, 20])
def test_workers_outlive_the_database(server: Embedded, settings: Settings, away: float) -> None:
    addresses = server.addresses()
    database = Database(addresses.app)
    with TestClient(create_app(settings, database)) as client:
        office = new_office(client, database)
        run = submitted(office, scenario(office, MERGER), options=LONG)["id"]
        with working(addresses, QUICK) as worker:
            until(saved(office, run), "a plan is to be saved")
            before = row(database, office, run)
            crash(server)
            time.sleep(away)
            server.start()
            until(lambda: newer(database, office, run, before), "it is to be saved again")
            office.ask("POST", f"{PLACE}/{run}/cancel")
            assert until_state(office, run, "ended")["outcome"] == "cancelled"
            assert worker.process.poll() is None
            password = make_url(addresses.app).password
            assert password
            assert password not in worker.log.read_text(encoding="utf-8")
            later = submitted(office, scenario(office))["id"]
            assert until_state(office, later, "ended")["outcome"] == "optimal"
    assert row(database, office, run).tries == 0
    database.close()


def crash(server: Embedded) -> None:
    """End the server as a power cut would."""
    pid = int((server.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while server.running():
        time.sleep(0.1)


def newer(database: Database, office: Office, run: str, before: Run) -> bool:
    now = row(database, office, run).saved_at
    return now is not None and before.saved_at is not None and now > before.saved_at
