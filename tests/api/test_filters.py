"""Collections show what is asked for: by who, what, when and what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate_api.auth.roles import Role
from tests.api.conftest import Office
from tests.api.replanning import AS_PLANNED, BASELINES, DAY, PROPOSALS, adopted, making, reported
from tests.api.runs import scenario
from tests.api.test_scenarios import SMALL, paths, stored

TOKENS, AUDIT = "/v1/tokens", "/v1/audit"


def items(office: Office, place: str, **query: Any) -> list[dict[str, Any]]:
    answer = office.ask("GET", place, params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_one_token_is_shown_without_its_secret(office: Office) -> None:
    made = office.ask("POST", TOKENS, json={"name": "council", "role": "viewer"})
    shown = office.ask("GET", made.headers["Location"]).json()
    assert shown == {key: value for key, value in made.json().items() if key != "secret"}
    office.ask("DELETE", made.headers["Location"])
    assert office.ask("GET", made.headers["Location"]).json()["revoked_at"] is not None
    assert office.ask("GET", made.headers["Location"], Role.APPROVER).status_code == 403


def test_tokens_are_found_by_role_and_by_whether_they_work(office: Office) -> None:
    ended = office.ask("POST", TOKENS, json={"name": "gone", "role": "viewer"}).headers["Location"]
    office.ask("DELETE", ended)
    assert {one["name"] for one in items(office, TOKENS, role="viewer")} == {"a viewer", "gone"}
    assert [one["name"] for one in items(office, TOKENS, role="viewer", valid=True)] == ["a viewer"]
    assert [one["name"] for one in items(office, TOKENS, valid=False)] == ["gone"]
    assert len(items(office, TOKENS, valid=True)) == len(Role)
    assert paths(office.ask("GET", TOKENS, params={"role": "king"})) == ["query.role"]


def test_versions_are_found_by_author(office: Office) -> None:
    place = f"/v1/scenarios/{stored(office)['scenario']}/versions"
    office.ask("POST", place, Role.ADMIN, json=SMALL | {"note": "second"}, params={"parent": 1})
    assert [one["number"] for one in items(office, place, author="a planner")] == [1]
    assert [one["number"] for one in items(office, place, author="an admin")] == [2]
    assert items(office, place, author="nobody") == []


def test_the_log_is_found_by_who_what_and_when(office: Office) -> None:
    first, second = (stored(office)["scenario"] for _time in range(2))
    office.ask("POST", TOKENS, json={"name": "council", "role": "viewer"})
    assert [one["action"] for one in items(office, AUDIT, author="an admin")] == ["token.create"]
    made = items(office, AUDIT, action="scenario.create", sort="at")
    assert [one["subject"].split("/")[2] for one in made] == [first, second]
    assert len(items(office, AUDIT, subject=f"/scenarios/{first}")) == 1
    assert items(office, AUDIT, subject="/scenarios/_") == []
    moment = made[1]["at"]
    assert [one["action"] for one in items(office, AUDIT, since=moment, author="an admin")] == ["token.create"]
    early = items(office, AUDIT, before=moment, action="scenario.create")
    assert [one["subject"].split("/")[2] for one in early] == [first]


def test_baselines_are_found_by_scenario_and_by_who_adopted_them(office: Office) -> None:
    first, second = adopted(office), adopted(office)
    assert [one["id"] for one in items(office, BASELINES)] == [second["id"], first["id"]]
    assert [one["id"] for one in items(office, BASELINES, scenario=first["scenario"])] == [first["id"]]
    assert items(office, BASELINES, scenario=first["scenario"], author="an admin") == []
    assert len(items(office, BASELINES, author="an approver")) == 2
    assert paths(office.ask("GET", BASELINES, params={"scenario": "towns"})) == ["query.scenario"]


def test_reports_are_found_by_author(office: Office) -> None:
    towns = scenario(office)
    made = reported(office, towns, DAY, AS_PLANNED)
    place = f"/v1/scenarios/{towns}/reports"
    assert [one["id"] for one in items(office, place, author="a planner")] == [made["id"]]
    assert items(office, place, author="an admin") == []


def test_proposals_are_found_by_state_and_by_whether_they_are_of_the_nightly_job(office: Office) -> None:
    adopted(office)
    made = making(office)
    assert [one["id"] for one in items(office, PROPOSALS, nightly=False, state="making")] == [made["id"]]
    assert items(office, PROPOSALS, nightly=True) == items(office, PROPOSALS, nightly=False, state="open") == []


def test_deliveries_are_found_by_what_became_of_them(office: Office) -> None:
    hook = office.ask("POST", "/v1/webhooks", json={"url": "https://hooks.example/a", "events": ["run.ended"]}).json()
    place = f"/v1/webhooks/{hook['id']}"
    test = office.ask("POST", f"{place}/test").json()
    assert [one["id"] for one in items(office, f"{place}/deliveries", state="waiting")] == [test["id"]]
    assert items(office, f"{place}/deliveries", state="given_up") == []
    assert items(office, "/v1/mail/deliveries", state="waiting") == []
    assert paths(office.ask("GET", f"{place}/deliveries", params={"state": "lost"})) == ["query.state"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"since": "yesterday"}, "query.since"),
        ({"since": "0"}, "query.since"),
        ({"before": "2027-01-01T00:00:00"}, "query.before"),
        ({"author": "\0"}, "query.author"),
        ({"action": "x" * 201}, "query.action"),
    ],
)
def test_what_the_log_cannot_be_asked_is_a_fault(office: Office, query: dict[str, str], path: str) -> None:
    assert paths(office.ask("GET", AUDIT, params=query)) == [path]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_times_at_the_end_of_time_do_no_harm(office: Office, moment: str) -> None:
    for name in ("since", "before"):
        assert office.ask("GET", AUDIT, params={name: moment}).status_code == 200
