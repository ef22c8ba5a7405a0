"""The log: one JSON object a line, with the id of the request, without secrets and without what people look for."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import DataError
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.logs import configure_logs
from consolidate_api.settings import Settings
from tests.api.conftest import Office

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What has been written to the log."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure_logs(logging.DEBUG, stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = before
    structlog.reset_defaults()


def test_each_request_leaves_one_line(office: Office, lines: Lines) -> None:
    office.ask("GET", "/v1/scenarios", Role.VIEWER, headers={"X-Request-ID": "abc"})
    (line,) = (line for line in lines() if line["logger"] == "consolidate.requests")
    assert line["timestamp"].endswith("Z")
    told = {name: line[name] for name in ("event", "level", "request", "method", "path", "status", "tenant", "token")}
    assert told == {
        "event": "answered",
        "level": "info",
        "request": "abc",
        "method": "GET",
        "path": "/v1/scenarios",
        "status": 200,
        "tenant": str(office.tenant),
        "token": office.secrets[Role.VIEWER][:18],
    }


def test_no_secret_and_no_search_is_in_it(office: Office, lines: Lines) -> None:
    office.ask("GET", "/v1/scenarios", Role.VIEWER, params={"name": "buried"})
    office.client.get("/v1/scenarios", headers={"Authorization": "Bearer hunter2"})
    text = json.dumps(lines())
    assert "/v1/scenarios" in text
    assert office.secrets[Role.VIEWER] not in text
    assert "hunter2" not in text
    assert "buried" not in text


def test_an_error_of_the_program_is_told_with_its_trace(lines: Lines, database: Database) -> None:
    app = create_app(Settings(), database)

    @app.get("/broken")
    def broken() -> None:
        raise ValueError("a figure that cannot be")

    with TestClient(app) as client:
        client.get("/broken")
    (failed,) = (line for line in lines() if line["event"] == "failed")
    assert (failed["level"], failed["path"]) == ("error", "/broken")
    assert "in broken" in failed["exception"]
    assert "ValueError: a figure that cannot be" in failed["exception"]


def test_values_of_a_statement_are_not_told_with_its_error(database: Database) -> None:
    with database.nobody() as session, pytest.raises(DataError) as error:
        session.connection().exec_driver_sql("SELECT 1 WHERE %(secret)s <> '' AND 1/0 = 1", {"secret": "hunter2"})
    assert "hunter2" not in str(error.value)
    assert "division by zero" in str(error.value)


def test_lines_of_libraries_have_the_same_form(lines: Lines) -> None:
    logging.getLogger("some.library").warning("%s late", "very")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("very late", "warning", "some.library")
