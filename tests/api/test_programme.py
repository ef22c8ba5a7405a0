"""The programme over HTTP, and its limits, which only somebody at the machine can set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from consolidate.cli import codes
from consolidate.errors import FaultyDocument, UnknownName
from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.limits import ProgrammeLimits, checked_limits
from consolidate_api.settings import Settings
from consolidate_api.store.programmes import overviews, set_limits
from tests.api.conftest import Office, new_office
from tests.api.runs import scenario, submitted
from tests.api.served import ended, own_folder
from tests.api.test_runs import asked, take

PLACE = "/v1/programme"


@pytest.fixture
def owner(addresses: Addresses) -> Iterator[Database]:
    """The database as the owner of its tables sees it."""
    assert addresses.owner is not None
    opened = Database(addresses.owner, connections=1)
    yield opened
    opened.close()


def shown(office: Office) -> dict[str, Any]:
    answer = office.ask("GET", PLACE, Role.VIEWER)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_programme_has_the_limits_of_the_settings(office: Office) -> None:
    found = shown(office)
    assert (found["id"], found["name"]) == (str(office.tenant), f"programme {office.tenant}")
    assert found["limits"] == ProgrammeLimits().model_dump()
    assert found["runs"] == {"queued": 0, "running": 0}


def test_its_own_limits_stand_in_their_place(office: Office, database: Database) -> None:
    own = {"max_waiting_runs": 7, "a limit of long ago": 1}
    found = shown(new_office(office.client, database, limits=own))
    assert found["limits"] == ProgrammeLimits().model_dump() | {"max_waiting_runs": 7}


def test_runs_that_wait_and_are_under_way_are_counted(office: Office, database: Database) -> None:
    found = scenario(office)
    runs = [submitted(office, found)["id"] for _time in range(3)]
    take(database, office, runs[0])
    office.ask("POST", f"/v1/runs/{runs[1]}/cancel")
    assert shown(office)["runs"] == {"queued": 1, "running": 1}
    other = new_office(office.client, database)
    assert shown(other)["runs"] == {"queued": 0, "running": 0}


def test_limits_that_are_set_hold_at_once_and_are_in_the_log(
    office: Office, owner: Database, database: Database
) -> None:
    name = shown(office)["name"]
    set_limits(owner, name, {"max_waiting_runs": "1", "max_run_seconds": "10.5"})
    assert shown(office)["limits"] == ProgrammeLimits(max_waiting_runs=1, max_run_seconds=10.5).model_dump()
    few: dict[str, Any] = {"options": {"time_limit": 10}}
    submitted(office, scenario(office), **few)
    assert asked(office, scenario(office), **few).status_code == 429
    set_limits(owner, name, {"max_waiting_runs": None})
    assert shown(office)["limits"] == ProgrammeLimits(max_run_seconds=10.5).model_dump()
    log = office.ask("GET", "/v1/audit", params={"action": "programme.limits"}).json()["items"]
    assert [(one["author"], one["details"]) for one in log] == [
        ("operator", {"max_run_seconds": 10.5}),
        ("operator", {"max_waiting_runs": 1, "max_run_seconds": 10.5}),
    ]
    assert [one.programme.limits for one in overviews(database) if one.programme.name == name] == [
        {"max_run_seconds": 10.5}
    ]


def test_the_limits_of_one_programme_are_not_those_of_another(
    office: Office, owner: Database, database: Database
) -> None:
    other = new_office(office.client, database)
    set_limits(owner, shown(office)["name"], {"max_waiting_runs": 3})
    assert shown(other)["limits"]["max_waiting_runs"] == ProgrammeLimits().max_waiting_runs


def test_the_application_cannot_raise_a_limit(office: Office, database: Database) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), database.tenant(office.tenant) as session:
        session.execute(text("UPDATE programmes SET limits = '{\"max_waiting_runs\": 1000000}'"))
    with pytest.raises(ProgrammingError, match="permission denied"):
        set_limits(database, shown(office)["name"], {"max_waiting_runs": 3})


def test_what_is_no_limit_is_refused_with_every_fault(owner: Database, office: Office) -> None:
    wrong = {"max_waiting_runs": "many", "max_run_seconds": "nan", "requests_per_minute": 0, "speed": None}
    with pytest.raises(FaultyDocument) as error:
        set_limits(owner, shown(office)["name"], wrong)
    assert [fault.path for fault in error.value.faults] == sorted(wrong)
    assert error.value.faults[-1].allowed.startswith("one of requests_per_minute, ")
    with pytest.raises(UnknownName, match="no programme of this name"):
        set_limits(owner, "nonesuch", {"max_waiting_runs": 1})


def test_limits_are_checked_as_they_are_kept() -> None:
    assert checked_limits({"max_waiting_runs": "500", "max_run_seconds": None}) == {
        "max_waiting_runs": 500,
        "max_run_seconds": None,
    }


def test_every_setting_that_a_programme_can_have_is_a_limit_in_force() -> None:
    assert set(ProgrammeLimits.model_fields) <= set(Settings.model_fields)
    own = dict.fromkeys(ProgrammeLimits.model_fields, 1000)
    assert Settings().with_own(own).model_dump() == own


@pytest.mark.parametrize(("limit", "status"), [(1000, 413), (2000, 422)])
def test_the_size_of_a_body_can_be_a_limit_of_its_own(
    office: Office, database: Database, limit: int, status: int
) -> None:
    own = new_office(office.client, database, limits={"max_body_bytes": limit})
    headers = {"Content-Type": "application/json"}
    assert own.ask("POST", "/v1/scenarios", content=b" " * 1001, headers=headers).status_code == status


def test_some_follow_and_one_more_of_their_programme_may_not(office: Office, database: Database) -> None:
    service = office.client.app.state.service  # type: ignore[attr-defined]
    few = new_office(office.client, database, limits={"max_followers": 1})
    run = submitted(few, scenario(few))["id"]
    with service.streams.one(few.tenant, 1, 100) as refused:
        assert refused is None
        full = few.ask("GET", f"/v1/runs/{run}/events")
        assert (full.status_code, full.json()["detail"]) == (429, "at most 1 may follow runs at once")
        other = submitted(office, scenario(office))["id"]
        office.ask("POST", f"/v1/runs/{other}/cancel")
        assert office.ask("GET", f"/v1/runs/{other}/events").status_code == 200
    few.ask("POST", f"/v1/runs/{run}/cancel")
    assert few.ask("GET", f"/v1/runs/{run}/events").status_code == 200


# --- the command ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder with two programmes in it."""
    with own_folder() as found:
        for name in ("north", "south"):
            arguments = ("token", "--name", "x", "--role", "admin", "--programme", name)
            assert ended(found, *arguments)[0] == codes.OK
        yield found


@pytest.mark.slow
def test_the_command_lists_programmes_and_sets_limits(folder: Path) -> None:
    code, out, said = ended(folder, "programme", "south", "--limit", "max_waiting_runs=500", "--json")
    assert code == codes.OK, said
    (one,) = json.loads(out)
    assert (one["name"], one["limits"], one["runs"]) == (
        "south",
        {"max_waiting_runs": 500},
        {"queued": 0, "running": 0},
    )
    code, out, _said = ended(folder, "programme")
    assert code == codes.OK
    assert [line for line in out.splitlines() if "south" in line and "max_waiting_runs=500" in line]
    assert "north" in out
    assert ended(folder, "programme", "south", "--limit", "max_waiting_runs=")[0] == codes.OK
    assert "max_waiting_runs" not in ended(folder, "programme")[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonesuch",), "no programme of this name"),
        (("nonesuch", "--limit", "max_waiting_runs=5"), "no programme of this name"),
        (("north", "--limit", "speed=5"), "one of requests_per_minute"),
        (("north", "--limit", "max_waiting_runs"), "LIMIT=NUMBER"),
        (("--limit", "max_waiting_runs=5"), "which programme?"),
    ],
)
def test_what_the_command_does_not_understand_is_told(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    code, _out, told = ended(folder, "programme", *arguments)
    assert code == codes.BAD_INPUT
    assert said in told


@pytest.mark.slow
def test_without_the_owner_no_limit_is_set(folder: Path, addresses: Addresses) -> None:
    call = ("programme", "north", "--limit", "max_waiting_runs=5")
    code, _out, told = ended(folder, *call, CONSOLIDATE_DATABASE_URL=addresses.app)
    assert (code, "CONSOLIDATE_OWNER_URL" in told) == (codes.BAD_INPUT, True)
