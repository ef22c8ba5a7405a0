"""Figures for Prometheus: of the queue, of what workers have done, of all programmes together and of none by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from consolidate.plan.outcome import Outcome
from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.metrics import Kept, Sums
from consolidate_api.settings import Settings
from consolidate_api.store import taken
from consolidate_api.store.figures import alive, oldest, sums
from consolidate_api.store.tables import Delivery, Night
from tests.api.conftest import Office, new_office
from tests.api.runs import scenario, submitted
from tests.api.test_runs import ended, take

NOTHING = Sums({}, 0, 0, 0.0, {}, {})


@pytest.fixture
def asked(database: Database) -> Iterator[TestClient]:
    """A web process that has counted nothing yet."""
    with TestClient(create_app(Settings(), database)) as client:
        yield client


def told(client: TestClient) -> dict[str, float]:
    """Figures by name and labels."""
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_what_was_done_is_summed_up_over_programmes(office: Office, database: Database) -> None:
    before = sums(database)
    for one in (office, new_office(office.client, database)):
        towns = scenario(one)
        run = str(submitted(one, towns)["id"])
        mark = take(database, one, run)
        with database.tenant(one.tenant) as session:
            taken.fail(session, mark, "broken", {})
        mark = take(database, one, run, 1)
        with database.tenant(one.tenant) as session:
            taken.end(session, mark, Outcome.FEASIBLE, None, {"progress": {"seconds": 2.5}})
        submitted(one, towns)
    after = sums(database)
    key = ("plan", "feasible")
    assert after.ended[key] - before.ended.get(key, 0) == 2
    assert (after.failures - before.failures, after.takes - before.takes) == (2, 4)
    assert after.seconds - before.seconds == pytest.approx(5)


def test_nights_and_notices_are_counted(office: Office, database: Database) -> None:
    before = sums(database)
    with database.tenant(office.tenant) as session:
        session.add(Night(tenant=office.tenant, night=date(2026, 1, 1), status_date=date(2026, 1, 1), reason="none"))
        told_to: dict[str, Any] = {
            "tenant": office.tenant,
            "recipient": "ann@example.org",
            "event": "ping",
            "subject": "/runs/1",
        }
        session.add(Delivery(id=uuid4(), payload={}, **told_to))
    after = sums(database)
    assert after.nights["none"] - before.nights.get("none", 0) == 1
    assert after.deliveries["waiting"] - before.deliveries.get("waiting", 0) == 1


def test_how_long_the_first_run_has_waited(office: Office, database: Database) -> None:
    with database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
        assert oldest(session) == 0
    first = submitted(office, scenario(office))["id"]
    with database.nobody() as session:
        assert 0 < oldest(session) < 60
        session.execute(text("DELETE FROM procrastinate_jobs WHERE args->>'run' = :run"), {"run": first})
        assert oldest(session) == 0


def test_who_gives_signs_of_life_is_counted(database: Database) -> None:
    with database.nobody() as session:
        before = alive(session, 30)
        for age in (5, 100):
            beat = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :age * interval '1 second')"
            session.execute(text(beat), {"age": age})
        assert alive(session, 30) == before + 1
        session.rollback()


def test_all_figures_are_told_and_name_nobody(asked: TestClient, office: Office, database: Database) -> None:
    run = str(submitted(office, scenario(office))["id"])
    ended(database, office, run)
    found = told(asked)
    assert found["consolidate_database_up"] == 1
    assert found['consolidate_runs_ended_total{kind="plan",outcome="feasible"}'] >= 1
    for name in ("run_failures_total", "run_takes_total", "run_seconds_total", "oldest_waiting_seconds", "workers"):
        assert f"consolidate_{name}" in found
    text_ = asked.get("/metrics").text
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text_) is None
    assert "programme" not in "".join(name for name in found if "route=" not in name)


def test_sums_stand_for_a_while_and_are_counted_anew_after_that() -> None:
    counted, now = list[int](), [100.0]
    kept = Kept(lambda: now[0])

    def count() -> Sums:
        counted.append(len(counted))
        return NOTHING

    assert list(kept.collect()) == []
    for later in (0, 1, 13, 2):
        now[0] += later
        kept.refresh(count)
    assert len(counted) == 2
    assert list(kept.collect()) != []


def never() -> Sums:
    raise AssertionError("counted twice")


def test_while_one_counts_others_do_not_wait() -> None:
    kept, counted = Kept(), list[str]()

    def count() -> Sums:
        kept.refresh(never)
        counted.append("once")
        return NOTHING

    kept.refresh(count)
    assert counted == ["once"]


def test_while_the_database_is_away_it_is_told(asked: TestClient) -> None:
    before = told(asked)
    gone = Database("postgresql://nobody:nothing@127.0.0.1:1/none", connections=1)
    with TestClient(create_app(Settings(), gone)) as client:
        found = told(client)
        assert found["consolidate_database_up"] == 0
        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 503
    gone.close()
    assert before["consolidate_database_up"] == 1
