"""What is old is removed, little by little: never what something refers to, and never the row of a run itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import ProgrammingError

from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.jobs import tidy as tidying
from consolidate_api.jobs.tidy import tidy
from consolidate_api.settings import Settings
from consolidate_api.store.tables import AuditEntry, Baseline, Delivery, Proposal, Run
from tests.api.conftest import Office, new_office
from tests.api.runs import PLACE, row, scenario, shown, submitted
from tests.api.test_runs import PLAN, ended

pytestmark = pytest.mark.slow

MONTH = Settings(keep_plan_days=30, keep_delivery_days=30)


def aged(database: Database, office: Office, run: str, days: int) -> None:
    """Let a run have ended so many days ago."""
    with database.tenant(office.tenant) as session:
        ago = func.now() - timedelta(days=days)
        session.execute(update(Run).where(Run.id == UUID(run)).values(ended_at=ago))


def done(database: Database, office: Office, towns: str, days: int, **wanted: Any) -> str:
    """A run that found a plan, so many days ago."""
    run = str(submitted(office, towns, **wanted)["id"])
    ended(database, office, run)
    aged(database, office, run, days)
    return run


def has_plan(database: Database, office: Office, run: str) -> bool:
    return row(database, office, run).plan is not None


def entries(database: Database, office: Office) -> list[tuple[str, str, dict[str, Any]]]:
    query = select(AuditEntry).where(AuditEntry.author == tidying.KEEPER).order_by(AuditEntry.id)
    with database.tenant(office.tenant) as session:
        return [(entry.action, entry.subject, entry.details) for entry in session.scalars(query)]


def test_old_plans_go_and_their_runs_stay(office: Office, database: Database) -> None:
    towns = scenario(office)
    old, young = done(database, office, towns, 31), done(database, office, towns, 29)
    waiting = submitted(office, towns)["id"]
    before = shown(office, old)
    tidy(database, MONTH)
    assert shown(office, old) == before
    assert [has_plan(database, office, run) for run in (old, young, waiting)] == [False, True, False]
    assert entries(database, office) == [("runs.forget", "/runs", {"count": 1, "days": 30})]
    tidy(database, MONTH)
    assert len(entries(database, office)) == 1


def test_of_a_plan_that_is_gone_it_is_told(office: Office, database: Database) -> None:
    run = done(database, office, scenario(office), 500)
    tidy(database, Settings())
    for part in ("plan", "report"):
        answer = office.ask("GET", f"{PLACE}/{run}/{part}", Role.VIEWER)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "what this run found was removed 400 days after it had ended"


def test_a_key_stands_for_its_run_however_late(office: Office, database: Database) -> None:
    towns = scenario(office)
    run = str(submitted(office, towns, "mine")["id"])
    ended(database, office, run)
    aged(database, office, run, 500)
    tidy(database, MONTH)
    headers = {"Idempotency-Key": "mine"}
    again = office.ask("POST", PLACE, Role.PLANNER, json={"scenario": towns}, headers=headers)
    assert (again.status_code, again.json()["id"]) == (200, run)


def test_nothing_is_removed_where_all_is_to_be_kept(office: Office, database: Database) -> None:
    run = done(database, office, scenario(office), 30_000)
    tidy(database, Settings(keep_plan_days=0, keep_delivery_days=0))
    assert has_plan(database, office, run)


def test_what_was_adopted_or_proposed_is_kept(office: Office, database: Database) -> None:
    towns = scenario(office)
    adopted, proposed, neither = (done(database, office, towns, 500) for _time in range(3))
    about: dict[str, Any] = {"tenant": office.tenant, "scenario": UUID(towns), "version": 1, "author": "ann"}
    baseline = Baseline(id=uuid4(), alternative=None, plan=PLAN, run=UUID(adopted), why="", **about)
    with database.tenant(office.tenant) as session:
        session.add(baseline)
        session.flush()
        about |= {"run": UUID(proposed), "baseline": baseline.id, "status_date": date(2026, 1, 1)}
        session.add(Proposal(id=uuid4(), **about))
    tidy(database, MONTH)
    assert [has_plan(database, office, run) for run in (adopted, proposed, neither)] == [True, True, False]


def test_a_plan_with_which_another_run_begins_is_kept_as_long_as_that_ones(office: Office, database: Database) -> None:
    towns = scenario(office)
    first = done(database, office, towns, 500)
    second = submitted(office, towns, options={"start_run": first})["id"]
    tidy(database, MONTH)
    assert has_plan(database, office, first)
    ended(database, office, second)
    tidy(database, MONTH)
    assert has_plan(database, office, first)
    aged(database, office, second, 400)
    tidy(database, MONTH)
    assert not has_plan(database, office, second)
    tidy(database, MONTH)
    assert not has_plan(database, office, first)


def test_it_goes_by_little_and_each_is_written_down(
    office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    towns = scenario(office)
    made = [done(database, office, towns, 500) for _time in range(5)]
    tidy(database, MONTH)
    assert not any(has_plan(database, office, run) for run in made)
    assert [details["count"] for _action, _subject, details in entries(database, office)] == [2, 2, 1]


def test_each_programme_has_its_own(office: Office, database: Database) -> None:
    other = new_office(office.client, database)
    made = {one.tenant: done(database, one, scenario(one), 500) for one in (office, other)}
    tidy(database, MONTH)
    for one in (office, other):
        assert not has_plan(database, one, made[one.tenant])
        assert [entry[2]["count"] for entry in entries(database, one)] == [1]


def test_old_notices_go_and_those_that_wait_stay(office: Office, database: Database) -> None:
    told: dict[str, Any] = {"tenant": office.tenant, "recipient": "ann@example.org", "event": "run.ended"}
    told |= {"subject": "/runs/1", "payload": {}}
    ago = {days: func.now() - timedelta(days=days) for days in (29, 31)}
    with database.tenant(office.tenant) as session:
        for state, days in (("delivered", 31), ("given_up", 31), ("delivered", 29)):
            session.add(Delivery(id=uuid4(), state=state, ended_at=ago[days], created_at=ago[31], **told))
        session.add(Delivery(id=uuid4(), created_at=ago[31], **told))
    tidy(database, MONTH)
    with database.tenant(office.tenant) as session:
        assert sorted(session.scalars(select(Delivery.state))) == ["delivered", "waiting"]
    assert entries(database, office) == [("deliveries.forget", "/deliveries", {"count": 2, "days": 30})]


def test_the_application_can_remove_no_run_and_nothing_that_was_decided(office: Office, database: Database) -> None:
    for table in (Run, Baseline, Proposal, AuditEntry):
        with pytest.raises(ProgrammingError, match="permission denied"), database.tenant(office.tenant) as session:
            session.execute(delete(table))


def test_what_somebody_has_in_hand_is_passed_by(office: Office, database: Database) -> None:
    run = done(database, office, scenario(office), 500)
    with database.tenant(office.tenant) as session:
        session.execute(text("SELECT FROM runs WHERE id = :run FOR UPDATE"), {"run": UUID(run)})
        tidy(database, MONTH)
    assert has_plan(database, office, run)
    tidy(database, MONTH)
    assert not has_plan(database, office, run)
