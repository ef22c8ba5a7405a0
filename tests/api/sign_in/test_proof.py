"""What a provider's answer proves: only what it has signed, for us, for this sign-in, and just now."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from starlette.testclient import TestClient

from consolidate_api.database.engine import Database
from consolidate_api.oidc.provider import CALLBACK
from consolidate_api.store.programmes import found_or_made
from tests.api.sign_in.asking import begin, refused, sign_in
from tests.api.sign_in.crooked import CLIENT, Crooked, encoded, key


def by_secret(other: Crooked) -> str:
    """Sign with the provider's public key as if it were a secret, for a verifier that minds no algorithm."""
    header = json.dumps({"alg": "HS256", "kid": other.key.kid}).encode()
    text = f"{encoded(header)}.{body_of(other)}"
    return f"{text}.{encoded(hmac.digest(other.key.as_pem(private=False), text.encode(), 'sha256'))}"


def by_nobody(other: Crooked) -> str:
    return encoded(b'{"alg": "none"}') + f".{body_of(other)}."


def by_another(other: Crooked) -> str:
    """Sign with a key that only calls itself by the name of the right one."""
    claims = json.loads(base64.urlsafe_b64decode(body_of(other) + "=="))
    return jwt.encode({"alg": "RS256", "kid": other.key.kid}, claims, key("other"))


def with_another_body(other: Crooked) -> str:
    head, _body, signature = other.id_token().split(".")
    return f"{head}.{encoded(b'{}')}.{signature}"


def body_of(other: Crooked) -> str:
    return other.id_token().split(".")[1]


FORGED: list[Callable[[Crooked], Any]] = [by_secret, by_nobody, by_another, with_another_body]


@pytest.mark.parametrize("forged", [*FORGED, lambda _other: "x.y.z", lambda _other: "", lambda _other: None])
def test_what_is_not_signed_by_the_provider_proves_nothing(
    client: TestClient, other: Crooked, forged: Callable[[Crooked], Any]
) -> None:
    asked = begin(client)
    other.nonce = asked["nonce"]
    other.given = {"id_token": forged(other)}
    answer = client.get(CALLBACK, params={"code": "a-code", "state": asked["state"]})
    refused(answer, 401, "does not prove who you are")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    other.given = {}
    assert sign_in(client, other).status_code == 200


NOW = int(time.time())
WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another"},
    "another audience, with us as the party": {"aud": "another", "azp": CLIENT},
    "no audience": {"aud": None},
    "audiences without us": {"aud": ["a", "b"], "azp": CLIENT},
    "several audiences, and nobody as the party": {"aud": [CLIENT, "b"]},
    "another party": {"aud": [CLIENT, "b"], "azp": "b"},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "expired": {"exp": NOW - 90},
    "no end": {"exp": None},
    "an end that is none": {"exp": "never"},
    "of the future": {"iat": NOW + 4000},
    "not yet": {"nbf": NOW + 4000},
    "of no time": {"iat": None},
    "of nobody": {"sub": None},
    "of somebody who cannot be": {"sub": "a\0b"},
    "for another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_what_the_provider_says_for_others_proves_nothing(
    client: TestClient, other: Crooked, wrong: dict[str, Any], database: Database, programme: str
) -> None:
    other.claims = wrong
    answer = sign_in(client, other)
    assert answer.status_code == 401, answer.text
    assert found_or_made(database, programme, make=False) is None


@pytest.mark.parametrize(
    "right",
    [{"aud": [CLIENT]}, {"aud": [CLIENT, "b"], "azp": CLIENT}, {"exp": NOW - 30}, {"iat": NOW + 30, "nbf": NOW + 30}],
)
def test_clocks_may_differ_a_little_and_others_may_be_meant_too(
    client: TestClient, other: Crooked, right: dict[str, Any]
) -> None:
    shift = int(time.time()) - NOW
    other.claims = {name: value + shift if isinstance(value, int) else value for name, value in right.items()}
    assert sign_in(client, other).status_code == 200
