"""Mail servers and mail addresses, as settings and people write them in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from consolidate.text import _

ADDRESS = (
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"
)
"""An address in plain letters, without what needs quotes; whether somebody reads mail there shows when one is sent."""
MOST_ADDRESS = 254
ADDRESS_SCHEMA: dict[str, Any] = {"pattern": ADDRESS, "maxLength": MOST_ADDRESS, "examples": ["plans@north.example"]}

IMPLICIT, UPGRADED, PLAIN = "smtps", "smtp", "smtp+plain"
PORTS = {IMPLICIT: 465, UPGRADED: 587, PLAIN: 25}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; ``scheme`` says whether TLS is spoken from the start, is turned on first, or never."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)


def mail_server(address: str) -> MailServer:
    """What an address says: ``smtps://user:password@host:465``, ``smtp://…`` (587), ``smtp+plain://host`` (25).

    In user and password, what an address gives a meaning to is written with a per cent sign: ``%40`` for ``@``.

    Raises:
        ValueError: it says something else; its text does not repeat the address, which may hold a password.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError(_allowed()) from None
    if parts.scheme not in PORTS or not parts.hostname or port == 0 or _more(parts):
        raise ValueError(_allowed())
    user, password = (None if text is None else unquote(text) for text in (parts.username, parts.password))
    if parts.scheme == PLAIN and (user or password):
        raise ValueError(_("no password where it could be read on the way: `smtp://` or `smtps://`"))
    return MailServer(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def mail_address(text: str) -> str:
    """The address, if it is one.

    Raises:
        ValueError: it is none, or one that would need more than plain letters.
    """
    if len(text) > MOST_ADDRESS or re.fullmatch(ADDRESS, text) is None:
        raise ValueError(_("an address name@host.domain in plain letters"))
    return text


def _more(parts: SplitResult) -> bool:
    """Whether there is more than a mail server needs."""
    return parts.path not in ("", "/") or bool(parts.query or parts.fragment)


def _allowed() -> str:
    return _("an address smtp://user:password@host:port, smtps://… or smtp+plain://host:port")
