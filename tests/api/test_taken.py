"""Runs in the hands of workers: whoever has the newest fence writes, nobody else does, and one job at a time counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy.orm import Session

from consolidate.plan.outcome import Outcome
from consolidate_api.database.engine import Database
from consolidate_api.store import taken
from consolidate_api.store.tables import Run
from consolidate_api.store.taken import Mark, Standing
from tests.api.conftest import Office, new_office
from tests.api.runs import PLACE, jobs, row, scenario, submitted

NEWEST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
"""The newest migration of Procrastinate that its tables have in ours."""
FOUND: dict[str, Any] = {"progress": {"seconds": 1.0}, "objective": 5, "plan": {"decisions": {}}}


class Desk:
    """One run, and the hands of several workers on it."""

    def __init__(self, office: Office, database: Database) -> None:
        self.office, self.database = office, database
        self.run = submitted(office, scenario(office))["id"]

    def row(self) -> Run:
        return row(self.database, self.office, self.run)

    def fences(self) -> list[int]:
        return [job["fence"] for job in jobs(self.database, self.run)]

    def take(self, fence: int) -> Mark | None:
        with self.database.tenant(self.office.tenant) as session:
            found = taken.take(session, self.office.tenant, UUID(self.run), fence)
        return None if found is None else found.mark

    def taken(self, fence: int = 0) -> Mark:
        mark = self.take(fence)
        assert mark is not None
        return mark

    def hand_over(self, fence: int) -> bool:
        with self.database.tenant(self.office.tenant) as session:
            return taken.hand_over(session, self.office.tenant, UUID(self.run), fence)

    def write(self, write: Callable[[Session], Standing]) -> Standing:
        with self.database.tenant(self.office.tenant) as session:
            return write(session)


@pytest.fixture
def desk(office: Office, database: Database) -> Desk:
    return Desk(office, database)


WRITES = [
    partial(taken.save, found=FOUND),
    partial(taken.save, found={}),
    partial(taken.end, outcome=Outcome.OPTIMAL, reason=None, found=FOUND),
    partial(taken.give_back, found=FOUND),
    partial(taken.fail, reason="broken", found=FOUND),
]


def figures(office: Office) -> dict[str, float]:
    """What is told of the queue: the jobs of all programmes in it, by state."""
    lines = [line for line in office.client.get("/metrics").text.splitlines() if line.startswith("consolidate_jobs{")]
    return {line.split('"')[1]: float(line.rpartition(" ")[2]) for line in lines}


def test_the_length_of_the_queue_is_told(desk: Desk) -> None:
    before = figures(desk.office)
    submitted(desk.office, scenario(desk.office, name="second"))
    assert figures(desk.office) == before | {"waiting": before["waiting"] + 1}


def test_the_tables_of_the_queue_are_those_of_the_version_that_is_installed() -> None:
    newest = max(file.name for file in Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    assert newest == NEWEST, "a migration of ours is due that brings older tables up to this; see 0002_runs"


def test_each_take_raises_the_fence(desk: Desk) -> None:
    mark = desk.taken()
    assert (mark.fence, desk.row().fence, desk.row().state) == (1, 1, "running")
    begun = desk.row().started_at
    desk.write(partial(taken.give_back, mark=mark, found={}))
    assert (desk.taken(1).fence, desk.row().started_at) == (2, begun)


def test_a_job_of_an_old_fence_takes_nothing(desk: Desk) -> None:
    desk.write(partial(taken.give_back, mark=desk.taken(), found={}))
    assert desk.fences() == [1, 0]
    assert desk.take(0) is None
    assert desk.take(2) is None
    assert desk.taken(1).fence == 2
    assert desk.take(0) is None


def test_a_job_may_take_up_what_it_has_left_under_way(desk: Desk) -> None:
    first = desk.taken()
    assert desk.taken(0).fence == 2
    assert desk.write(partial(taken.save, mark=first, found=FOUND)) is Standing.LOST


@pytest.mark.parametrize("write", WRITES)
def test_a_worker_that_was_declared_dead_writes_nothing(desk: Desk, write: Callable[..., Standing]) -> None:
    old = desk.taken()
    assert desk.hand_over(0)
    new = desk.taken(2)
    before = desk.row()
    assert desk.write(partial(write, mark=old)) is Standing.LOST
    after = desk.row()
    for column in Run.__table__.columns:
        assert getattr(after, column.key) == getattr(before, column.key), column.key
    assert desk.write(partial(write, mark=new)) is Standing.MINE


@pytest.mark.parametrize("write", WRITES)
def test_nobody_writes_of_a_run_that_has_ended(desk: Desk, write: Callable[..., Standing]) -> None:
    mark = desk.taken()
    desk.write(partial(taken.end, mark=mark, outcome=Outcome.INFEASIBLE, reason="no way", found={}))
    assert desk.write(partial(write, mark=mark)) is Standing.LOST
    assert (desk.row().outcome, desk.row().reason, desk.row().plan) == ("infeasible", "no way", None)


@pytest.mark.parametrize("write", WRITES)
def test_nobody_writes_of_a_run_of_others(desk: Desk, database: Database, write: Callable[..., Standing]) -> None:
    mark = desk.taken()
    stranger = new_office(desk.office.client, database)
    with database.tenant(stranger.tenant) as session:
        assert write(session, mark=replace(mark, tenant=stranger.tenant)) is Standing.LOST
    assert desk.row().state == "running"


def test_what_was_found_is_kept_when_a_run_goes_back(desk: Desk) -> None:
    mark = desk.taken()
    assert desk.write(partial(taken.give_back, mark=mark, found=FOUND)) is Standing.MINE
    found = desk.row()
    assert (found.state, found.plan, found.progress, found.tries) == ("queued", FOUND["plan"], FOUND["progress"], 0)
    assert desk.fences() == [1, 0]


def test_a_run_that_was_begun_comes_before_those_that_wait(desk: Desk, database: Database) -> None:
    desk.write(partial(taken.give_back, mark=desk.taken(), found={}))
    assert desk.fences()[0] == 1


def test_a_run_fails_at_its_third_failure_and_keeps_its_plan(desk: Desk) -> None:
    for fence in range(2):
        desk.write(partial(taken.fail, mark=desk.taken(fence), reason=f"reason {fence}", found=FOUND))
        assert (desk.row().state, desk.row().tries, desk.row().reason) == ("queued", fence + 1, f"reason {fence}")
    desk.write(partial(taken.fail, mark=desk.taken(2), reason="no memory", found={}))
    found = desk.row()
    assert (found.state, found.outcome, found.plan) == ("ended", "failed", FOUND["plan"])
    assert found.reason == "It failed 3 times; the last time: no memory"


def test_a_reason_may_quote_what_the_database_cannot_hold(desk: Desk) -> None:
    desk.write(partial(taken.fail, mark=desk.taken(), reason="odd: \0 \ud800 é", found={}))
    assert desk.row().reason == "odd:  ? é"


def test_workers_that_die_do_not_count_as_failures(desk: Desk) -> None:
    fence = 0
    for _time in range(5):
        desk.taken(fence)
        assert desk.hand_over(fence)
        fence += 2
    assert (desk.row().state, desk.row().tries, desk.row().fence) == ("queued", 0, fence)


def test_of_several_who_find_a_worker_dead_one_hands_its_run_over(desk: Desk) -> None:
    desk.taken()
    assert [desk.hand_over(0) for _time in range(3)] == [True, False, False]
    assert desk.fences() == [2, 0]
    assert desk.taken(2).fence == 3


def test_a_run_that_was_fetched_but_not_taken_is_handed_over_too(desk: Desk) -> None:
    assert desk.hand_over(0)
    assert desk.take(0) is None, "the worker was not dead, but slow"
    assert desk.taken(1).fence == 2


def test_a_run_that_has_ended_is_not_handed_over(desk: Desk) -> None:
    desk.write(partial(taken.end, mark=desk.taken(), outcome=Outcome.OPTIMAL, reason=None, found=FOUND))
    assert not desk.hand_over(0)
    assert desk.row().outcome == "optimal"


@pytest.mark.parametrize("write", [WRITES[3], WRITES[4]])
def test_a_run_that_was_cancelled_ends_where_it_would_go_back(desk: Desk, write: Callable[..., Standing]) -> None:
    mark = desk.taken()
    desk.office.ask("POST", f"{PLACE}/{desk.run}/cancel")
    desk.write(partial(write, mark=mark))
    assert (desk.row().state, desk.row().outcome, desk.row().plan) == ("ended", "cancelled", FOUND["plan"])
    assert desk.fences() == [0]


def test_a_run_that_was_cancelled_ends_with_its_worker(desk: Desk) -> None:
    desk.taken()
    desk.office.ask("POST", f"{PLACE}/{desk.run}/cancel")
    assert desk.hand_over(0)
    assert (desk.row().state, desk.row().outcome) == ("ended", "cancelled")
