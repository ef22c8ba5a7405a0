"""Tokens and roles: who gets in, who may do what, and that no secret is kept or written anywhere."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.auth.secrets import hash_of
from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import TENANT, Database, set_local
from consolidate_api.store.errors import Missing
from consolidate_api.store.tables import AuditEntry, Token
from consolidate_api.store.tokens import give_up
from tests.api.conftest import Office, new_office
from tests.api.test_scenarios import SMALL

PLACE = "/v1/tokens"
NOBODY = str(UUID(int=0))
NEEDED: dict[tuple[str, str], Role] = {
    ("GET", "/v1/scenarios"): Role.VIEWER,
    ("POST", "/v1/scenarios"): Role.PLANNER,
    ("POST", "/v1/scenarios/validate"): Role.VIEWER,
    ("GET", "/v1/scenarios/{scenario}"): Role.VIEWER,
    ("GET", "/v1/scenarios/{scenario}/versions"): Role.VIEWER,
    ("POST", "/v1/scenarios/{scenario}/versions"): Role.PLANNER,
    ("GET", "/v1/scenarios/{scenario}/versions/{number}"): Role.VIEWER,
    ("POST", "/v1/scenarios/{scenario}/versions/{number}/patch"): Role.PLANNER,
    ("GET", "/v1/scenarios/{scenario}/diff"): Role.VIEWER,
    ("GET", "/v1/scenarios/{scenario}/versions/{number}/alternatives"): Role.VIEWER,
    ("GET", "/v1/scenarios/{scenario}/versions/{number}/alternatives/{alternative}"): Role.VIEWER,
    ("PUT", "/v1/scenarios/{scenario}/alternatives/{alternative}"): Role.PLANNER,
    ("DELETE", "/v1/scenarios/{scenario}/alternatives/{alternative}"): Role.PLANNER,
    ("POST", "/v1/scenarios/{scenario}/versions/{number}/check"): Role.VIEWER,
    ("GET", "/v1/runs"): Role.VIEWER,
    ("POST", "/v1/runs"): Role.PLANNER,
    ("GET", "/v1/runs/{run}"): Role.VIEWER,
    ("GET", "/v1/runs/{run}/events"): Role.VIEWER,
    ("POST", "/v1/runs/{run}/cancel"): Role.PLANNER,
    ("GET", "/v1/runs/{run}/plan"): Role.VIEWER,
    ("GET", "/v1/runs/{run}/study"): Role.VIEWER,
    ("GET", "/v1/runs/{run}/report"): Role.VIEWER,
    ("GET", "/v1/runs/{run}/accounts"): Role.VIEWER,
    ("GET", "/v1/baselines"): Role.VIEWER,
    ("POST", "/v1/baselines"): Role.APPROVER,
    ("GET", "/v1/baselines/current"): Role.VIEWER,
    ("GET", "/v1/baselines/{baseline}"): Role.VIEWER,
    ("GET", "/v1/baselines/{baseline}/plan"): Role.VIEWER,
    ("GET", "/v1/scenarios/{scenario}/reports"): Role.VIEWER,
    ("POST", "/v1/scenarios/{scenario}/reports"): Role.PLANNER,
    ("GET", "/v1/scenarios/{scenario}/reports/merged"): Role.VIEWER,
    ("GET", "/v1/scenarios/{scenario}/reports/{report}"): Role.VIEWER,
    ("GET", "/v1/proposals"): Role.VIEWER,
    ("POST", "/v1/proposals"): Role.PLANNER,
    ("GET", "/v1/proposals/{proposal}"): Role.VIEWER,
    ("GET", "/v1/proposals/{proposal}/report"): Role.VIEWER,
    ("POST", "/v1/proposals/{proposal}/adopt"): Role.APPROVER,
    ("POST", "/v1/proposals/{proposal}/reject"): Role.APPROVER,
    ("GET", "/v1/nightly"): Role.VIEWER,
    ("PUT", "/v1/nightly"): Role.APPROVER,
    ("GET", "/v1/nightly/nights"): Role.VIEWER,
    ("GET", "/v1/whoami"): Role.VIEWER,
    ("POST", "/v1/sign-out"): Role.VIEWER,
    ("GET", "/v1/programme"): Role.VIEWER,
    ("GET", "/v1/audit"): Role.ADMIN,
    ("GET", "/v1/webhooks"): Role.ADMIN,
    ("POST", "/v1/webhooks"): Role.ADMIN,
    ("GET", "/v1/webhooks/{webhook}"): Role.ADMIN,
    ("DELETE", "/v1/webhooks/{webhook}"): Role.ADMIN,
    ("POST", "/v1/webhooks/{webhook}/test"): Role.ADMIN,
    ("GET", "/v1/webhooks/{webhook}/deliveries"): Role.ADMIN,
    ("GET", "/v1/mail"): Role.ADMIN,
    ("PUT", "/v1/mail"): Role.ADMIN,
    ("GET", "/v1/mail/deliveries"): Role.ADMIN,
    ("GET", "/v1/deliveries/{delivery}"): Role.ADMIN,
    ("POST", "/v1/deliveries/{delivery}/again"): Role.ADMIN,
    ("GET", "/v1/tokens"): Role.ADMIN,
    ("POST", "/v1/tokens"): Role.ADMIN,
    ("GET", "/v1/tokens/{token}"): Role.ADMIN,
    ("DELETE", "/v1/tokens/{token}"): Role.ADMIN,
}
"""The least role of each route that needs a token."""
OPEN = {("GET", "/v1/sign-in"), ("GET", "/v1/sign-in/callback")}
"""Those that need none, since they lead to one."""


def given(office: Office, **wanted: Any) -> dict[str, Any]:
    answer = office.ask("POST", PLACE, json={"name": "new", "role": "viewer", **wanted})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def works(office: Office, secret: str) -> bool:
    answer = office.client.get("/v1/scenarios", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def routes(office: Office) -> set[tuple[str, str]]:
    document = office.client.get("/openapi.json").json()
    return {(method.upper(), path) for path, found in document["paths"].items() for method in found}


def test_every_route_under_v1_has_its_role_in_the_table(office: Office) -> None:
    assert {(method, path) for method, path in routes(office) if path.startswith("/v1")} - OPEN == set(NEEDED)


def nowhere(path: str) -> str:
    """A path of a route with ids that nobody has."""
    return re.sub(r"\{(\w+)\}", lambda part: {"number": "1", "alternative": "none"}.get(part[1], NOBODY), path)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), NEEDED)
def test_each_route_lets_in_those_with_the_role_and_no_others(office: Office, method: str, path: str) -> None:
    place = nowhere(path)
    for role in Role:
        status = office.ask(method, place, role).status_code
        assert (status == 403) != role.covers(NEEDED[method, path]), (role, status)
        assert status < 500


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), NEEDED)
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer nonesuch", "Basic YTpi", "Bearer \xe9"])
def test_nobody_gets_in_without_a_token(office: Office, method: str, path: str, header: str | None) -> None:
    headers = {} if header is None else {b"Authorization": header.encode("latin-1")}
    place = nowhere(path)
    answer = office.client.request(method, place, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="consolidate"')
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_new_token_works_and_its_secret_is_shown_once(office: Office) -> None:
    token = given(office, name="council", days=3)
    assert works(office, token["secret"])
    listed = office.ask("GET", PLACE).text
    assert token["id"] in listed
    assert token["prefix"] in listed
    assert token["secret"] not in listed


def test_what_is_kept_of_a_secret_is_its_hash(office: Office, database: Database) -> None:
    token = given(office)
    with database.tenant(office.tenant) as session:
        kept = session.scalars(select(Token).where(Token.id == UUID(token["id"]))).one()
        row = str(session.execute(text("SELECT tokens::text FROM tokens")).all())
    assert kept.hash == hash_of(token["secret"])
    assert token["secret"] not in row
    assert len(token["secret"]) > 43 + len(token["prefix"]) - 6 - 1


def test_a_token_ends_when_it_is_revoked(office: Office) -> None:
    token = given(office)
    for _time in range(2):
        assert office.ask("DELETE", f"{PLACE}/{token['id']}").status_code == 204
        assert not works(office, token["secret"])
    assert office.ask("DELETE", f"{PLACE}/{uuid4()}").status_code == 404


def test_a_token_ends_with_its_time(office: Office, addresses: Addresses) -> None:
    token = given(office, days=1)
    assert addresses.owner is not None
    owner = Database(addresses.owner)
    with owner.nobody() as session:
        set_local(session, TENANT, str(office.tenant))
        session.execute(text("UPDATE tokens SET expires_at = now() - interval '1 second'"))
    owner.close()
    assert not works(office, token["secret"])


def test_nobody_ends_a_token_of_others(office: Office, database: Database) -> None:
    token = given(office)
    stranger = new_office(office.client, database)
    assert stranger.ask("DELETE", f"{PLACE}/{token['id']}").status_code == 404
    assert works(office, token["secret"])


@pytest.mark.parametrize("role", Role)
def test_anybody_ends_the_token_that_they_show_and_no_other(office: Office, database: Database, role: Role) -> None:
    mine, same = (given(office, name="council", role=role) for _time in range(2))
    bearer = {"Authorization": f"Bearer {mine['secret']}"}
    answer = office.client.post("/v1/sign-out", headers=bearer)
    assert (answer.status_code, answer.content) == (204, b"")
    assert office.client.post("/v1/sign-out", headers=bearer).status_code == 401
    assert not works(office, mine["secret"])
    assert works(office, same["secret"])
    with database.tenant(office.tenant) as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.action, entry.author, entry.subject) == ("token.revoke", "council", f"/tokens/{mine['id']}")
        assert (str(entry.token), entry.details) == (mine["id"], {"name": "council"})


def test_an_operator_has_no_token_to_end(office: Office, database: Database) -> None:
    with database.tenant(office.tenant) as session, pytest.raises(Missing):
        give_up(session, operator(office.tenant))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"role": "viewer"}, "name"),
        ({"name": "", "role": "viewer"}, "name"),
        ({"name": "a\0b", "role": "viewer"}, "name"),
        ({"name": "x", "role": "king"}, "role"),
        ({"name": "x", "role": "viewer", "days": 0}, "days"),
        ({"name": "x", "role": "viewer", "days": 367}, "days"),
        ({"name": "x", "role": "viewer", "days": True}, "days"),
        ({"name": "x", "role": "viewer", "secret": "mine"}, "secret"),
        ([], ""),
    ],
)
def test_what_is_no_wish_for_a_token_is_a_fault(office: Office, body: Any, path: str) -> None:
    answer = office.ask("POST", PLACE, json=body)
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["faults"]] == [path]


def test_every_change_is_in_the_log_with_its_request(office: Office, database: Database) -> None:
    made = office.ask("POST", "/v1/scenarios", Role.PLANNER, json=SMALL, headers={"X-Request-ID": "abc"}).json()
    token = given(office)
    office.ask("DELETE", f"{PLACE}/{token['id']}")
    with database.tenant(office.tenant) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[len(Role) :]
    assert [entry.action for entry in entries] == ["scenario.create", "token.create", "token.revoke"]
    assert [entry.author for entry in entries] == ["a planner", "an admin", "an admin"]
    assert entries[0].subject == f"/scenarios/{made['scenario']}/versions/1"
    assert entries[0].request == "abc"
    shown = office.ask("GET", "/v1/audit", params={"limit": 3}).json()["items"]
    assert [one["action"] for one in shown] == ["token.revoke", "token.create", "scenario.create"]
    assert (shown[2]["author"], shown[2]["request"]) == ("a planner", "abc")
    assert token["secret"] not in json.dumps(shown)


def test_who_asks_too_often_waits(office: Office, database: Database) -> None:
    slow = new_office(office.client, database, limits={"requests_per_minute": 2})
    assert [slow.ask("GET", "/v1/scenarios").status_code for _time in range(3)] == [200, 200, 429]
    refused = slow.ask("GET", "/v1/scenarios")
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert slow.ask("GET", "/v1/scenarios", Role.VIEWER).status_code == 200
    assert office.ask("GET", "/v1/scenarios").status_code == 200
