"""The OpenAPI document is complete, and its examples are true: each keeps to its schema, and is answered as it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from tests.api.conftest import new_office
from tests.api.operations import Operation, document, examples, operations, resolved
from tests.api.replanning import PLAN
from tests.api.world import World, answered

ALL = operations()
CLOSED = [one for one in ALL if one.role is not None]
JSON = "application/json"
PROBLEM = "application/problem+json"
CHECK = Draft202012Validator.FORMAT_CHECKER

DAYS = {"2027-01-11": "2008-03-03", "2027-02-26": "2008-05-09", "2027-03-01": "2008-07-14"}
"""Days of examples, and those that two towns have in their place."""
STEPS = {"finance/joint/install": "finance/joint/extend"}
OF_THE_WORLD: dict[tuple[str, int], Callable[[Any], Any]] = {
    ("POST /v1/baselines", 1): lambda body: {**body, "plan": PLAN},
    ("POST /v1/proposals", 1): lambda body: {**body, "status_date": "2008-07-14"},
}
"""Examples that say more than ids about things which two towns do not have."""
ALSO = {("POST /v1/scenarios/{scenario}/reports", 1): {"status_date": "2008-07-14"}}
"""What a query must have with an example that the document cannot tell of."""
MADE: dict[str, dict[str, Callable[[World], str]]] = {
    "GET /v1/runs/{run}/study": {"run": answered},
    "GET /v1/baselines/current": {"baseline": lambda world: world["baseline"]},
    "POST /v1/proposals": {"baseline": lambda world: world["baseline"]},
}
"""Things that an operation needs beside those in its path, or in another state than that in which they are made."""


def media(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Whatever an operation is sent or answers: what it is, and what the document says of it."""
    for kind, told in operation.told.get("requestBody", {}).get("content", {}).items():
        yield f"body {kind}", told
    for status, answer in operation.told["responses"].items():
        for kind, told in answer.get("content", {}).items():
            yield f"{status} {kind}", told


# --- complete ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_every_operation_is_told_in_words(operation: Operation) -> None:
    told = operation.told
    assert 3 < len(told["summary"]) <= 100
    assert len(told["description"]) > len(told["summary"])
    assert told["tags"]
    assert operation.role is None or f"the role *{operation.role}*" in told["description"]


def test_no_two_operations_of_a_kind_are_told_by_the_same_words() -> None:
    words = [(operation.told["tags"][0], operation.told["summary"]) for operation in ALL]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("operation", CLOSED, ids=str)
def test_every_error_is_told(operation: Operation) -> None:
    needed = {"401", "403", "422", "429", "503"}
    if operation.ids:
        needed |= {"404"}
    if operation.bodies:
        needed |= {"413", "415"}
    if operation.method == "PUT" or "parent" in {one["name"] for one in operation.parameters("query")}:
        needed |= {"409"} if operation.ids else set()
    assert needed <= operation.told["responses"].keys()
    for status, answer in operation.told["responses"].items():
        assert (PROBLEM in answer.get("content", {})) == (int(status) >= 400), status


def test_every_body_and_every_answer_has_an_example() -> None:
    without = [(str(one), what) for one in ALL for what, told in media(one) if not examples(told)]
    assert without == []


def test_what_is_made_says_where_it_is() -> None:
    for operation in ALL:
        if "201" in operation.told["responses"]:
            assert "Location" in operation.told["responses"]["201"]["headers"], operation


def test_references_lead_somewhere_and_nothing_is_told_that_nobody_refers_to() -> None:
    def named(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, part in value.items():
                if key == "$ref":
                    yield part.rpartition("/")[2]
                yield from named(part)
        for part in value if isinstance(value, list) else ():
            yield from named(part)

    assert set(named(document())) <= document()["components"]["schemas"].keys()


# --- true -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_every_example_keeps_to_its_schema(operation: Operation) -> None:
    for what, told in media(operation):
        check = Draft202012Validator(resolved(told.get("schema", {})), format_checker=CHECK)
        for example in examples(told):
            assert [error.message for error in check.iter_errors(example)] == [], what


@pytest.fixture(scope="module")
def client(database: Database) -> Iterator[TestClient]:
    """A service that never tires, for all tests of this module."""
    with TestClient(create_app(Settings(requests_per_minute=10**6), database)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("operation", "body"),
    [(one, body) for one in CLOSED for body in range(max(1, len(one.bodies)))],
    ids=str,
)
def test_every_example_is_answered_as_it_is_told(
    operation: Operation, body: int, client: TestClient, database: Database
) -> None:
    """By somebody who has no more than the role that is needed, with ids of things that are there."""
    world = World(new_office(client, database), database)
    world |= {kind: made(world) for kind, made in MADE.get(str(operation), {}).items()}
    retold = partial(of_two_towns, str(operation), body)
    also = ALSO.get((str(operation), body), {})
    answer = operation.ask(world.office, world, operation.role or Role.VIEWER, body=body, retold=retold, also=also)
    told = operation.told["responses"]
    assert str(answer.status_code) in told, answer.text
    assert answer.status_code < 300, answer.text
    content = told[str(answer.status_code)].get("content", {})
    found = answer.headers.get("Content-Type", "").partition(";")[0]
    assert found in {kind.partition(";")[0] for kind in content} or not (content or answer.content)
    if JSON in content:
        check = Draft202012Validator(resolved(content[JSON]["schema"]), format_checker=CHECK)
        assert [error.message for error in check.iter_errors(answer.json())] == []
    if answer.status_code == 201:
        where = answer.headers["Location"]
        assert world.office.ask("GET", where).status_code == 200, f"{where} leads to what was made"


def of_two_towns(operation: str, body: int, example: Any) -> Any:
    """An example that tells of two towns."""
    found = moved(example)
    return OF_THE_WORLD[operation, body](found) if (operation, body) in OF_THE_WORLD else found


def moved(value: Any) -> Any:
    """An example with the days and steps of two towns."""
    if isinstance(value, dict):
        return {moved(key): moved(part) for key, part in value.items()}
    if isinstance(value, list):
        return [moved(part) for part in value]
    if not isinstance(value, str):
        return value
    for old, new in (*DAYS.items(), *STEPS.items()):
        value = value.replace(old, new)
    return value
