"""Notices by mail, with a real mail server: under TLS or not at all, one message for each, nothing smuggled in."""

from __future__ import annotations

import json
import socket
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from consolidate.scenario.read import parse_scenario
from consolidate.study.document import mark_of
from consolidate.study.files import study_json
from consolidate.study.replan.document import Proposal
from consolidate_api.auth.caller import operator
from consolidate_api.database.engine import Database
from consolidate_api.jobs.mail import mail
from consolidate_api.jobs.notices import deliver
from consolidate_api.jobs.wording import line, message
from consolidate_api.settings import Settings
from consolidate_api.smtp import MailServer
from consolidate_api.store import mailings, tries
from consolidate_api.store.notices import EVENTS, announce
from consolidate_api.store.tables import AuditEntry, Delivery, Run
from tests.api.conftest import Office
from tests.api.receivers import HERE, Authority, Mailbox, deliveries, mailbox, make_due
from tests.api.runs import TWO_TOWNS, scenario, submitted
from tests.api.test_logs import Lines, lines

__all__ = ["lines"]

PASSWORD = "p%40ss%2Fword"
DATA = {"baseline": "b1", "author": "Åse\r\nBcc: eve@east.example", "why": "cheaper\n\nby far", "same": False}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def mail_settings(box: Mailbox, authority: Authority, address: str = "smtp://{place}", **more: Any) -> Settings:
    """Settings that lead to a mail server; ``{place}`` stands for it, by its name in certificates."""
    url = SecretStr(address.format(place=f"localhost:{box.port}"))
    return Settings(smtp_url=url, mail_from="plans@consolidate.example", notice_ca=authority.file, **more)


class Post:
    """One notice on its way to one person."""

    def __init__(self, office: Office, database: Database, event: str = "baseline.adopted", **data: Any) -> None:
        self.office, self.database = office, database
        with database.tenant(office.tenant) as session:
            mailings.replace(session, operator(office.tenant), ["ann@north.example"], EVENTS)
            announce(session, office.tenant, event, "/baselines/b1", {**DATA, **data})

    def row(self) -> Any:
        (found,) = deliveries(self.database, self.office)
        return found

    def deliver(self, settings: Settings) -> float | None:
        return deliver(settings, self.database, self.office.tenant, self.row().id)


def content(found: EmailMessage) -> str:
    return str(found.get_content()).replace("\r\n", "\n")


@pytest.fixture
def post(office: Office, database: Database) -> Post:
    return Post(office, database)


def test_mail_is_handed_in_under_tls_with_a_password(post: Post, authority: Authority) -> None:
    with mailbox(tls_context=authority.server("localhost"), require_starttls=True, auth_required=True) as box:
        settings = mail_settings(box, authority, f"smtp://us:{PASSWORD}@{{place}}", public_url="https://plans.example")
        assert [post.deliver(settings) for _time in range(2)] == [None, None]
    assert (post.row().state, post.row().tries) == ("delivered", 1)
    assert (box.recipients, box.under_tls, box.users) == (["ann@north.example"], [True], ["us"])
    (found,) = box.messages
    assert found["From"] == "plans@consolidate.example"
    assert found["To"] == "ann@north.example"
    assert found["Subject"].strip() == f"[programme {post.office.tenant}] a plan has been adopted"
    assert found["Message-ID"] == f"<{post.row().id.hex}@consolidate.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Bcc"] is None
    assert found.get_content_type() == "text/plain"
    told = content(found)
    assert "https://plans.example/v1/baselines/b1\n" in told
    assert "author: Åse Bcc: eve@east.example\n" in told
    assert "why: cheaper by far\n" in told
    assert "same" not in told


def test_tls_may_be_spoken_from_the_start(post: Post, authority: Authority) -> None:
    with mailbox(ssl_context=authority.server("localhost")) as box:
        assert post.deliver(mail_settings(box, authority, "smtps://{place}")) is None
    assert box.recipients == ["ann@north.example"]


def test_a_server_without_tls_gets_no_mail_unless_its_address_says_so(post: Post, authority: Authority) -> None:
    with mailbox() as box:
        assert post.deliver(mail_settings(box, authority)) is not None
        assert post.row().last_error == "the mail server does not offer TLS, or no way to give a password"
        assert box.messages == []
        make_due(post.database, post.office)
        assert post.deliver(mail_settings(box, authority, "smtp+plain://{place}")) is None
    assert (box.under_tls, box.recipients) == ([False], ["ann@north.example"])


@pytest.mark.parametrize("address", ["smtp://{place}", "smtps://{place}"])
def test_a_certificate_that_is_not_believed_ends_it(post: Post, authority: Authority, address: str) -> None:
    shown = authority.server("other.example")
    tls: dict[str, Any] = {"tls_context": shown} if address.startswith("smtp:") else {"ssl_context": shown}
    with mailbox(**tls) as box:
        assert post.deliver(mail_settings(box, authority, address)) is not None
    assert post.row().last_error == "the certificate of the mail server is not believed, or it speaks no TLS"
    assert box.messages == []


def test_a_wrong_password_is_told_and_not_shown(post: Post, authority: Authority, lines: Lines) -> None:
    with mailbox(tls_context=authority.server("localhost"), auth_required=True) as box:
        settings = mail_settings(box, authority, "smtp://us:hunter2@{place}")
        assert post.deliver(settings) is not None
    assert post.row().last_error == "the mail server does not take user and password"
    assert "hunter2" not in json.dumps(lines()) + repr(settings) + str(post.row().last_error)


@pytest.mark.parametrize(("refusal", "state"), [("550 no hunter2 here", "given_up"), ("451 later, hunter2", "waiting")])
def test_somebody_who_is_not_there_is_not_tried_again(
    post: Post, authority: Authority, refusal: str, state: str
) -> None:
    with mailbox(refusal) as box:
        wait = post.deliver(mail_settings(box, authority, "smtp+plain://{place}"))
    assert (wait is None) == (state == "given_up")
    found = post.row()
    assert (found.state, found.last_status) == (state, int(refusal[:3]))
    assert found.last_error == f"the mail server answered {refusal[:3]}"
    with post.database.tenant(post.office.tenant) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.author == tries.BY)).all()
    assert [entry.action for entry in entries] == (["delivery.give_up"] if wait is None else [])


def test_nobody_there(post: Post, authority: Authority) -> None:
    with socket.create_server((HERE, 0)) as free:
        gone = Mailbox(free.getsockname()[1])
    assert post.deliver(mail_settings(gone, authority)) is not None
    assert post.row().last_error == "the mail server does not answer"


def test_who_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, post: Post, authority: Authority) -> None:
    monkeypatch.setattr("consolidate_api.jobs.mail.MAIL_SECONDS", 0.5)
    with socket.create_server((HERE, 0)) as dumb:
        box = Mailbox(dumb.getsockname()[1])
        assert post.deliver(mail_settings(box, authority)) is not None
    assert post.row().last_error == "the mail server does not answer"


def test_without_a_mail_server_a_notice_is_given_up_with_the_reason(post: Post) -> None:
    assert post.deliver(Settings()) is None
    assert (post.row().state, post.row().last_error) == ("given_up", "no mail server is set: CONSOLIDATE_SMTP_URL")


def test_a_message_that_was_taken_stays_so_however_the_server_says_good_bye() -> None:
    with mailbox() as box, pytest.MonkeyPatch.context() as patched:

        def rude(_self: object) -> None:
            raise ConnectionResetError

        patched.setattr("smtplib.SMTP.quit", rude)
        server = MailServer("smtp+plain", HERE, box.port, None, None)
        answer = mail(server, ssl.create_default_context(), message(*sample()))
    assert answer.error is None
    assert len(box.messages) == 1


def sample() -> tuple[Settings, tries.Try, str]:
    """A notice of which every part tries to be more than it is."""
    settings = Settings(smtp_url=SecretStr("smtp+plain://h"), mail_from="plans@consolidate.example")
    return (
        settings,
        tries.Try(odd_row(), None, "Åsen\r\nBcc: eve@east.example\x00\x1b[2J" + "x" * 500, 0.0),
        "# Plan\n\nÅ",
    )


def odd_row() -> Delivery:
    return Delivery(
        tenant=uuid4(),
        id=uuid4(),
        recipient="ann@north.example",
        event="run.ended",
        subject="/runs/1",
        payload={"outcome": "Plan\r\nBcc: eve@east.example\r\n\r\nDear all", "a\r\nb": "c"},
        created_at=datetime(2027, 1, 2, tzinfo=UTC),
    )


def test_no_text_becomes_a_header() -> None:
    made = message(*sample())
    assert sorted(made.keys()) == sorted(
        [
            *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
            *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
        ]
    )
    assert "\n" not in made["Subject"]
    raw = bytes(made)
    assert b"\r\nBcc:" not in raw
    assert b"\x1b" not in raw
    assert b"\x00" not in raw
    assert max(len(one) for one in raw.split(b"\r\n")) < 998
    assert "# Plan\n\nÅ\n" in content(made)


def test_a_line_is_one_and_not_endless() -> None:
    assert line("a\r\n b\x00\u2028c\x1b") == "a b? c?"
    assert len(line("x" * 10_000)) == 200


def test_mail_about_a_proposal_begins_with_it(office: Office, database: Database, authority: Authority) -> None:
    run = submitted(office, scenario(office))["id"]
    study = Proposal(
        format="consolidate/proposal/1",
        scenario=mark_of(parse_scenario(TWO_TOWNS)),
        status_date="2027-03-01",
        outcome="infeasible",
        adopted="kept",
        same=False,
    )
    with database.tenant(office.tenant) as session:
        session.get_one(Run, (office.tenant, UUID(run))).study = study_json(study)
    post = Post(office, database, "proposal.ready", run=run)
    with mailbox() as box:
        assert post.deliver(mail_settings(box, authority, "smtp+plain://{place}")) is None
    (found,) = box.messages
    assert found["Subject"].endswith("a proposal is ready")
    assert "\n\n## Proposal after " in content(found)


def test_a_study_that_cannot_be_read_any_more_is_left_out(
    office: Office, database: Database, authority: Authority
) -> None:
    run = submitted(office, scenario(office))["id"]
    with database.tenant(office.tenant) as session:
        session.execute(text('UPDATE runs SET study = \'{"format": "consolidate/proposal/0"}\''))
    post = Post(office, database, "proposal.ready", run=run)
    with mailbox() as box:
        assert post.deliver(mail_settings(box, authority, "smtp+plain://{place}")) is None
    assert len(box.messages) == 1
