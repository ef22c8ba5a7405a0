"""Signing in: who comes in, as whom, and that nobody is brought in by others."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.oidc import begun
from consolidate_api.oidc.provider import CALLBACK
from consolidate_api.settings import Settings
from consolidate_api.store.programmes import found_or_made
from consolidate_api.store.tables import AuditEntry, Programme
from tests.api.conftest import Office
from tests.api.sign_in.asking import COOKIE, PUBLIC, SECRET, begin, refused, sign_in
from tests.api.sign_in.crooked import CLIENT, TOKEN, USERINFO, Crooked, encoded


def test_without_a_provider_nobody_signs_in(office: Office, database: Database) -> None:
    with TestClient(create_app(Settings(), database)) as plain:
        for path in ("/v1/sign-in", f"{CALLBACK}?state=x&code=y"):
            refused(plain.get(path), 404, "nobody signs in here")
    assert office.ask("GET", "/v1/whoami").status_code == 200


def test_the_browser_goes_to_the_provider_and_nowhere_else(client: TestClient, other: Crooked) -> None:
    query = {"next": "https://evil.example", "return_to": "//evil.example", "redirect_uri": "https://evil.example"}
    answer = client.get("/v1/sign-in", params=query, follow_redirects=False)
    place = urlsplit(answer.headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == f"{other.issuer}/authorize"
    asked = dict(parse_qsl(place.query))
    chosen = [asked.pop(name) for name in ("state", "nonce", "code_challenge")]
    assert min(len(part) for part in chosen) >= 32
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": PUBLIC + CALLBACK,
        "scope": "openid email",
        "code_challenge_method": "S256",
    }


@pytest.mark.parametrize(
    ("public", "name", "secure"),
    [(PUBLIC, COOKIE, False), ("https://plans.example", f"__Host-{COOKIE}", True)],
)
def test_what_the_browser_keeps_is_kept_from_others(
    settings: Settings, database: Database, public: str, name: str, secure: bool
) -> None:
    wanted = settings.model_copy(update={"public_url": public})
    with TestClient(create_app(wanted, database), base_url=public) as client:
        first = client.get("/v1/sign-in", follow_redirects=False).headers["Set-Cookie"]
        second = client.get("/v1/sign-in", follow_redirects=False).headers["Set-Cookie"]
    assert first != second
    parts = [part.strip().lower() for part in first.partition("=")[2].split(";")[1:]]
    assert first.startswith(f"{name}=")
    assert set(parts) == {"httponly", "max-age=600", "path=/", "samesite=lax"} | ({"secure"} if secure else set())


def test_who_has_signed_in_gets_a_token_that_works(
    client: TestClient, other: Crooked, programme: str, database: Database
) -> None:
    answer = sign_in(client, other)
    assert answer.status_code == 200, answer.text
    given = answer.json()
    assert (given["name"], given["role"], given["programme"]) == ("ann@north.example", "planner", programme)
    assert COOKIE not in client.cookies
    left = datetime.fromisoformat(given["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=11, minutes=55) < left <= timedelta(hours=12)
    me = client.get("/v1/whoami", headers={"Authorization": f"Bearer {given['secret']}"}).json()
    assert me == {name: given[name] for name in ("name", "programme", "role", "expires_at")}
    tenant = found_or_made(database, programme, make=False)
    assert tenant is not None
    with database.tenant(tenant) as session:
        made, entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert (made.action, made.author) == ("programme.create", "operator")
    assert (entry.action, entry.author, str(entry.token)) == ("token.sign-in", "ann@north.example", given["id"])
    assert entry.details == {"sub": "1234", "issuer": other.issuer, "role": "planner", "hours": 12}
    assert given["secret"] not in json.dumps(entry.details)


def test_who_signs_out_is_out_until_they_sign_in_again(client: TestClient, other: Crooked) -> None:
    first, second = (sign_in(client, other).json() for _time in range(2))
    bearers = [{"Authorization": f"Bearer {given['secret']}"} for given in (first, second)]
    assert client.post("/v1/sign-out", headers=bearers[0]).status_code == 204
    refused(client.get("/v1/whoami", headers=bearers[0]), 401, "not known, or no longer")
    assert client.get("/v1/whoami", headers=bearers[1]).json()["name"] == "ann@north.example"
    assert sign_in(client, other).status_code == 200


def test_the_code_is_brought_with_the_proof_of_who_began(client: TestClient, other: Crooked) -> None:
    asked = begin(client)
    other.nonce = asked["nonce"]
    assert client.get(CALLBACK, params={"code": "a-code", "state": asked["state"]}).status_code == 200
    (sent,) = other.sent
    challenge = encoded(hashlib.sha256(sent.pop("code_verifier").encode()).digest())
    assert challenge == asked["code_challenge"]
    assert sent == {"grant_type": "authorization_code", "code": "a-code", "redirect_uri": PUBLIC + CALLBACK}


def test_nobody_comes_back_who_has_not_begun(client: TestClient, other: Crooked) -> None:
    """Login CSRF: a browser is sent to the callback with somebody else's code."""
    stolen = begin(client)["state"]
    client.cookies.clear()
    refused(client.get(CALLBACK, params={"code": "a-code", "state": stolen}), 400, "has begun no such sign-in")
    refused(sign_in(client, other, state="another"), 400, "has begun no such sign-in")
    refused(sign_in(client, other, state="ø"), 400, "has begun no such sign-in")
    assert TOKEN not in other.asked


def test_coming_back_again_does_not_help(client: TestClient, other: Crooked) -> None:
    asked = begin(client)
    other.nonce = asked["nonce"]
    back = {"code": "a-code", "state": asked["state"]}
    assert client.get(CALLBACK, params=back).status_code == 200
    refused(client.get(CALLBACK, params=back), 400, "has begun no such sign-in")


@pytest.mark.parametrize(("shared", "status"), [("s" * 20, 200), (None, 400)])
def test_of_a_public_client_one_web_process_understands_another_by_a_secret_of_their_own(
    settings: Settings, database: Database, other: Crooked, shared: str | None, status: int
) -> None:
    secret = None if shared is None else SecretStr(shared)
    public = settings.model_copy(update={"oidc_client_secret": None, "oidc_cookie_secret": secret})
    with (
        TestClient(create_app(public, database), base_url=PUBLIC) as first,
        TestClient(create_app(public, database), base_url=PUBLIC) as second,
    ):
        asked = begin(first)
        other.nonce = asked["nonce"]
        second.cookies.update(first.cookies)
        back = {"code": "a-code", "state": asked["state"]}
        assert second.get(CALLBACK, params=back).status_code == status


def test_a_browser_brings_back_only_what_it_was_given(
    client: TestClient, other: Crooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    purpose = f"sign-in {other.issuer} {CLIENT}"
    right, one = begun.Seal(SECRET, purpose), begun.new(None)
    wrong = begun.Seal("of others", purpose).close(one)
    none = encoded(b'{"alg": "none"}') + "." + right.close(one).split(".")[1] + "."
    monkeypatch.setattr(begun, "LIFE_SECONDS", -1)
    late = right.close(one)
    for kept in (wrong, none, late, "x", ""):
        client.cookies.set(COOKIE, kept)
        answer = client.get(CALLBACK, params={"code": "a-code", "state": one.state})
        refused(answer, 400, "has begun no such sign-in")
    monkeypatch.undo()
    client.cookies.set(COOKIE, right.close(one))
    other.nonce = one.nonce
    assert client.get(CALLBACK, params={"code": "a-code", "state": one.state}).status_code == 200


def test_the_provider_that_answers_must_be_the_one_that_was_asked(client: TestClient, other: Crooked) -> None:
    refused(sign_in(client, other, iss="https://evil.example"), 400, "has begun no such sign-in")
    assert sign_in(client, other, iss=other.issuer).status_code == 200


def test_what_the_provider_refuses_is_refused(client: TestClient, other: Crooked) -> None:
    asked = begin(client)
    back = client.get(CALLBACK, params={"state": asked["state"], "error": "access_denied", "error_description": "x"})
    refused(back, 403, "access_denied")
    refused(client.get(CALLBACK, params={"state": asked["state"]}), 400, "has begun no such sign-in")
    odd = client.get(CALLBACK, params={"state": asked["state"], "error": "<script>"})
    assert odd.status_code == 422
    other.answers[TOKEN] = (400, b'{"error": "invalid_grant"}')
    refused(sign_in(client, other), 401, "does not prove who you are")


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"groups": None}, "has no claim “groups”"),
        ({"groups": ["strangers"]}, "none of your groups"),
        ({"groups": ["planners", "readers"]}, "sign in to a programme of yours"),
        ({"groups": ["readers"]}, "is not there yet"),
    ],
)
def test_who_may_do_nothing_does_not_come_in(
    client: TestClient, other: Crooked, claims: dict[str, Any], told: str, database: Database, programme: str
) -> None:
    other.claims = claims
    refused(sign_in(client, other), 403, told)
    with database.listing() as session:
        assert session.scalars(select(Programme.name).where(Programme.name.startswith(programme))).all() == []


def test_who_belongs_to_several_programmes_signs_in_to_one(
    client: TestClient, other: Crooked, programme: str, database: Database
) -> None:
    found_or_made(database, f"{programme} too", make=True)
    other.claims = {"groups": ["planners", "readers"]}
    for name, role in ((programme, "planner"), (f"{programme} too", "viewer")):
        given = sign_in(client, other, name).json()
        assert (given["programme"], given["role"]) == (name, role)
    refused(sign_in(client, other, "another"), 403, f"one of: {programme}, {programme} too")


def test_groups_that_are_told_elsewhere_are_asked_for_there(client: TestClient, other: Crooked) -> None:
    other.claims = {"groups": None}
    other.told = {"groups": ["planners"], "iss": "https://evil.example", "email": "eve@evil.example"}
    given = sign_in(client, other)
    assert (given.status_code, given.json()["name"]) == (200, "ann@north.example")
    other.told["sub"] = "another"
    refused(sign_in(client, other), 401, "does not prove who you are")
    other.answers[USERINFO] = (401, b"{}")
    refused(sign_in(client, other), 503, "does not answer")


def test_a_programme_is_made_once_however_many_come_at_once(database: Database, programme: str) -> None:
    with ThreadPoolExecutor(8) as several:
        found = set(several.map(lambda _one: found_or_made(database, programme, make=True), range(16)))
    assert len(found) == 1
