"""Connections to addresses that others have named: examined before anything is sent, and over within a given time.

A name is looked up once. Each of its addresses is examined, and the connection is made to one of those that were, so
that a name that means something else a moment later leads nowhere else. The certificate is that of the name all the
same, since the request and TLS know of nothing but the name.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore2
import httpx2

from consolidate.errors import ConsolidateError
from consolidate.text import _

MOST_ADDRESSES = 3
"""So many addresses of a name are tried."""
OWN_PORTS = 1024
"""Ports below are those of known services, of which none but HTTPS is meant to be sent a notice."""
HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?")
NAT64 = ip_network("64:ff9b::/96")
GLOBAL_V6 = ip_network("2000::/3")
SPECIAL = tuple(
    ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
"""Addresses for special uses that `ipaddress` counts as global in some versions; some lead to IPv4 by a detour."""


class Refused(ConsolidateError):
    """An address that nobody may reach from here, or a name that leads to none."""


class Late(httpcore2.TimeoutException):
    """The time for the whole of it is over."""


def target(url: str, *, private: bool) -> httpcore2.URL:
    """An address to which a notice can be sent; what its name means is not looked up yet.

    Raises:
        ValueError: it is none.
    """
    try:
        found = httpx2.URL(url)
    except (httpx2.InvalidURL, UnicodeError):
        raise ValueError(_("an address https://host/path")) from None
    if found.scheme != "https" and not (private and found.scheme == "http"):
        raise ValueError(_("an address that begins with https://"))
    if found.userinfo or found.fragment or "@" in found.netloc.decode():
        raise ValueError(_("an address without a user, a password, or a part after #"))
    host = found.raw_host.decode()
    _refuse_host(host, private)
    if found.port is not None and not (1 <= found.port < 2**16):
        raise ValueError(_("a port from 1 to 65535"))
    if not private and found.port is not None and found.port < OWN_PORTS and found.port != 443:
        raise ValueError(_("the port 443, or one from 1024 on"))
    return httpcore2.URL(scheme=found.raw_scheme, host=found.raw_host, port=found.port, target=found.raw_path)


def host_header(url: httpcore2.URL) -> bytes:
    """The host and port of an address, as the header ``Host`` has them."""
    host = b"[%b]" % url.host if b":" in url.host else url.host
    return host if url.port is None else b"%b:%d" % (host, url.port)


def public(address: str) -> bool:
    """Whether an address is one of the open internet; of one that stands for an IPv4 address, whether that is."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or (IPv4Address(int(found) & 0xFFFFFFFF) if found in NAT64 else None)
        if inner is None and found not in GLOBAL_V6:
            return False
        found = inner or found
    return found.is_global and not found.is_multicast and not any(found in one for one in SPECIAL)


def examined(host: str, port: int, *, private: bool) -> list[str]:
    """The addresses of a host, once all of them have been examined.

    Raises:
        Refused: it has none, or one of them is not public where that is needed.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(_("its name is not known")) from None
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not private and not all(public(address) for address in addresses):
        raise Refused(_("its name leads to an address that is not public"))
    return addresses[:MOST_ADDRESSES]


def trusted(ca: str | None) -> ssl.SSLContext:
    """Whose certificates are believed: those that the system trusts, and those of a file if there is one."""
    context = httpcore2.default_ssl_context()
    if ca is not None:
        context.load_verify_locations(ca)
    return context


def _refuse_host(host: str, private: bool) -> None:
    try:
        ip_address(host)
    except ValueError:
        if HOST.fullmatch(host) is None or not (private or "." in host):
            raise ValueError(_("an address with the whole name of a host")) from None
    else:
        if not (private or public(host)):
            raise ValueError(_("an address that is public"))


class Guarded(httpcore2.NetworkBackend):
    """Makes connections to examined addresses, for at most so many seconds from now on."""

    def __init__(self, *, private: bool, seconds: float) -> None:
        self._private = private
        self._clock = Clock(seconds)
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that answers.

        Raises:
            Refused: none of its addresses may be reached.
        """
        failed: Exception = Refused(_("its name is not known"))
        for address in examined(host, port, private=self._private):
            left = self._clock.left(timeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return Timed(stream, self._clock)
        raise failed


class Clock:
    """What is left of some seconds."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        """A time-out that ends in time.

        Raises:
            Late: nothing is left.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise Late
        return left if timeout is None else min(left, timeout)


class Timed(httpcore2.NetworkStream):
    """A connection on which nothing goes on longer than is allowed for the whole."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next."""
        return self._stream.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Go on under TLS."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._clock.left(timeout))
        return Timed(stream, self._clock)

    def get_extra_info(self, info: str) -> Any:
        """What else is known of the connection."""
        return self._stream.get_extra_info(info)
