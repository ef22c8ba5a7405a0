"""The nightly job: chosen by the programme, once a night whoever looks, made up for once after days away."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from consolidate_api.auth.roles import Role
from consolidate_api.database.away import AWAY
from consolidate_api.database.engine import Database
from consolidate_api.jobs import nightly
from consolidate_api.store import proposals
from consolidate_api.store.tables import Nightly
from tests.api.conftest import Office, new_office
from tests.api.replanning import AS_PLANNED, DAY, NIGHTLY, PROPOSALS, actions, adopted, at_once, ended, reported, study
from tests.api.runs import shown

CHOICE: dict[str, Any] = {"enabled": True, "at": "02:30", "zone": "Europe/Oslo", "options": {"time_limit": 30}}
NIGHT = "2008-07-15"
DUE = datetime(2008, 7, 15, 0, 30, tzinfo=UTC)
"""Half past two on the night after `DAY`, in Oslo."""


def chosen(office: Office, **wanted: Any) -> dict[str, Any]:
    answer = office.ask("PUT", NIGHTLY, Role.APPROVER, json=CHOICE | wanted)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def long_ago(database: Database, office: Office) -> None:
    """Let the choice have been made before anything that tests do."""
    with database.tenant(office.tenant) as session:
        session.execute(update(Nightly).values(changed_at=datetime(2008, 1, 1, tzinfo=UTC)))


def nights(office: Office) -> list[dict[str, Any]]:
    return list(office.ask("GET", f"{NIGHTLY}/nights", Role.VIEWER).json()["items"])


@pytest.fixture
def programme(office: Office, database: Database) -> Office:
    """A programme that has adopted a plan and wants it planned anew each night."""
    adopted(office)
    chosen(office)
    long_ago(database, office)
    return office


def test_a_programme_that_has_chosen_nothing_has_no_nights(office: Office, database: Database) -> None:
    shown = office.ask("GET", NIGHTLY, Role.VIEWER).json()
    assert (shown["enabled"], shown["at"], shown["zone"], shown["author"]) == (False, "02:30", "UTC", None)
    adopted(office)
    nightly.tick(database, DUE)
    assert nights(office) == []
    assert office.ask("GET", PROPOSALS).json()["items"] == []


def test_what_was_chosen_is_shown_with_who_and_when(office: Office) -> None:
    made = chosen(office, learn=True)
    assert (made["at"], made["zone"], made["learn"], made["author"]) == ("02:30", "Europe/Oslo", True, "an approver")
    assert made["options"]["time_limit"] == 30
    assert office.ask("GET", NIGHTLY, Role.VIEWER).json() == made
    again = chosen(office, at="23:05", enabled=False)
    assert (again["at"], again["enabled"], again["learn"]) == ("23:05", False, False)
    assert again["changed_at"] > made["changed_at"]
    assert actions(office) == ["nightly.change"] * 2
    for role in (Role.VIEWER, Role.PLANNER):
        assert office.ask("PUT", NIGHTLY, role, json=CHOICE).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"at": "24:00"}, "at"),
        ({"at": "2:30"}, "at"),
        ({"at": "02:30:00"}, "at"),
        ({"at": 230}, "at"),
        ({"zone": "Oslo"}, "zone"),
        ({"zone": "Europe"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"zone": "../UTC"}, "zone"),
        ({"zone": "/etc/passwd"}, "zone"),
        ({"enabled": 1}, "enabled"),
        ({"learn": "yes"}, "learn"),
        ({"options": {"time_limit": 3601}}, "options.time_limit"),
        ({"nights": 7}, "nights"),
    ],
)
def test_what_is_no_choice_is_a_fault(office: Office, wanted: dict[str, Any], path: str) -> None:
    answer = office.ask("PUT", NIGHTLY, json=CHOICE | wanted)
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["faults"]] == [path]


@pytest.mark.requirement("REQ-10")
def test_when_it_is_time_a_proposal_is_made_once(programme: Office, database: Database) -> None:
    towns = programme.ask("GET", "/v1/baselines/current").json()["scenario"]
    reported(programme, towns, DAY, AS_PLANNED)
    reported(programme, towns, NIGHT, {"finance/joint/install": {"started": "2008-05-12"}})
    nightly.tick(database, DUE - timedelta(minutes=1))
    assert [one["night"] for one in nights(programme)] == ["2008-07-14"]
    for minute in range(3):
        nightly.tick(database, DUE + timedelta(minutes=minute))
    newest = nights(programme)[0]
    assert (newest["night"], newest["status_date"], newest["reason"], newest["faults"]) == (NIGHT, DAY, None, None)
    made = programme.ask("GET", PROPOSALS).json()["items"]
    assert len(made) == 2
    assert (made[0]["id"], made[0]["night"], made[0]["status_date"]) == (newest["proposal"], NIGHT, DAY)
    assert made[0]["author"] == "nightly job"
    run = shown(programme, made[0]["run"])
    assert (run["kind"], run["options"]["time_limit"], run["author"]) == ("replan", 30, "nightly job")
    ended(database, programme, made[0], document=study())
    assert programme.ask("GET", f"{PROPOSALS}/{made[0]['id']}").json()["state"] == "open"
    assert actions(programme)[-2:] == ["run.create", "proposal.create"]


def test_in_the_evening_the_day_itself_counts(programme: Office, database: Database) -> None:
    chosen(programme, at="20:00")
    long_ago(database, programme)
    nightly.tick(database, datetime(2008, 7, 14, 18, 0, tzinfo=UTC))
    (night,) = nights(programme)
    assert (night["night"], night["status_date"]) == (DAY, DAY)


def test_of_many_who_look_at_once_one_has_the_night(programme: Office, database: Database) -> None:
    at_once(*[lambda: nightly.tick(database, DUE)] * 6)
    assert [one["night"] for one in nights(programme)] == [NIGHT]
    assert len(programme.ask("GET", PROPOSALS).json()["items"]) == 1
    assert actions(programme).count("run.create") == 1


def test_after_days_away_only_the_newest_night_is_made_up(programme: Office, database: Database) -> None:
    nightly.tick(database, DUE)
    nightly.tick(database, DUE + timedelta(days=4, hours=5))
    assert [one["night"] for one in nights(programme)] == ["2008-07-19", NIGHT]


def test_a_night_before_the_choice_is_not_made_up(office: Office, database: Database) -> None:
    adopted(office)
    chosen(office)
    with database.tenant(office.tenant) as session:
        session.execute(update(Nightly).values(changed_at=DUE))
    nightly.tick(database, DUE + timedelta(hours=3))
    assert nights(office) == []
    nightly.tick(database, DUE + timedelta(days=1))
    assert [one["night"] for one in nights(office)] == ["2008-07-16"]
    chosen(office, enabled=False)
    long_ago(database, office)
    nightly.tick(database, DUE + timedelta(days=2))
    assert len(nights(office)) == 1


def test_a_night_has_one_proposal_though_its_time_is_changed(programme: Office, database: Database) -> None:
    nightly.tick(database, DUE)
    chosen(programme, at="05:00")
    long_ago(database, programme)
    nightly.tick(database, DUE + timedelta(hours=3))
    assert len(nights(programme)) == 1


def test_a_night_without_a_baseline_says_so(office: Office, database: Database) -> None:
    chosen(office)
    long_ago(database, office)
    nightly.tick(database, DUE)
    (night,) = nights(office)
    assert night["proposal"] is None
    assert night["reason"].startswith("no plan has been adopted yet")
    adopted(office)
    nightly.tick(database, DUE + timedelta(hours=1))
    assert nights(office) == [night], "the next one is tonight; by hand it can be had at once"


def test_a_night_with_faults_tells_them(programme: Office, database: Database) -> None:
    nightly.tick(database, datetime(2012, 7, 15, 0, 30, tzinfo=UTC))
    (night,) = nights(programme)
    assert night["proposal"] is None
    assert night["reason"] == "scenario, baseline and reports do not go together"
    assert [(one["path"], one["allowed"]) for one in night["faults"]] == [("status_date", "a day of the period")]


def test_what_stops_one_programme_stops_no_other(
    programme: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = new_office(programme.client, database)
    adopted(other)
    chosen(other)
    long_ago(database, other)
    broken, real = min(programme, other, key=lambda one: one.tenant).tenant, proposals.submit

    def submit(session: Any, caller: Any, *others: Any) -> Any:
        if caller.tenant == broken:
            raise ZeroDivisionError
        return real(session, caller, *others)

    monkeypatch.setattr(proposals, "submit", submit)
    nightly.tick(database, DUE)
    for one in (programme, other):
        (night,) = nights(one)
        fault = "A fault of the program: ZeroDivisionError"
        assert night["reason"] == (fault if one.tenant == broken else None)
        assert (night["proposal"] is None) == (one.tenant == broken)


def test_a_night_that_was_broken_off_is_taken_by_the_next_tick(
    programme: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the database goes away before the transaction has ended: nothing of it is left."""

    def away(*_arguments: Any) -> None:
        raise AWAY[0]("", None, Exception("away"))

    with monkeypatch.context() as patched:
        patched.setattr(proposals, "submit", away)
        nightly.tick(database, DUE)
    assert nights(programme) == []
    nightly.tick(database, DUE + timedelta(minutes=1))
    assert [one["reason"] for one in nights(programme)] == [None]


def test_nights_are_listed_page_by_page_and_seen_by_nobody_else(programme: Office, database: Database) -> None:
    for days in range(3):
        nightly.tick(database, DUE + timedelta(days=days))
    first = programme.ask("GET", f"{NIGHTLY}/nights", params={"limit": 2}).json()
    rest = programme.ask("GET", f"{NIGHTLY}/nights", params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["night"] for one in first["items"] + rest["items"]] == ["2008-07-17", "2008-07-16", NIGHT]
    stranger = new_office(programme.client, database)
    assert nights(stranger) == []
    assert stranger.ask("GET", NIGHTLY).json()["author"] is None


def test_the_time_of_day_is_kept_to_the_minute(office: Office, database: Database) -> None:
    chosen(office, at="00:00")
    with database.tenant(office.tenant) as session:
        row = session.get(Nightly, office.tenant)
        assert row is not None
        assert row.at == time(0, 0)
