"""Where the service is, and whether a token may go there: never in clear over a network, unless that is allowed."""

from __future__ import annotations

import ipaddress

import httpx2

from consolidate.client.errors import Unusable
from consolidate.text import _

LOCAL_NAME = "localhost"


def read_address(text: str, *, with_token: bool, allow_clear: bool) -> httpx2.URL:
    """The address of a service, which may lie below a path.

    Raises:
        Unusable: it is none, it holds a password, or the token would travel in clear to another machine.
    """
    try:
        url = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, TypeError, ValueError):
        raise Unusable(_("an address such as https://plans.example.org")) from None
    if url.userinfo or url.query or url.fragment:  # told without the address itself, since it may hold a secret
        raise Unusable(_("an address without a password, a query or a fragment"))
    if url.scheme not in ("http", "https") or not url.host:
        raise Unusable(_("{url}: an address that begins with http:// or https://").format(url=url))
    if with_token and url.scheme == "http" and not is_local(url.host) and not allow_clear:
        told = _("{url}: whoever is on the way could read the token; use https, or allow it explicitly")
        raise Unusable(told.format(url=url))
    return url


def is_local(host: str) -> bool:
    """Whether a host is this very machine, so that nobody is on the way to it."""
    name = host.lower().rstrip(".")
    if name == LOCAL_NAME or name.endswith("." + LOCAL_NAME):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
