"""Connections to addresses that others have named: none to what is not public, and none to what was not examined."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import httpcore2
import pytest

from consolidate_api.jobs import outside
from consolidate_api.jobs.outside import Guarded, Refused, examined, host_header, public, target

OPEN = "93.184.216.34"
PRIVATE = [
    *("127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("192.0.0.9", "192.88.99.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "224.0.0.1", "239.1.1.1"),
    *("::1", "::", "fd00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff0e::1", "2001:db8::1", "3fff::1", "5f00::1"),
    *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
    *("2002:a00:1::1", "2001:0:a00:1::1"),
]
PUBLIC = [OPEN, "8.8.8.8", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]

Resolver = Callable[..., list[Any]]


def resolver(*answers: list[str]) -> Resolver:
    """Looks every name up, each time with the next answer."""
    left = list(answers)

    def found(_host: str, port: int, **_given: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

    return found


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where connections were tried; nobody answers there."""
    tried: list[str] = []

    def connect(_self: object, host: str, *_given: object) -> None:
        tried.append(host)
        raise httpcore2.ConnectError

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    return tried


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_open_internet_is_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_of_the_open_internet_is_public(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_leads_nowhere(
    address: str, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver([address], [address]))
    with pytest.raises(Refused, match="not public"):
        Guarded(private=False, seconds=5).connect_tcp("hooks.example", 443)
    assert connected == []
    with pytest.raises(httpcore2.ConnectError):
        Guarded(private=True, seconds=5).connect_tcp("hooks.example", 443)
    assert connected == [address]


def test_one_private_address_among_others_is_enough(connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver([OPEN, "10.0.0.1"]))
    with pytest.raises(Refused, match="not public"):
        Guarded(private=False, seconds=5).connect_tcp("hooks.example", 443)
    assert connected == []


def test_a_name_is_looked_up_once_and_what_was_examined_is_connected_to(
    connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver([OPEN, "8.8.8.8"], ["127.0.0.1"]))
    with pytest.raises(httpcore2.ConnectError):
        Guarded(private=False, seconds=5).connect_tcp("hooks.example", 443)
    assert connected == [OPEN, "8.8.8.8"], "and not what the name means a moment later"


def test_only_the_first_addresses_of_a_name_are_tried(connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"8.8.8.{last}" for last in range(1, 20)]
    monkeypatch.setattr(socket, "getaddrinfo", resolver(many))
    with pytest.raises(httpcore2.ConnectError):
        Guarded(private=False, seconds=5).connect_tcp("hooks.example", 443)
    assert connected == many[: outside.MOST_ADDRESSES]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0x7f.1", "127.1", "2130706433", "0177.0.0.1"])
def test_numbers_in_any_form_are_examined_as_what_they_mean(host: str) -> None:
    with pytest.raises(Refused):
        examined(host, 443, private=False)


@pytest.mark.parametrize("error", [socket.gaierror("no such name"), UnicodeError("label too long")])
def test_a_name_that_nobody_knows_is_refused(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: Any, **_given: Any) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Refused, match="not known"):
        examined("hooks.example", 443, private=True)


def test_when_the_time_is_over_nothing_goes_on(connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver([OPEN]))
    with pytest.raises(httpcore2.TimeoutException):
        Guarded(private=False, seconds=0).connect_tcp("hooks.example", 443)
    assert connected == []


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://hooks.example/a?b=c", b"hooks.example"),
        ("https://hooks.example:8443", b"hooks.example:8443"),
        ("https://BÜCHER.example/å", b"xn--bcher-kva.example"),
        ("https://[2a00:1450::1]:8443/x", b"[2a00:1450::1]:8443"),
        (f"https://{OPEN}/", OPEN.encode()),
    ],
)
def test_an_address_that_can_be_sent_to(url: str, host: bytes) -> None:
    assert host_header(target(url, private=False)) == host


REFUSED_ALWAYS = [
    *("", "hooks.example", "//hooks.example", "ftp://hooks.example/", "https://", "https:///x", "javascript:alert(1)"),
    *("https://user:password@hooks.example/", "https://user@hooks.example/", "https://hooks.example/#part"),
    *(
        "https://hooks.example\n.evil.example/",
        "https://hooks.example\\@evil.example/",
        "https://127.0.0.1%2f.example/",
    ),
    *("https://hooks.example:0/", "https://hooks.example:65536/", "https://-x.example/", "https://" + "x" * 70_000),
]
REFUSED_UNLESS_PRIVATE = [
    *("http://hooks.example/", "https://localhost/", "https://intranet/", "https://hooks.example:25/"),
    *("https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://2130706433/"),
]


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("url", REFUSED_ALWAYS)
def test_what_is_no_address_to_send_to(url: str, private: bool) -> None:
    with pytest.raises(ValueError, match=r"^(an address|a port)"):
        target(url, private=private)


@pytest.mark.parametrize("url", REFUSED_UNLESS_PRIVATE)
def test_what_is_one_only_where_private_addresses_are_allowed(url: str) -> None:
    assert target(url, private=True).scheme in {b"http", b"https"}
    with pytest.raises(ValueError, match=r"^(an address|the port 443)"):
        target(url, private=False)
