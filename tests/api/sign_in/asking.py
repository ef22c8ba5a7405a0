"""Signing in, step by step, as a browser does."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from httpx2 import Response
from starlette.testclient import TestClient

from consolidate_api.oidc.provider import CALLBACK
from consolidate_api.settings import Settings
from consolidate_api.sign_in_settings import Share
from tests.api.sign_in.crooked import CLIENT, Crooked

PUBLIC = "http://localhost:8020"
"""Where browsers are told that the service is."""
COOKIE = "consolidate-sign-in"
SECRET = "what the service and the provider share"


def settings_of(issuer: str, secret: str, groups: dict[str, Share]) -> Settings:
    """The settings of a service where people sign in at this provider."""
    return Settings(
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=secret,
        oidc_groups=groups,
        public_url=PUBLIC,
    )


def begin(client: TestClient, **query: str) -> dict[str, str]:
    """Begin to sign in; what the provider is asked."""
    answer = client.get("/v1/sign-in", params=query, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def sign_in(client: TestClient, other: Crooked, programme: str | None = None, **query: str) -> Response:
    """Begin, and come back as the provider would send one; ``query`` says what comes back otherwise."""
    asked = begin(client, **({} if programme is None else {"programme": programme}))
    other.nonce = asked["nonce"]
    return client.get(CALLBACK, params={"code": "a-code", "state": asked["state"], **query})


def refused(answer: Response, status: int, told: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told in answer.json()["detail"]
