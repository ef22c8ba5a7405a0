"""What can be set for notices: mail servers, senders and addresses, every fault at once and no password told."""

from __future__ import annotations

from pathlib import Path

import pytest

from consolidate.errors import FaultyDocument
from consolidate_api.settings import read_settings
from consolidate_api.smtp import MailServer, mail_address, mail_server

NAMES = ("WEBHOOK_PRIVATE", "NOTICE_CA", "SMTP_URL", "MAIL_FROM", "PUBLIC_URL")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"CONSOLIDATE_{name}", raising=False)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = tmp_path / "authority.pem"
    authority.touch()
    values = ("yes", str(authority), "smtp://us:hunter2@mail.example", "us@here.example", "https://plans.example/x/")
    for name, value in zip(NAMES, values, strict=True):
        monkeypatch.setenv(f"CONSOLIDATE_{name}", value)
    settings = read_settings()
    assert (settings.webhook_private, settings.notice_ca, settings.mail_from) == (True, authority, "us@here.example")
    assert settings.public_url == "https://plans.example/x"
    assert settings.smtp_url is not None
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in repr(mail_server(settings.smtp_url.get_secret_value()))


def test_without_any_no_mail_is_sent_and_nothing_private_is_reached() -> None:
    settings = read_settings()
    assert (settings.webhook_private, settings.smtp_url, settings.mail_from) == (False, None, None)


def test_every_fault_is_told_at_once_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(NAMES, ("maybe", "/nowhere", "smtp://us:hunter2@", "us", "plans.example"), strict=True):
        monkeypatch.setenv(f"CONSOLIDATE_{name}", value)
    with pytest.raises(FaultyDocument) as error:
        read_settings()
    assert [fault.path for fault in error.value.faults] == sorted(f"CONSOLIDATE_{name}" for name in NAMES)
    assert "hunter2" not in str(error.value)


def test_a_mail_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_SMTP_URL", "smtp://mail.example")
    with pytest.raises(FaultyDocument, match="CONSOLIDATE_MAIL_FROM"):
        read_settings()


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://mail.example", MailServer("smtp", "mail.example", 587, None, None)),
        ("smtps://mail.example/", MailServer("smtps", "mail.example", 465, None, None)),
        ("smtp+plain://localhost:2525", MailServer("smtp+plain", "localhost", 2525, None, None)),
        ("smtp://a%40b:p%2Fw@mail.example:25", MailServer("smtp", "mail.example", 25, "a@b", "p/w")),
        ("smtps://[::1]:4650", MailServer("smtps", "::1", 4650, None, None)),
    ],
)
def test_addresses_of_mail_servers(address: str, server: MailServer) -> None:
    assert mail_server(address) == server


@pytest.mark.parametrize(
    "address",
    [
        *("", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:99999", "smtp://mail.example:0"),
        *("smtp://mail.example/path", "smtp://mail.example?tls=no", "smtp+plain://us:hunter2@mail.example"),
    ],
)
def test_what_is_no_address_of_a_mail_server(address: str) -> None:
    with pytest.raises(ValueError, match="smtp://") as error:
        mail_server(address)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    "address", ["a@b.example", "first.last+tag@sub.north-town.example", "x_y@xn--bcher-kva.example"]
)
def test_addresses_of_people(address: str) -> None:
    assert mail_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "@b.example", "a@", "a@b", "a..b@c.example", ".a@b.example", "a@-b.example", "a@b-.example"),
        *("a@b.example\n", "a@b.example\r\nBcc: c@d.example", "a b@c.example", '"a b"@c.example', "å@b.example"),
        *("a@b.example,c@d.example", "A <a@b.example>", "a@[127.0.0.1]", "a@" + "b" * 64 + ".example"),
        "a" * 250 + "@b.example",
    ],
)
def test_what_is_no_address_of_a_person(address: str) -> None:
    with pytest.raises(ValueError, match="in plain letters"):
        mail_address(address)
