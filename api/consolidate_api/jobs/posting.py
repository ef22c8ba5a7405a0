"""A notice sent to a webhook: one signed request, of whose answer the first lines alone are read."""

from __future__ import annotations

import base64
import hmac
import json
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore2

from consolidate import __version__
from consolidate.text import _
from consolidate_api.jobs.outside import Guarded, Refused, host_header, target, trusted
from consolidate_api.settings import Settings
from consolidate_api.store.tries import Answer

POST_SECONDS = 30.0
"""In which a receiver must have answered, from the look-up of its name on."""
TIMEOUTS = {"connect": 10.0, "write": 10.0, "read": 20.0}
GONE, PLEASE_WAIT = 410, (429, 503)
SECRET_MARK = "whsec_"


@dataclass(frozen=True)
class Letter:
    """What is sent: where to, under which id, the body, and what signs it."""

    url: str
    id: str
    body: bytes
    secret: bytes = field(repr=False)


def post(settings: Settings, letter: Letter) -> Answer:
    """Send a letter, and say what came of it."""
    try:
        url = target(letter.url, private=settings.webhook_private)
    except ValueError as error:
        return Answer(error=_("nothing is sent to such addresses, but to {allowed}").format(allowed=error))
    try:
        status, headers = _asked(settings, url, letter)
    except tuple(WHY) as error:
        return Answer(error=next(told(error) for kind, told in WHY.items() if isinstance(error, kind)))
    if 200 <= status < 300:
        return Answer(status)
    wait = _wait(headers) if status in PLEASE_WAIT else 0.0
    return Answer(status, _("it answered {status}").format(status=status), wait, gone=status == GONE)


def shown(secret: bytes) -> str:
    """A secret as receivers are given it."""
    return SECRET_MARK + base64.b64encode(secret).decode()


def signature(secret: bytes, identity: str, seconds: int, body: bytes) -> str:
    """The signature of a letter sent at a time, in seconds since 1970 (Standard Webhooks, ``v1``)."""
    signed = b"%b.%d.%b" % (identity.encode(), seconds, body)
    return "v1," + base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()


def body_of(told: Mapping[str, Any]) -> bytes:
    """What is told, as it is signed and sent."""
    return json.dumps(told, separators=(",", ":")).encode()


def _asked(settings: Settings, url: httpcore2.URL, letter: Letter) -> tuple[int, Sequence[tuple[bytes, bytes]]]:
    """Status and headers of the answer; what else there is of it is never read, and no redirect is followed."""
    context = trusted(None if settings.notice_ca is None else str(settings.notice_ca))
    guard = Guarded(private=settings.webhook_private, seconds=POST_SECONDS)
    with (
        httpcore2.HTTPConnection(url.origin, context, network_backend=guard) as connection,
        connection.stream(
            "POST", url, headers=_headers(url, letter), content=letter.body, extensions={"timeout": TIMEOUTS}
        ) as answer,
    ):
        return answer.status, answer.headers


def _headers(url: httpcore2.URL, letter: Letter) -> dict[bytes | str, bytes | str]:
    now = int(datetime.now(UTC).timestamp())
    return {
        "Host": host_header(url),
        "User-Agent": f"consolidate/{__version__}",
        "Content-Type": "application/json",
        "Connection": "close",
        "webhook-id": letter.id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(letter.secret, letter.id, now, letter.body),
    }


def _wait(headers: Sequence[tuple[bytes, bytes]]) -> float:
    """The seconds for which a receiver asks; 0 where it asks for none."""
    said = next((value for name, value in headers if name.lower() == b"retry-after"), b"").decode("latin-1").strip()
    if said.isascii() and said.isdigit():
        return float(said[:10])
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _no_connection(error: Exception) -> str:
    """Why there is no connection; a certificate that is not believed is worth a word of its own."""
    by_tls = any(isinstance(one, ssl.SSLError) for one in error.args)
    return _("its certificate is not believed, or it speaks no TLS") if by_tls else _("no connection")


WHY: Mapping[type[Exception], Callable[[Exception], str]] = {
    Refused: str,
    httpcore2.TimeoutException: lambda _error: _("no answer in time"),
    httpcore2.ConnectError: _no_connection,
    httpcore2.NetworkError: lambda _error: _("the connection broke off"),
    httpcore2.ProtocolError: lambda _error: _("no answer that is HTTP"),
}
"""Why there was no answer, in words of ours: what libraries and receivers say may quote anything."""
