"""Receivers that answer anything, or should not be asked: bounded, under TLS, not private, and never quoted."""

from __future__ import annotations

import base64
import json
import socket
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from consolidate_api.database.engine import Database
from consolidate_api.jobs import notices as work
from consolidate_api.jobs import posting
from consolidate_api.settings import Settings
from consolidate_api.store import tries
from tests.api.conftest import Office
from tests.api.noticing import Line, tried
from tests.api.receivers import Answering, Authority, answering, make_due, receiving
from tests.api.test_logs import Lines, lines

__all__ = ["lines"]


@pytest.fixture
def settings() -> Settings:
    return Settings(webhook_private=True)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def endless_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")


def drop_by_drop(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _time in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def silent(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def gibberish(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP hunter2\r\n\r\n")


def nothing(_handler: BaseHTTPRequestHandler) -> None:
    """Hang up."""


def test_an_answer_without_end_is_not_read(office: Office, database: Database, settings: Settings) -> None:
    began = time.monotonic()
    line, wait = tried(office, database, settings, endless)
    assert wait is None
    assert line.row().state == "delivered"
    assert time.monotonic() - began < 20


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (endless_headers, "no answer that is HTTP"),
        (gibberish, "no answer that is HTTP"),
        (nothing, "no answer that is HTTP"),
        (silent, "no answer in time"),
        (drop_by_drop, "no answer in time"),
    ],
)
def test_what_is_no_answer_is_told_in_words_of_ours(
    office: Office,
    database: Database,
    settings: Settings,
    answer: Answering,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(posting, "TIMEOUTS", {"connect": 5.0, "write": 5.0, "read": 1.0})
    monkeypatch.setattr(posting, "POST_SECONDS", 2.0)
    began = time.monotonic()
    line, wait = tried(office, database, settings, answer)
    assert wait is not None
    assert (line.row().last_status, line.row().last_error) == (None, told)
    assert time.monotonic() - began < 25


def test_nobody_there(office: Office, database: Database, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = Line(office, database, settings, f"http://127.0.0.1:{port}/")
    assert line.deliver() is not None
    assert line.row().last_error == "no connection"


def test_a_certificate_must_be_of_the_name_and_believed(
    office: Office, database: Database, settings: Settings, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    with receiving(answering(200), authority.server("localhost"), "localhost") as receiver:
        line = Line(office, database, settings, receiver.address)
        assert line.deliver() is not None
        assert line.row().last_error == "its certificate is not believed, or it speaks no TLS"
        assert receiver.asked == []
        make_due(database, office)
        assert line.deliver(notice_ca=authority.file) is None
    assert line.row().state == "delivered"
    assert receiver.asked[0].headers["host"] == receiver.address.split("/")[2]


def test_a_certificate_of_another_name_is_not_believed(
    office: Office, database: Database, settings: Settings, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    with receiving(answering(200), authority.server("other.example"), "localhost") as receiver:
        line = Line(office, database, settings, receiver.address)
        assert line.deliver(notice_ca=authority.file) is not None
    assert line.row().last_error == "its certificate is not believed, or it speaks no TLS"
    assert receiver.asked == []


def test_where_private_addresses_are_not_allowed_none_is_reached(
    office: Office, database: Database, settings: Settings, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    with receiving(answering(200), authority.server("local.example"), "local.example") as receiver:
        line = Line(office, database, settings, receiver.address)
        with pytest.MonkeyPatch.context() as patched:
            port = int(receiver.address.split(":")[2].split("/")[0])
            known = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
            patched.setattr(socket, "getaddrinfo", resolved(known))
            assert line.deliver(notice_ca=authority.file, webhook_private=False) is not None
            assert line.row().last_error == "its name leads to an address that is not public"
            assert receiver.asked == []
            make_due(database, office)
            assert line.deliver(notice_ca=authority.file) is None
    assert len(receiver.asked) == 1


def resolved(known: list[Any]) -> Any:
    """A resolver that has an answer for one name; numbers are what they are."""
    real = socket.getaddrinfo

    def found(host: str, *arguments: Any, **given: Any) -> list[Any]:
        return known if host == "local.example" else real(host, *arguments, **given)

    return found


def test_an_address_without_tls_is_not_sent_to_once_that_is_not_allowed_any_more(
    office: Office, database: Database, settings: Settings
) -> None:
    with receiving(answering(200)) as receiver:
        line = Line(office, database, settings, receiver.address)
        assert line.deliver(webhook_private=False) is not None
    assert receiver.asked == []
    assert "https://" in str(line.row().last_error)


def test_proxies_of_the_environment_are_not_asked(
    office: Office, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving(answering(200)) as proxy, receiving(answering(200)) as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert Line(office, database, settings, receiver.address).deliver() is None
    assert proxy.asked == []
    assert len(receiver.asked) == 1


def test_no_secret_no_address_and_no_answer_is_told(
    office: Office, database: Database, settings: Settings, lines: Lines
) -> None:
    with receiving(gibberish) as receiver:
        line = Line(office, database, settings, receiver.address.replace("told", "hooks/s3cr3t-path"))
        line.deliver()
        with database.tenant(office.tenant) as session:
            session.execute(text("UPDATE deliveries SET since = now() - interval '1 day', next_try_at = now()"))
        line.deliver()
    kept = office.ask("GET", "/v1/audit").text + office.ask("GET", f"/v1/deliveries/{line.row().id}").text
    told = json.dumps(lines()) + kept + repr(line.row())
    assert "given up" in told
    assert receiver.asked[0].path.startswith("/hooks/s3cr3t-path")
    bare = line.secret.removeprefix("whsec_")
    for secret in (bare, base64.b64decode(bare).hex(), repr(base64.b64decode(bare)), "s3cr3t-path", "hunter2"):
        assert secret not in told


def test_a_try_does_not_show_its_secret(office: Office, database: Database, settings: Settings) -> None:
    line = Line(office, database, settings, "http://127.0.0.1:9/")
    with database.tenant(office.tenant) as session:
        made = tries.take(session, line.row().id)
    assert isinstance(made, tries.Try)
    assert made.webhook is not None
    letter = posting.Letter(made.webhook.url, "msg_1", b"", made.webhook.secret)
    for shown in (repr(made), repr(made.webhook), repr(letter), str(letter)):
        assert repr(made.webhook.secret) not in shown


def test_a_fault_of_the_program_is_told_and_tried_again(
    office: Office, database: Database, settings: Settings, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "post", broken)
    line = Line(office, database, settings, "http://127.0.0.1:9/")
    assert line.deliver() is not None
    assert line.row().last_error == "a fault of the program, or of its settings"
    assert any(one["event"] == "failed" and "ZeroDivisionError" in one["exception"] for one in lines())
