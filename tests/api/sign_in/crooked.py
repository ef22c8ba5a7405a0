"""A provider that answers whatever a test wants, rightly or not; what a real one does is tested with a real one."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT = "consolidate"
METADATA, KEYS, TOKEN, USERINFO = "/.well-known/openid-configuration", "/keys", "/token", "/userinfo"


@cache
def key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


@dataclass
class Crooked:
    """The provider: ``claims`` are put on top of the right ones (None takes one away), ``answers`` take their place."""

    issuer: str = ""
    nonce: str = ""
    key: RSAKey = field(default_factory=lambda: key("first"))
    claims: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    signed: Callable[[dict[str, Any]], str] | None = None
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def id_token(self) -> str:
        now = int(time.time())
        right = {"iss": self.issuer, "sub": "1234", "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": self.nonce}
        about = {"email": "ann@north.example", "groups": ["planners"]}
        claims = {name: value for name, value in (right | about | self.claims).items() if value is not None}
        return (self.signed or self.sign)(claims)

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        return self.answers.get(path) or (200, json.dumps(self._document(path)).encode())

    def _document(self, path: str) -> dict[str, Any]:
        if path == METADATA:
            places = {"authorization_endpoint": "/authorize", "token_endpoint": TOKEN, "jwks_uri": KEYS}
            places["userinfo_endpoint"] = USERINFO
            return {"issuer": self.issuer, **{name: self.issuer + place for name, place in places.items()}}
        if path == KEYS:
            return dict(KeySet([self.key]).as_dict())
        if path == TOKEN:
            token = {"access_token": "an-access-token", "token_type": "Bearer", "id_token": self.id_token()}
            return {name: value for name, value in (token | self.given).items() if value is not None}
        return {"sub": "1234"} | self.told


@contextmanager
def crooked() -> Iterator[Crooked]:
    """A provider on a port of its own."""
    provider = Crooked()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if body:
                provider.sent.append(dict(parse_qsl(body.decode())))
            status, answer = provider.answer(urlsplit(self.path).path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815 (the library's name)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield provider
        finally:
            server.shutdown()
            serving.join()
