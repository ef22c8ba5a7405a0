"""One job after another, each with a real child process: solved, stopped, cancelled, out of memory, taken away."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from consolidate.check.verdict import check
from consolidate.plan.document import Plan
from consolidate.programme.programme import Programme
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import parse_scenario
from consolidate_api.database.engine import Database
from consolidate_api.jobs import solving
from consolidate_api.jobs.solving import Place
from consolidate_api.settings import Settings
from consolidate_api.store import taken
from tests import ROOT
from tests.api.conftest import Office
from tests.api.runs import MERGER, OPTIMUM, PLACE, TWO_TOWNS, jobs, row, scenario, shown, solvers, submitted, until

pytestmark = pytest.mark.slow

INFEASIBLE = min((ROOT / "scenarios" / "infeasible").glob("*.json"))
LONG = {"time_limit": 3000, "workers": 1}
SHORT = {"time_limit": 300, "workers": 1}


class Bench:
    """A worker without its queue: it is given one job at a time, and told to stop by the test."""

    def __init__(self, office: Office, database: Database, **settings: Any) -> None:
        self.office, self.database = office, database
        self.place = Place(Settings(**settings), database, 2)
        self.stopping = threading.Event()

    def solve(self, run: str, fence: int | None = None) -> None:
        """Do the job of a run, by default the newest one."""
        newest = max(job["fence"] for job in jobs(self.database, run)) if fence is None else fence
        solving.solve(self.place, self.office.tenant, UUID(run), newest, self.stopping.is_set)

    @contextmanager
    def under_way(self, run: str) -> Iterator[None]:
        """A run while it is solved, once it has a plan that was saved; it must have let go of it at the end."""
        thread = threading.Thread(target=partial(self.solve, run))
        thread.start()
        until(lambda: shown(self.office, run)["objective"] is not None, "a plan is to be saved")
        yield
        thread.join(400)
        assert not thread.is_alive()
        assert solvers(os.getpid()) == []

    def row(self, run: str) -> Any:
        return row(self.database, self.office, run)


@pytest.fixture
def bench(office: Office, database: Database) -> Bench:
    return Bench(office, database)


def clean(document: dict[str, Any], made: dict[str, Any]) -> bool:
    return check(Programme(parse_scenario(document)), Plan.model_validate(made).decisions).clean


def test_a_run_is_solved_and_its_plan_is_that_of_the_library(bench: Bench) -> None:
    run = submitted(bench.office, scenario(bench.office), options=SHORT)["id"]
    bench.solve(run)
    found = bench.row(run)
    assert (found.state, found.outcome, found.reason, found.tries) == ("ended", "optimal", None, 0)
    assert found.objective == Decimal(OPTIMUM)
    assert found.bound is not None
    assert found.progress["gap"]["amount"] == 0
    plan = Plan.model_validate(found.plan)
    assert plan.run is not None
    assert plan.scenario is not None
    assert (plan.run.outcome, plan.run.objective, plan.run.limits["seconds"]) == ("optimal", OPTIMUM, 300)
    assert (plan.scenario.hash, plan.scenario.version) == (scenario_hash(parse_scenario(TWO_TOWNS)), 1)
    assert plan.derived
    assert clean(TWO_TOWNS, found.plan)
    report = bench.office.ask("GET", f"{PLACE}/{run}/report").text
    assert "changed since" not in report


def test_a_run_begins_with_the_plan_of_another(bench: Bench) -> None:
    towns = scenario(bench.office)
    first = submitted(bench.office, towns, options=SHORT)["id"]
    bench.solve(first)
    second = submitted(bench.office, towns, options=SHORT | {"time_limit": 0.1, "start_run": first})["id"]
    bench.solve(second)
    assert bench.row(second).objective == Decimal(OPTIMUM)


def test_a_scenario_without_a_plan_ends_infeasible(bench: Bench) -> None:
    tight = json.loads(INFEASIBLE.read_text(encoding="utf-8"))
    run = submitted(bench.office, scenario(bench.office, tight), options=SHORT)["id"]
    bench.solve(run)
    found = bench.row(run)
    assert (found.state, found.outcome, found.plan, found.objective) == ("ended", "infeasible", None, None)


def test_a_run_that_is_cancelled_ends_with_its_best_plan(bench: Bench) -> None:
    run = submitted(bench.office, scenario(bench.office, MERGER), options=LONG)["id"]
    with bench.under_way(run):
        assert bench.office.ask("POST", f"{PLACE}/{run}/cancel").json()["state"] == "running"
    found = bench.row(run)
    assert (found.state, found.outcome) == ("ended", "cancelled")
    assert clean(MERGER, found.plan)
    assert found.plan["run"]["outcome"] == "cancelled"
    assert found.ended_at - found.cancel_requested_at < (found.ended_at - found.started_at)


def test_a_worker_that_stops_gives_its_run_back_and_the_next_goes_on(bench: Bench) -> None:
    run = submitted(bench.office, scenario(bench.office, MERGER), options=LONG)["id"]
    with bench.under_way(run):
        bench.stopping.set()
    back = bench.row(run)
    assert (back.state, back.fence, back.tries) == ("queued", 1, 0)
    assert clean(MERGER, back.plan)
    bench.stopping.clear()
    with bench.under_way(run):
        bench.office.ask("POST", f"{PLACE}/{run}/cancel")
    found = bench.row(run)
    assert (found.outcome, found.fence) == ("cancelled", 2)
    assert found.objective <= back.objective
    assert found.progress["seconds"] > back.progress["seconds"]


def test_a_run_whose_time_is_over_ends_with_what_was_saved(bench: Bench) -> None:
    run = submitted(bench.office, scenario(bench.office, MERGER), options=LONG)["id"]
    with bench.under_way(run):
        bench.stopping.set()
    mark = bench.row(run).fence
    with bench.database.tenant(bench.office.tenant) as session:
        again = taken.take(session, bench.office.tenant, UUID(run), mark)
        assert again is not None
        spent = (again.row.progress or {}) | {"seconds": 3000.0}
        taken.give_back(session, again.mark, {"progress": spent})
    bench.stopping.clear()
    bench.solve(run)
    found = bench.row(run)
    assert (found.state, found.outcome) == ("ended", "feasible")
    assert clean(MERGER, found.plan)


def test_a_child_that_is_killed_counts_and_the_run_goes_on_from_its_plan(bench: Bench) -> None:
    run = submitted(bench.office, scenario(bench.office, MERGER), options=LONG)["id"]
    with bench.under_way(run):
        os.kill(solvers(os.getpid())[0], signal.SIGKILL)
    found = bench.row(run)
    assert (found.state, found.tries, found.fence) == ("queued", 1, 1)
    assert "killed" in found.reason
    assert clean(MERGER, found.plan)


def test_a_run_that_needs_too_much_memory_fails_and_says_so(office: Office, database: Database) -> None:
    bench = Bench(office, database, run_megabytes=300)
    run = submitted(office, scenario(office), options=SHORT)["id"]
    for tries in (1, 2, 3):
        bench.solve(run)
        assert bench.row(run).tries == tries
    found = bench.row(run)
    assert (found.state, found.outcome) == ("ended", "failed")
    assert found.reason.endswith("It ran out of memory: a run may use 300 MB of address space here.")


def test_a_worker_from_which_a_run_was_taken_lets_go_of_it(bench: Bench) -> None:
    run = submitted(bench.office, scenario(bench.office, MERGER), options=LONG)["id"]
    with bench.under_way(run), bench.database.tenant(bench.office.tenant) as session:
        assert taken.hand_over(session, bench.office.tenant, UUID(run), 0)
    found = bench.row(run)
    assert (found.state, found.fence, found.tries) == ("queued", 2, 0)


def test_a_scenario_that_can_no_longer_be_read_fails_its_run(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(*_arguments: Any) -> None:
        raise ZeroDivisionError("by a fault of the program")

    monkeypatch.setattr(solving, "parse_scenario", unread)
    run = submitted(bench.office, scenario(bench.office), options=SHORT)["id"]
    for _time in range(3):
        bench.solve(run)
    found = bench.row(run)
    assert (found.state, found.outcome) == ("ended", "failed")
    assert found.reason.endswith("ZeroDivisionError: by a fault of the program")
