"""Every answer that is a no is a problem document, and every answer carries its id and careful headers."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from httpx2 import Response
from sqlalchemy.exc import DataError
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from tests.api.conftest import Office

BODY = {"Content-Type": "application/json"}


def problem(answer: Response, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    found = dict(answer.json())
    assert found["status"] == status
    assert found["title"]
    assert found["request"] == answer.headers["X-Request-ID"]
    return found


def test_a_path_that_leads_nowhere_is_404(client: TestClient) -> None:
    assert problem(client.get("/v1/nonesuch"), 404)["title"] == "Not Found"
    problem(client.get("/v1/scenarios/"), 404)
    problem(client.get("/v1/scenarios/nonesuch"), 404)
    problem(client.get("/docs"), 404)


def test_a_method_that_is_not_there_is_405_and_says_which_are(client: TestClient) -> None:
    for path, methods in (
        ("/health", "GET, HEAD"),
        ("/v1/scenarios", "GET, HEAD, POST"),
        ("/v1/scenarios/validate", "POST"),
    ):
        answer = client.request("PUT", path)
        problem(answer, 405)
        assert answer.headers["Allow"] == methods
    problem(client.get("/v1/scenarios/validate"), 405)


def test_no_other_site_may_ask(client: TestClient) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = client.options("/v1/scenarios", headers=headers)
    problem(answer, 405)
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_queries_that_are_none_are_422_with_every_fault(office: Office) -> None:
    query = {"limit": "0", "sort": "size", "name": "\0"}
    found = problem(office.ask("GET", "/v1/scenarios", params=query), 422)
    assert found["type"] == "urn:problem-type:consolidate:faulty-request"
    faults = found["faults"]
    assert isinstance(faults, list)
    assert sorted(fault["path"] for fault in faults) == ["query.limit", "query.name", "query.sort"]


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "99999999999999999999", "1.5"])
def test_numbers_beyond_the_database_are_422(office: Office, number: str) -> None:
    place = "/v1/scenarios/00000000-0000-0000-0000-000000000000/versions"
    problem(office.ask("GET", f"{place}/{number}"), 422)
    problem(office.ask("POST", place, params={"parent": number}, content=b"{}", headers=BODY), 422)


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", ";"])
def test_a_body_of_another_type_is_415(office: Office, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    answer = office.ask("POST", "/v1/scenarios", content=b"{}", headers=headers)
    problem(answer, 415)
    assert answer.headers["Accept"] == "application/json"


def test_the_type_of_a_body_may_have_parameters(office: Office) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    problem(office.ask("POST", "/v1/scenarios", content=b"{}", headers=headers), 422)


@pytest.fixture
def settings() -> Settings:
    return Settings(max_body_bytes=1000)


def test_a_long_body_is_413_whether_it_tells_its_length_or_not(office: Office) -> None:
    def parts() -> Iterator[bytes]:
        for _part in range(20):
            yield b" " * 100

    for body in (b" " * 1001, parts()):
        answer = office.ask("POST", "/v1/scenarios", content=body, headers=BODY)
        assert problem(answer, 413)["detail"] == "at most 1,000 bytes"
    problem(office.ask("POST", "/v1/scenarios", content=b" " * 1000, headers=BODY), 422)


def test_a_deep_body_is_422(office: Office) -> None:
    deep = b'{"a":' * 100 + b"1" + b"}" * 100
    for place in ("/v1/scenarios", "/v1/tokens"):
        found = problem(office.ask("POST", place, content=deep, headers=BODY), 422)
        assert found["faults"] == [{"path": "", "value": "", "allowed": "at most 20 levels of nesting"}]


def test_a_token_comes_before_all_else(client: TestClient) -> None:
    long = client.post("/v1/scenarios?why=%00", content=b" " * 2000)
    problem(long, 401)


def test_a_database_that_does_not_answer_is_503() -> None:
    nowhere = Database("postgresql://app:hunter2@/consolidate?host=/nonesuch")
    with TestClient(create_app(Settings(), nowhere), raise_server_exceptions=False) as client:
        asked = [client.get("/ready"), client.get("/v1/scenarios", headers={"Authorization": "Bearer x"})]
        assert client.get("/health").status_code == 200
    for answer in asked:
        problem(answer, 503)
        assert answer.headers["Retry-After"] == "5"
        assert "nonesuch" not in answer.text


def test_an_error_of_the_program_is_500_and_tells_nothing(settings: Settings, database: Database) -> None:
    app = create_app(settings, database)

    @app.get("/broken")
    def broken() -> None:
        raise DataError("SELECT secret", {}, ValueError("hunter2"))

    with TestClient(app) as client:
        answer = client.get("/broken")
    problem(answer, 500)
    assert "secret" not in answer.text
    assert "hunter2" not in answer.text


def test_answers_are_careful(office: Office) -> None:
    for answer in (office.client.get("/health"), office.client.get("/nonesuch"), office.ask("GET", "/v1/scenarios")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("given", ["abc-1", "x" * 65, 'a"b', ""])
def test_the_id_of_a_request_is_taken_over_only_if_it_is_harmless(client: TestClient, given: str) -> None:
    answered = client.get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (answered == given) == (given == "abc-1")
    assert len(answered) in (5, 32)


def test_the_service_says_how_it_is(client: TestClient) -> None:
    assert client.get("/health").json()["status"] == "alive"
    assert client.get("/ready").json()["status"] == "ready"


def test_figures_name_routes_and_no_ids(office: Office) -> None:
    office.ask("GET", "/v1/scenarios/00000000-0000-0000-0000-000000000000")
    office.client.get("/made-up")
    text = office.client.get("/metrics").text
    labels = 'method="GET",route="/v1/scenarios/{scenario}",status="404"'
    assert f"consolidate_requests_total{{{labels}}} 1.0" in text
    assert "00000000" not in text
    assert "made-up" not in text


def test_the_openapi_document_tells_every_problem(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    text = json.dumps(document)
    assert "HTTPValidationError" not in text
    for reference in {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert reference in document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            statuses = set(operation["responses"])
            assert not path.startswith("/v1") or {"401", "403", "422", "429", "503"} <= statuses
            assert not operation.get("requestBody") or {"413", "415"} <= statuses
