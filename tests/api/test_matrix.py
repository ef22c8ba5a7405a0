"""Every route with ids of another programme, with ids that are none, and for each role; every table for each tenant.

Routes are those of the OpenAPI document and tables those of the database, so that new ones are within it by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from starlette.testclient import TestClient

from consolidate.scenario.base import ID_PATTERN
from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from tests.api.conftest import new_office
from tests.api.operations import KINDS, Nobody, Operation, operations
from tests.api.test_tenants import filled
from tests.api.test_tokens import NEEDED
from tests.api.world import MAKERS, World

ALL = operations()
CLOSED = [one for one in ALL if one.path.startswith("/v1/") and one.role is not None]
WITH_IDS = [one for one in CLOSED if one.ids]
OPEN = {"GET /health", "GET /ready", "GET /metrics", "GET /v1/sign-in", "GET /v1/sign-in/callback"}
"""What needs no token."""

NO_IDS = ["nonesuch", "0", "-1", "1.5", "null", "é", "%00", "%2e%2e", "{}", "' OR 1=1 --", "9" * 40, "x" * 3000]


@pytest.fixture(scope="module")
def client(database: Database) -> Iterator[TestClient]:
    """A service that never tires, for all tests of this module."""
    with TestClient(create_app(Settings(requests_per_minute=10**6), database)) as opened:
        yield opened


@pytest.fixture(scope="module")
def theirs(client: TestClient, database: Database) -> World:
    """A programme in which there is one thing of each kind."""
    found = World(new_office(client, database), database)
    for kind in sorted(KINDS):
        assert found[kind]
    return found


@pytest.fixture(scope="module")
def ours(client: TestClient, database: Database) -> World:
    """Another programme, with things of its own."""
    return World(new_office(client, database), database)


def told(answer: Any) -> dict[str, Any]:
    """A problem, but for the id of its request."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    return {key: value for key, value in answer.json().items() if key != "request"}


# --- routes -----------------------------------------------------------------------------------------------


def test_every_route_needs_a_token_but_those_that_are_open() -> None:
    assert {str(one) for one in ALL if one.role is None} == OPEN


def test_every_route_tells_the_role_that_the_table_has() -> None:
    assert {(one.method, one.path): one.role for one in CLOSED} == NEEDED


def test_every_kind_of_thing_is_made_in_the_world() -> None:
    assert MAKERS.keys() | {"number", "alternative"} == KINDS


@pytest.mark.parametrize("operation", WITH_IDS, ids=str)
def test_what_belongs_to_others_is_not_there(operation: Operation, ours: World, theirs: World) -> None:
    foreign, nobodys = (operation.ask(ours.office, ids) for ids in (theirs, Nobody()))
    assert (foreign.status_code, nobodys.status_code) == (404, 404), (foreign.text, nobodys.text)
    assert told(foreign) == told(nobodys)
    assert told(foreign) == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize("operation", [one for one in WITH_IDS if len(one.ids) > 1], ids=str)
def test_ids_of_others_below_ones_own_lead_nowhere(operation: Operation, ours: World, theirs: World) -> None:
    """A foreign report below a scenario of one's own, say."""
    own = {operation.ids[0]: ours[operation.ids[0]]}
    for name in operation.ids[1:]:
        if name not in {"number", "alternative"}:
            assert operation.ask(ours.office, {**theirs, **own}).status_code == 404


@pytest.mark.parametrize(
    ("operation", "body"),
    [(one, body) for one in CLOSED for body in range(max(1, len(one.bodies))) if one.body_ids() - {"alternative"}],
    ids=str,
)
def test_ids_of_others_in_body_and_query_are_not_there(
    operation: Operation, body: int, ours: World, theirs: World
) -> None:
    own = {name: ours[name] for name in operation.ids}
    foreign, nobodys = (
        operation.ask(ours.office, own, body=body, within=within) for within in (theirs, Nobody(alternative="none"))
    )
    assert foreign.status_code == nobodys.status_code
    if foreign.status_code == 200:
        assert foreign.json() == nobodys.json() == {"items": [], "next": None}
    else:
        assert foreign.status_code in {404, 422}, foreign.text
        assert told(foreign) == told(nobodys)


@pytest.mark.parametrize("operation", CLOSED, ids=str)
def test_those_below_the_role_may_not(operation: Operation, ours: World) -> None:
    """With real ids and a sound body; that those with the role may is what `test_examples` shows."""
    needed = operation.role
    assert needed is not None
    for role in Role:
        if not role.covers(needed):
            answer = operation.ask(ours.office, ours, role)
            assert answer.status_code == 403, (role, answer.text)
            assert told(answer)["detail"] == f"this needs the role {needed}; the token has {role}"


@pytest.mark.parametrize("operation", CLOSED, ids=str)
def test_without_a_token_nothing_is_told(operation: Operation, theirs: World, client: TestClient) -> None:
    place = operation.path.format(**{name: theirs[name] for name in operation.ids})
    answer = client.request(operation.method, place)
    assert answer.status_code == 401
    problem = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "this needs a token"}
    assert told(answer) == problem


@pytest.mark.slow
@pytest.mark.parametrize("operation", WITH_IDS, ids=str)
def test_what_is_no_id_is_a_problem_and_no_error(operation: Operation, ours: World) -> None:
    for name in operation.ids:
        for wrong in NO_IDS:
            if (operation.method, name) == ("PUT", "alternative") and re.fullmatch(ID_PATTERN, wrong):
                continue  # an id that a new one may have
            answer = operation.ask(ours.office, {**{one: ours[one] for one in operation.ids}, name: wrong})
            assert answer.status_code in {404, 422}, (name, wrong, answer.text)
            assert told(answer)["status"] == answer.status_code


def test_nothing_of_theirs_has_changed(theirs: World, database: Database) -> None:
    """After all that was asked above: whoever made things in the programme is one of its own."""
    with database.tenant(theirs.office.tenant) as session:
        authors = set(session.scalars(text("SELECT DISTINCT author FROM audit")))
        assert authors <= {"operator", "a planner", "an admin"}
        numbers = session.scalars(text("SELECT newest FROM scenarios WHERE id = :id"), {"id": theirs["scenario"]})
        assert numbers.one() == 1
        assert session.scalar(text("SELECT count(*) FROM tokens WHERE revoked_at IS NOT NULL")) == 0


# --- tables -----------------------------------------------------------------------------------------------

OF_NOBODY = {"alembic_version"}
QUEUE = "procrastinate_"
"""The queue's tables are the library's; they hold ids alone."""


def tables(database: Database) -> dict[str, str]:
    """Every table that the application may read, with its column that names the tenant."""
    question = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    with database.nobody() as session:
        names = set(session.scalars(text(question))) - OF_NOBODY
    return {name: "id" if name == "programmes" else "tenant" for name in names if not name.startswith(QUEUE)}


def columns(database: Database, table: str, right: str) -> list[str]:
    """The columns of a table for which the application has a right, but for those that the database fills by itself."""
    question = """
        SELECT column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = :table AND is_identity = 'NO'
        AND has_column_privilege(CAST(:table AS text), CAST(column_name AS text), CAST(:right AS text))"""
    with database.nobody() as session:
        return list(session.scalars(text(question), {"table": table, "right": right}))


@pytest.fixture(scope="module")
def other(database: Database) -> UUID:
    """A programme with one row in each table."""
    return filled(database)[0]


@pytest.mark.usefixtures("theirs", "other")
def test_no_row_is_seen_without_a_tenant(database: Database) -> None:
    for table in tables(database):
        with database.nobody() as session:
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table


def test_each_tenant_sees_rows_of_its_own_alone(theirs: World, other: UUID, database: Database) -> None:
    found = tables(database)
    for tenant in (theirs.office.tenant, other):
        for table, owner in found.items():
            with database.tenant(tenant) as session:
                assert set(session.scalars(text(f"SELECT {owner} FROM {table}"))) <= {tenant}, table
    for table in found:
        with database.tenant(other) as session:
            assert session.scalar(text(f"SELECT count(*) FROM {table}")), table


def test_no_row_is_written_for_another(theirs: World, other: UUID, database: Database) -> None:
    """A row like one's own, but in the name of another; whatever else speaks against it, the policy speaks first."""
    for table, owner in tables(database).items():
        names = columns(database, table, "INSERT")
        chosen = ", ".join(":other" if name == owner else name for name in names)
        copied = text(f"INSERT INTO {table} ({', '.join(names)}) SELECT {chosen} FROM {table} LIMIT 1")
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            database.tenant(other) as session,
        ):
            session.execute(copied, {"other": theirs.office.tenant})


def test_no_row_of_another_is_changed_or_removed(theirs: World, other: UUID, database: Database) -> None:
    for table, owner in tables(database).items():
        names = columns(database, table, "UPDATE")
        changes = [f"UPDATE {table} SET {name} = {name}" for name in names if name != owner]
        for change in (*changes, f"DELETE FROM {table}"):
            assert touched(database, other, f"{change} WHERE {owner} = :other", theirs.office.tenant) == 0, change
        for change in [f"UPDATE {table} SET {owner} = :other"] if owner in names else ():
            with pytest.raises(ProgrammingError, match="row-level security"):
                touched(database, other, change, theirs.office.tenant)


def touched(database: Database, tenant: UUID, statement: str, other: UUID) -> int:
    """How many rows a statement touches that a tenant sends; none where it may not be sent at all."""
    try:
        with database.tenant(tenant) as session:
            return int(getattr(session.execute(text(statement), {"other": other}), "rowcount", -1))
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        return 0
