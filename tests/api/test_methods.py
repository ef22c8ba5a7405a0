"""What every route can be asked beside its own methods: HEAD, and who may ask from pages of other sites."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from tests.api.conftest import Office, new_office
from tests.api.runs import scenario, submitted
from tests.api.test_scenarios import SMALL, stored

SITE = "https://plans.example.org"
ASKED = {"Origin": SITE, "Access-Control-Request-Method": "POST"}


@pytest.mark.parametrize("path", ["/v1/scenarios", "/v1/programme", "/health", "/metrics", "/openapi.json"])
def test_head_is_get_without_its_body(office: Office, path: str) -> None:
    got, head = office.ask("GET", path), office.ask("HEAD", path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    named = {"Content-Type", "Cache-Control", "Content-Security-Policy"}
    assert {name: head.headers[name] for name in named} == {name: got.headers[name] for name in named}
    if path != "/metrics":  # what it counts has grown since
        assert head.headers["Content-Length"] == got.headers["Content-Length"]


def test_head_is_answered_as_get_would_be_where_that_is_a_no(office: Office) -> None:
    assert office.client.head("/v1/scenarios").status_code == 401
    assert office.ask("HEAD", "/v1/scenarios/00000000-0000-0000-0000-000000000000").status_code == 404
    assert office.ask("HEAD", "/v1/scenarios", params={"limit": "0"}).status_code == 422
    refused = office.ask("HEAD", "/v1/scenarios/validate")
    assert (refused.status_code, refused.headers["Allow"], refused.content) == (405, "POST", b"")


def test_head_of_what_never_changes_has_its_tag(office: Office) -> None:
    place = f"/v1/scenarios/{stored(office)['scenario']}/versions/1"
    tag = office.ask("GET", place).headers["ETag"]
    assert office.ask("HEAD", place).headers["ETag"] == tag
    assert office.ask("HEAD", place, headers={"If-None-Match": tag}).status_code == 304


def test_head_does_not_wait_for_the_end_of_a_run(office: Office) -> None:
    run = submitted(office, scenario(office, SMALL))["id"]
    began = time.monotonic()
    head = office.ask("HEAD", f"/v1/runs/{run}/events")
    assert (head.status_code, head.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    assert time.monotonic() - began < 10
    assert office.client.app.state.service.streams._open == {}, "and it is not counted as one who follows"  # type: ignore[attr-defined]


def test_head_is_counted_under_its_route(office: Office) -> None:
    office.ask("HEAD", "/v1/scenarios/00000000-0000-0000-0000-000000000000")
    labels = 'method="HEAD",route="/v1/scenarios/{scenario}",status="404"'
    assert f"consolidate_requests_total{{{labels}}} 1.0" in office.client.get("/metrics").text


@pytest.fixture
def open_office(database: Database) -> Iterator[Office]:
    """A programme in a service that lets the pages of one site ask."""
    with TestClient(create_app(Settings(cors_origins=(SITE,)), database)) as client:
        yield new_office(client, database)


def test_pages_of_a_site_that_is_named_may_ask(open_office: Office) -> None:
    asked = open_office.client.options(
        "/v1/scenarios", headers=ASKED | {"Access-Control-Request-Headers": "authorization"}
    )
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in asked.headers
    answer = open_office.ask("POST", "/v1/scenarios", json=SMALL, headers={"Origin": SITE})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (201, SITE)
    assert "Location" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Vary"] == "Origin"
    refused = open_office.client.get("/v1/scenarios", headers={"Origin": SITE})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, SITE)


@pytest.mark.parametrize("origin", ["https://evil.example.org", "http://plans.example.org", f"{SITE}:8443", "null"])
def test_pages_of_all_others_may_not(open_office: Office, origin: str) -> None:
    asked = open_office.client.options("/v1/scenarios", headers=ASKED | {"Origin": origin})
    assert (asked.status_code, "Access-Control-Allow-Origin" in asked.headers) == (400, False)
    answer = open_office.ask("GET", "/v1/scenarios", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_site_is_let_in_unless_it_is_named(office: Office) -> None:
    assert Settings().cors_origins == ()
    answer = office.ask("GET", "/v1/scenarios", headers={"Origin": SITE})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
