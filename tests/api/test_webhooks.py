"""Webhooks and lists of recipients as an admin sees them; secrets are shown once, and nothing of them is told."""

from __future__ import annotations

import base64
import json
from typing import Any, get_args
from uuid import UUID

import pytest

from consolidate.answers.notices import Event
from consolidate_api.database.engine import Database
from consolidate_api.jobs.notices import deliver
from consolidate_api.settings import Settings
from consolidate_api.store.notices import EVENTS
from consolidate_api.store.webhooks import MOST_WEBHOOKS
from tests.api.conftest import Office, new_office
from tests.api.receivers import deliveries

PLACE, MAIL = "/v1/webhooks", "/v1/mail"
URL = "https://hooks.example/services/T000/s3cr3t-path"
LIST = {"recipients": ["ann@north.example", "bo@south.example"], "events": ["proposal.ready"]}


def made(office: Office, **wanted: Any) -> dict[str, Any]:
    answer = office.ask("POST", PLACE, json={"url": URL, "events": ["run.ended"], **wanted})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{PLACE}/{answer.json()['id']}"
    return dict(answer.json())


def test_a_webhook_is_shown_with_its_secret_once(office: Office) -> None:
    given = made(office)
    secret = given.pop("secret")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    one, all_ = office.ask("GET", f"{PLACE}/{given['id']}"), office.ask("GET", PLACE)
    assert one.json() == given
    assert all_.json() == {"items": [given], "next": None}
    assert (given["url"], given["events"], given["active"], given["author"]) == (URL, ["run.ended"], True, "an admin")
    assert made(office)["secret"] != secret


def test_the_log_of_changes_tells_the_host_and_no_secret(office: Office) -> None:
    given = made(office)
    assert office.ask("DELETE", f"{PLACE}/{given['id']}").status_code == 204
    entries = office.ask("GET", "/v1/audit", params={"limit": 2}).json()["items"]
    assert [entry["action"] for entry in entries] == ["webhook.remove", "webhook.create"]
    assert entries[1]["details"] == {"host": "hooks.example", "events": ["run.ended"]}
    assert given["secret"] not in json.dumps(entries)
    assert "s3cr3t-path" not in json.dumps(entries)


def test_a_webhook_is_removed_with_all_that_was_sent_to_it(office: Office, database: Database) -> None:
    first, second = made(office), made(office)
    sent = office.ask("POST", f"{PLACE}/{first['id']}/test").json()
    office.ask("POST", f"{PLACE}/{second['id']}/test")
    assert office.ask("DELETE", f"{PLACE}/{first['id']}").status_code == 204
    assert office.ask("DELETE", f"{PLACE}/{first['id']}").status_code == 404
    assert [row.webhook for row in deliveries(database, office)] == [UUID(second["id"])]
    assert deliver(Settings(), database, office.tenant, UUID(sent["id"])) is None


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"url": "http://hooks.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://user:password@hooks.example/"}, "url"),
        ({"url": ""}, "url"),
        ({"url": 5}, "url"),
        ({"url": "https://hooks.example/" + "x" * 2000}, "url"),
        ({"events": []}, "events"),
        ({"events": ["run.begun"]}, "events[0]"),
        ({"events": "run.ended"}, "events"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_what_is_no_webhook_is_a_fault(office: Office, body: dict[str, Any], path: str) -> None:
    answer = office.ask("POST", PLACE, json={"url": URL, "events": ["run.ended"], **body})
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["faults"]] == [path]
    assert "user:password" not in answer.text


def test_an_event_is_told_once_however_often_it_was_named(office: Office) -> None:
    assert made(office, events=["run.ended", "proposal.ready", "run.ended"])["events"] == [
        "run.ended",
        "proposal.ready",
    ]


def test_a_programme_has_so_many_webhooks_at_most(office: Office, database: Database) -> None:
    for _time in range(MOST_WEBHOOKS):
        made(office)
    answer = office.ask("POST", PLACE, json={"url": URL, "events": ["run.ended"]})
    assert (answer.status_code, answer.json()["detail"]) == (409, f"at most {MOST_WEBHOOKS} webhooks")
    made(new_office(office.client, database))


def test_the_events_of_the_routes_are_those_that_are_announced() -> None:
    assert get_args(Event) == EVENTS


def test_the_list_of_recipients_is_replaced_as_a_whole(office: Office) -> None:
    nothing: dict[str, Any] = {"recipients": [], "events": [], "author": None, "changed_at": None, "server": False}
    assert office.ask("GET", MAIL).json() == nothing
    first = office.ask("PUT", MAIL, json=LIST)
    assert first.status_code == 200, first.text
    assert first.json() == office.ask("GET", MAIL).json()
    assert first.json() | LIST == first.json()
    assert first.json()["author"] == "an admin"
    second = office.ask("PUT", MAIL, json={"recipients": ["bo@south.example"] * 2, "events": []}).json()
    assert (second["recipients"], second["events"]) == (["bo@south.example"], [])
    assert second["changed_at"] > first.json()["changed_at"]


def test_others_have_a_list_of_their_own(office: Office, database: Database) -> None:
    office.ask("PUT", MAIL, json=LIST)
    stranger = new_office(office.client, database)
    assert stranger.ask("GET", MAIL).json()["recipients"] == []
    stranger.ask("PUT", MAIL, json={"recipients": ["eve@east.example"], "events": []})
    assert office.ask("GET", MAIL).json()["recipients"] == LIST["recipients"]


def test_the_log_of_changes_tells_domains_and_no_person(office: Office) -> None:
    office.ask("PUT", MAIL, json=LIST)
    entry = office.ask("GET", "/v1/audit", params={"limit": 1}).json()["items"][0]
    assert (entry["action"], entry["subject"]) == ("mail.replace", "/mail")
    assert entry["details"] == {
        "count": 2,
        "domains": ["north.example", "south.example"],
        "events": ["proposal.ready"],
    }


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"recipients": ["ann"]}, "recipients[0]"),
        ({"recipients": ["ann@north.example", "a b@north.example"]}, "recipients[1]"),
        ({"recipients": ["ann@north.example\r\nBcc: eve@east.example"]}, "recipients[0]"),
        ({"recipients": ["ann@north.example, eve@east.example"]}, "recipients[0]"),
        ({"recipients": ["Ann <ann@north.example>"]}, "recipients[0]"),
        ({"recipients": ["åse@north.example"]}, "recipients[0]"),
        ({"recipients": ["ann@" + "n" * 300 + ".example"]}, "recipients[0]"),
        ({"recipients": ["ann@north.example"] * 51}, "recipients"),
        ({"recipients": "ann@north.example"}, "recipients"),
        ({"events": ["run.begun"]}, "events[0]"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_no_list_of_recipients_is_a_fault(office: Office, body: dict[str, Any], path: str) -> None:
    answer = office.ask("PUT", MAIL, json={**LIST, **body})
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["faults"]] == [path]
