"""A provider that is away, makes no sense, leads elsewhere, or has new keys: never an error of the service."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.oidc import provider
from consolidate_api.oidc.errors import ProviderAway
from consolidate_api.oidc.kept import REST_SECONDS, Kept
from consolidate_api.settings import Settings
from tests.api.sign_in.asking import PUBLIC, refused, sign_in
from tests.api.sign_in.crooked import KEYS, METADATA, TOKEN, Crooked, key


def test_new_keys_of_the_provider_are_fetched_when_they_are_met(client: TestClient, other: Crooked) -> None:
    assert sign_in(client, other).status_code == 200
    assert sign_in(client, other).status_code == 200
    assert (other.asked.count(KEYS), other.asked.count(METADATA)) == (1, 1)
    other.key = key("second")
    assert sign_in(client, other).status_code == 200
    assert other.asked.count(KEYS) == 2


GARBAGE = [(500, b""), (200, b""), (200, b"[]"), (302, b""), (404, b"<html>")]


@pytest.mark.slow
@pytest.mark.parametrize("place", [METADATA, KEYS, TOKEN])
@pytest.mark.parametrize("answer", GARBAGE)
def test_a_provider_that_makes_no_sense_is_away(
    client: TestClient, other: Crooked, place: str, answer: tuple[int, bytes]
) -> None:
    other.answers[place] = answer
    told = client.get("/v1/sign-in", follow_redirects=False) if place == METADATA else sign_in(client, other)
    refused(told, 503, "does not answer")
    assert told.headers["Retry-After"] == "5"


def test_an_answer_without_an_id_token_proves_nothing(client: TestClient, other: Crooked) -> None:
    other.answers[TOKEN] = (200, b'{"access_token": "x", "token_type": "Bearer"}')
    refused(sign_in(client, other), 401, "does not prove who you are")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"issuer": "https://evil.example"}, "calls itself by another name"),
        ({"token_endpoint": "http://provider.example/token"}, "does not answer"),
        ({"authorization_endpoint": None}, "does not answer"),
    ],
)
def test_a_provider_that_leads_elsewhere_is_not_followed(
    client: TestClient, other: Crooked, changed: dict[str, Any], told: str
) -> None:
    right = json.loads(other.answer(METADATA)[1])
    other.answers[METADATA] = (200, json.dumps(right | changed).encode())
    refused(client.get("/v1/sign-in", follow_redirects=False), 503, told)


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "server_error"])
def test_a_provider_that_does_not_know_us_is_no_fault_of_who_signs_in(
    client: TestClient, other: Crooked, error: str
) -> None:
    other.answers[TOKEN] = (400, json.dumps({"error": error}).encode())
    refused(sign_in(client, other), 503, "does not take us for its client")


def test_too_many_at_once_do_not_hold_up_the_service(
    client: TestClient, other: Crooked, monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database
) -> None:
    monkeypatch.setattr(provider, "MOST_AT_ONCE", 0)
    with TestClient(create_app(settings, database), base_url=PUBLIC) as full:
        refused(full.get("/v1/sign-in", follow_redirects=False), 503, "too many sign in at once")
    assert sign_in(client, other).status_code == 200


def test_who_begins_too_often_waits(settings: Settings, database: Database) -> None:
    slow = settings.model_copy(update={"requests_per_minute": 2})
    with TestClient(create_app(slow, database), base_url=PUBLIC) as client:
        asked = [client.get("/v1/sign-in", follow_redirects=False).status_code for _time in range(3)]
    assert asked == [303, 303, 429]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_trouble_the_provider_is_left_in_peace() -> None:
    clock, tries = Clock(), []

    def fetch() -> int:
        tries.append(clock.now)
        if len(tries) < 3:
            raise ProviderAway("away")
        return len(tries)

    kept = Kept(fetch, clock)
    for _time in range(3):
        with pytest.raises(ProviderAway, match="away"):
            kept.get()
    assert len(tries) == 1
    clock.now += REST_SECONDS
    with pytest.raises(ProviderAway):
        kept.get()
    clock.now += REST_SECONDS
    assert [kept.get(), kept.get(), len(tries)] == [3, 3, 3]
    clock.now += 3600
    assert kept.get() == 4
    assert kept.get(oldest=0) == 5
