"""Signing in at a real provider (Django OAuth Toolkit), over HTTP from the first step to the last."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
import structlog
from httpx2 import Response
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.logs import configure_logs
from consolidate_api.oidc.begun import Seal
from consolidate_api.oidc.provider import CALLBACK
from consolidate_api.settings import Settings
from consolidate_api.sign_in_settings import Share
from tests.api.sign_in.asking import COOKIE, PUBLIC, SECRET, refused, settings_of
from tests.api.sign_in.crooked import CLIENT
from tests.api.sign_in.provider import Browser, browsing, providing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the provider keeps its people."""
    return tmp_path_factory.mktemp("provider")


@pytest.fixture(scope="module")
def issuer(folder: Path) -> Iterator[str]:
    with providing(folder) as running:
        yield running


def settings_for(issuer: str, secret: str = SECRET) -> Settings:
    groups = {"planners": Share(programme=f"north {uuid4()}", role=Role.PLANNER, create=True)}
    return settings_of(issuer, secret, groups)


@pytest.fixture
def settings(issuer: str) -> Settings:
    return settings_for(issuer)


@pytest.fixture
def browser(client: TestClient) -> Iterator[Browser]:
    with browsing(client) as opened:
        yield opened


def test_somebody_signs_in_and_works(browser: Browser) -> None:
    answer = browser.service.get(browser.signed_in(browser.begin(), "ann"))
    assert answer.status_code == 200, answer.text
    given = answer.json()
    assert (given["name"], given["role"]) == ("ann@north.example", "planner")
    bearer = {"Authorization": f"Bearer {given['secret']}"}
    assert browser.service.get("/v1/whoami", headers=bearer).json()["programme"] == given["programme"]
    assert browser.service.get("/v1/scenarios", headers=bearer).status_code == 200
    assert browser.service.get("/v1/tokens", headers=bearer).status_code == 403
    again = browser.service.get(browser.signed_in(browser.begin(), "ann"))
    assert again.json()["id"] != given["id"]


def test_a_public_client_proves_itself_by_its_verifier_alone(settings: Settings, database: Database) -> None:
    public = settings.model_copy(update={"oidc_client_id": f"{CLIENT}-public", "oidc_client_secret": None})
    with TestClient(create_app(public, database), base_url=PUBLIC) as client, browsing(client) as browser:
        assert client.get(browser.signed_in(browser.begin(), "ann")).status_code == 200


def test_somebody_of_no_group_of_ours_does_not_come_in(browser: Browser) -> None:
    refused(browser.service.get(browser.signed_in(browser.begin(), "bob")), 403, "none of your groups")


def test_a_code_is_good_once(browser: Browser) -> None:
    address = browser.begin()
    kept = browser.service.cookies[COOKIE]
    back = browser.signed_in(address, "ann")
    assert browser.service.get(back).status_code == 200
    refused(browser.service.get(back), 400, "has begun no such sign-in")
    browser.service.cookies.set(COOKIE, kept)
    refused(browser.service.get(back), 401, "does not prove who you are")


def test_a_code_is_good_for_whoever_began_alone(browser: Browser, settings: Settings) -> None:
    """Somebody who has seen a code brings it with a sign-in of their own."""
    back = dict(parse_qsl(urlsplit(browser.signed_in(browser.begin(), "ann")).query))
    seal = Seal(SECRET, f"sign-in {settings.oidc_issuer} {CLIENT}")
    mine = seal.open(browser.service.cookies[COOKIE])
    for other in ({"verifier": "x" * 64}, {"nonce": "x" * 32}):
        code = dict(parse_qsl(urlsplit(browser.signed_in(browser.begin(), "ann")).query))["code"]
        browser.service.cookies.clear()
        browser.service.cookies.set(COOKIE, seal.close(mine.model_copy(update=other)))
        answer = came_back(browser, code, mine.state)
        refused(answer, 401, "does not prove who you are")
    assert back["state"] == mine.state


def came_back(browser: Browser, code: str, state: str) -> Response:
    return browser.service.get(CALLBACK, params={"code": code, "state": state})


def test_a_wrong_secret_of_ours_is_told_as_ours(issuer: str, database: Database) -> None:
    wrong = settings_for(issuer, "another")
    with TestClient(create_app(wrong, database), base_url=PUBLIC) as client, browsing(client) as browser:
        refused(client.get(browser.signed_in(browser.begin(), "ann")), 503, "does not take us for its client")


def test_a_provider_with_new_keys_or_away(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consolidate_api.oidc.kept.REST_SECONDS", 0)
    with ExitStack() as stack:
        with providing(tmp_path) as issuer:
            app = create_app(settings_for(issuer), database)
            client = stack.enter_context(TestClient(app, base_url=PUBLIC))
            browser = stack.enter_context(browsing(client))
            assert client.get(browser.signed_in(browser.begin(), "ann")).status_code == 200
            back = browser.signed_in(browser.begin(), "ann")
        refused(client.get(back), 503, "does not answer")
        fresh = create_app(settings_for(issuer), database)
        refused(stack.enter_context(TestClient(fresh)).get("/v1/sign-in"), 503, "does not answer")
        with providing(tmp_path, "second", int(issuer.rpartition(":")[2])):
            assert client.get(browser.signed_in(browser.begin(), "ann")).status_code == 200


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is written to the log, the least important too."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure_logs(logging.DEBUG, stream)
    yield stream
    root.handlers, root.level = before
    structlog.reset_defaults()


def test_no_line_of_the_log_tells_what_lets_somebody_in(log: io.StringIO, browser: Browser, settings: Settings) -> None:
    address = browser.begin()
    begun = Seal(SECRET, f"sign-in {settings.oidc_issuer} {CLIENT}").open(browser.service.cookies[COOKIE])
    back = browser.signed_in(address, "ann")
    outside = len(log.getvalue())  # what the browser itself has logged until here, in the same process
    given = browser.service.get(back).json()
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    said = log.getvalue()[outside:]
    assert any(json.loads(line).get("path") == CALLBACK for line in said.splitlines())
    for secret in (given["secret"], code, begun.state, begun.nonce, begun.verifier, SECRET, "eyJ"):
        assert secret not in said, secret
