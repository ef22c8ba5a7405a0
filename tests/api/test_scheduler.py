"""What the clock asks for, once for each minute whoever is there, and notices, none lost with its scheduler."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from procrastinate.periodic import PeriodicDeferrer
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.jobs import scheduler
from consolidate_api.jobs.scheduler import Chores, NotYet
from consolidate_api.jobs.station import Station
from consolidate_api.settings import Settings
from consolidate_api.store.queue import put_notice
from tests.api.runs import PATIENCE, until, working

MINUTE = 60
NOON = 1_800_000_000 - 1_800_000_000 % 3600
STALLED = 3.0


@pytest.fixture(autouse=True)
def _empty_queue(database: Database) -> None:
    with database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_periodic_defers"))
        session.execute(text("DELETE FROM procrastinate_jobs"))


@pytest.fixture
def chores(database: Database) -> Chores:
    return Chores(Settings(), database)


def waiting(database: Database, task: str = "consolidate.tick") -> int:
    question = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'"
    with database.nobody() as session:
        return int(session.execute(text(question), {"task": task}).scalar_one())


def put_due(chores: Chores, addresses: Addresses, *times: float) -> None:
    """What one scheduler puts into the queue that begins at the first of these times, and looks again at the others."""

    async def main() -> None:
        app = Station(chores, addresses.app, STALLED)._app()
        async with app.open_async():
            deferrer = PeriodicDeferrer(app.periodic_registry)
            for time in times:
                await deferrer.defer_jobs(deferrer.get_previous_tasks(at=time))

    asyncio.run(main())


def done(database: Database) -> None:
    with database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))


def test_of_several_schedulers_one_puts_the_tick_of_a_minute(
    chores: Chores, addresses: Addresses, database: Database
) -> None:
    put_due(chores, addresses, NOON + 5)
    assert waiting(database) == 1
    done(database)
    put_due(chores, addresses, NOON + 30)
    assert waiting(database) == 0
    put_due(chores, addresses, NOON + 30, NOON + MINUTE + 1)
    assert waiting(database) == 1


def test_no_tick_joins_one_that_waits(chores: Chores, addresses: Addresses, database: Database) -> None:
    put_due(chores, addresses, NOON + 5, NOON + 1 * MINUTE + 5, NOON + 2 * MINUTE + 5)
    put_due(chores, addresses, NOON + 3 * MINUTE + 5)
    assert waiting(database) == 1


def test_it_is_tidied_up_once_an_hour(chores: Chores, addresses: Addresses, database: Database) -> None:
    put_due(chores, addresses, *(NOON + minute * MINUTE for minute in range(60)))
    assert waiting(database, "consolidate.tidy") == 1


def test_how_long_a_notice_waits() -> None:
    away = OperationalError("", {}, Exception())
    assert scheduler._pause(NotYet(90), 7) == 90
    assert scheduler._pause(away, 7) == scheduler.AWAY_SECONDS
    assert [scheduler._pause(ZeroDivisionError(), tries) for tries in (0, 1, 2, 99)] == [60, 120, 240, 3600]


# --- at work ----------------------------------------------------------------------------------------------


class Postman:
    """Takes the place of those who do what the scheduler asks for; a notice gets through at its second try."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tries: list[UUID] = []
        self.ticks: list[datetime] = []
        monkeypatch.setattr(scheduler, "tick", lambda _database, now: self.ticks.append(now))
        monkeypatch.setattr(scheduler, "tidy", lambda *_given: None)
        monkeypatch.setattr(scheduler, "deliver", self._deliver)

    def _deliver(self, _settings: Settings, _database: Database, _tenant: UUID, delivery: UUID) -> float | None:
        self.tries.append(delivery)
        return 0.1 if self.tries.count(delivery) == 1 else None


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Postman:
    return Postman(monkeypatch)


def at_work(chores: Chores, addresses: Addresses, over: Callable[[Station], bool]) -> None:
    """A scheduler at work until that is over; then it must end."""

    async def main() -> None:
        station = Station(chores, addresses.app, STALLED)
        running = asyncio.create_task(station.run())
        async with asyncio.timeout(PATIENCE):
            while not over(station):
                await asyncio.sleep(0.1)
        station.stop()
        await running

    asyncio.run(main())


def notice(database: Database, tenant: UUID) -> UUID:
    delivery = uuid4()
    with database.tenant(tenant) as session:
        put_notice(session, tenant, delivery)
    return delivery


def jobs_left(database: Database) -> int:
    with database.nobody() as session:
        return int(session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one())


@pytest.mark.slow
def test_a_notice_is_tried_until_it_is_through_and_a_tick_comes_at_once(
    chores: Chores, addresses: Addresses, database: Database, postman: Postman, tenant: UUID
) -> None:
    delivery = notice(database, tenant)
    at_work(chores, addresses, lambda _station: jobs_left(database) == 0 and len(postman.ticks) > 0)
    assert postman.tries == [delivery, delivery]
    assert postman.ticks[0].tzinfo is not None


def held(database: Database, worker: int | None) -> None:
    """All jobs as if somebody did them who is no more, or does not know of it."""
    with database.nobody() as session:
        session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"), {"worker": worker})


@pytest.mark.slow
def test_what_a_dead_scheduler_held_is_rescued(
    chores: Chores, addresses: Addresses, database: Database, postman: Postman, tenant: UUID
) -> None:
    delivery = notice(database, tenant)
    put_due(chores, addresses, NOON + 5)
    held(database, None)
    at_work(chores, addresses, lambda _station: jobs_left(database) == 0 and len(postman.ticks) > 0)
    assert postman.tries == [delivery, delivery]


@pytest.mark.slow
def test_what_a_scheduler_has_lost_sight_of_is_rescued(
    chores: Chores, addresses: Addresses, database: Database, postman: Postman, tenant: UUID
) -> None:
    delivery = notice(database, tenant)
    held(database, None)
    given: list[Any] = []

    def over(station: Station) -> bool:
        if not given and station._worker is not None and station._worker.worker_id is not None:
            given.append(station._worker.worker_id)
            held(database, station._worker.worker_id)
        return len(postman.tries) > 1 and jobs_left(database) == 0

    at_work(chores, addresses, over)
    assert postman.tries == [delivery, delivery]


@pytest.mark.slow
def test_it_is_a_program_of_its_own(addresses: Addresses, database: Database) -> None:
    with working(addresses, Settings(), "scheduler") as running:
        until(lambda: running.said("working"), "it is to be at work")
        until(lambda: ticked(database), "a tick is to be put")
        until(lambda: jobs_left(database) == 0, "it is to be done")
        assert [line for line in running.lines() if line["level"] == "error"] == []


def ticked(database: Database) -> bool:
    with database.nobody() as session:
        return bool(session.execute(text("SELECT count(*) FROM procrastinate_periodic_defers")).scalar_one())
