"""Notices to webhooks, with a real receiver: signed, delivered once, tried again later and later, and given up."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from standardwebhooks import Webhook as Standard
from standardwebhooks import WebhookVerificationError

from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.jobs import notices as work
from consolidate_api.jobs import posting
from consolidate_api.jobs.notices import deliver
from consolidate_api.settings import Settings
from consolidate_api.store import tries
from consolidate_api.store.notices import announce
from consolidate_api.store.tries import next_wait
from tests.api.conftest import Office
from tests.api.noticing import DATA, EVENT, SUBJECT, Line, tried
from tests.api.receivers import answering, deliveries, make_due, notice_jobs, receiving
from tests.api.runs import until, working


@pytest.fixture
def settings() -> Settings:
    return Settings(webhook_private=True, public_url="https://plans.example/")


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_notice_is_delivered_once(office: Office, database: Database, settings: Settings, status: int) -> None:
    with receiving(answering(status)) as receiver:
        line = Line(office, database, settings, receiver.address)
        assert [line.deliver() for _time in range(3)] == [None, None, None]
    (asked,) = receiver.asked
    assert asked.path == "/told?by=us"
    assert asked.headers["host"] == receiver.address.split("/")[2]
    assert asked.headers["content-type"] == "application/json"
    found = line.row()
    assert (found.state, found.tries, found.last_status, found.last_error) == ("delivered", 1, status, None)
    assert found.ended_at is not None
    assert found.next_try_at is None
    assert json.loads(asked.body) == {
        "type": EVENT,
        "timestamp": found.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "subject": f"/v1{SUBJECT}",
        "data": DATA,
        "link": f"https://plans.example/v1{SUBJECT}",
    }
    assert line.audit() == []


def test_a_notice_is_signed_as_the_specification_says(office: Office, database: Database, settings: Settings) -> None:
    with receiving(answering(500)) as receiver:
        line = Line(office, database, settings, receiver.address)
        line.deliver()
        receiver.answer = answering(200)
        make_due(database, office)
        line.deliver()
    first, second = receiver.asked
    for asked in receiver.asked:
        Standard(line.secret).verify(asked.body, asked.headers)
        with pytest.raises(WebhookVerificationError):
            Standard(line.secret).verify(asked.body + b" ", asked.headers)
        with pytest.raises(WebhookVerificationError):
            Standard("whsec_" + base64.b64encode(bytes(32)).decode()).verify(asked.body, asked.headers)
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == f"msg_{line.row().id.hex}"


def test_the_signature_is_that_of_the_published_example() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = posting.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", [400, 401, 404, 500, 502])
def test_a_notice_that_is_not_taken_is_tried_again(
    office: Office, database: Database, settings: Settings, status: int
) -> None:
    line, wait = tried(office, database, settings, answering(status))
    assert wait is not None
    assert 9 <= wait <= 10
    found = line.row()
    assert (found.state, found.tries, found.last_status) == ("waiting", 1, status)
    assert found.last_error == f"it answered {status}"
    assert line.deliver() == pytest.approx(wait, abs=5), "it is not due"
    assert line.row().tries == 1


def test_a_redirect_is_not_followed(office: Office, database: Database, settings: Settings) -> None:
    with receiving(answering(200)) as elsewhere:
        line, wait = tried(office, database, settings, answering(307, Location=elsewhere.address))
    assert wait is not None
    assert elsewhere.asked == []
    assert line.row().last_status == 307


def test_a_receiver_that_is_gone_disables_its_webhook(office: Office, database: Database, settings: Settings) -> None:
    with receiving(answering(410)) as receiver:
        line = Line(office, database, settings, receiver.address)
        with database.tenant(office.tenant) as session:
            announce(session, office.tenant, EVENT, SUBJECT, DATA)
        first, second = (row.id for row in deliveries(database, office))
        assert deliver(settings, database, office.tenant, first) is None
        assert deliver(settings, database, office.tenant, second) is None
    assert len(receiver.asked) == 1
    assert [row.state for row in deliveries(database, office)] == ["given_up", "given_up"]
    assert {row.last_error for row in deliveries(database, office)} == {"it answered 410", "the webhook is disabled"}
    assert (line.webhook()["active"], line.webhook()["disabled_reason"]) == (False, "it answered 410")
    assert [entry.action for entry in line.audit()] == ["delivery.give_up", "webhook.disable"]
    with database.tenant(office.tenant) as session:
        announce(session, office.tenant, EVENT, SUBJECT, DATA)
    assert len(deliveries(database, office)) == 2


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("120", 120, 120), ("99999999", 14400, 14400), ("soon", 9, 10), ("-5", 9, 10), ("0", 9, 10)],
)
def test_who_asks_for_time_is_given_it(
    office: Office, database: Database, settings: Settings, status: int, said: str, least: float, most: float
) -> None:
    _line, wait = tried(office, database, settings, answering(status, Retry_After=said))
    assert wait is not None
    assert least <= wait <= most


def test_a_date_until_which_to_wait_is_kept_as_well(office: Office, database: Database, settings: Settings) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=3000))
    _line, wait = tried(office, database, settings, answering(503, Retry_After=later))
    assert wait is not None
    assert 2000 <= wait <= 3000


def test_only_who_is_busy_is_given_time(office: Office, database: Database, settings: Settings) -> None:
    _line, wait = tried(office, database, settings, answering(500, Retry_After="120"))
    assert wait is not None
    assert wait <= 10


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_tries_come_later_and_later_for_about_a_day(chance: float) -> None:
    waits: list[float] = []
    while (wait := next_wait(len(waits) + 1, sum(waits), 0, chance)) is not None:
        waits.append(wait)
    assert len(waits) == 11, "after the first try"
    assert waits == sorted(waits)
    assert 9 <= waits[0] <= 10
    assert waits[-1] <= 4 * 3600
    assert 21 * 3600 <= sum(waits) <= 24 * 3600


def test_what_nobody_takes_for_a_day_is_given_up_and_that_is_told(
    office: Office, database: Database, settings: Settings
) -> None:
    with receiving(answering(500)) as receiver:
        line = Line(office, database, settings, receiver.address)
        for _time in range(3):
            make_due(database, office)
            assert line.deliver() is not None
        with database.tenant(office.tenant) as session:
            session.execute(text("UPDATE deliveries SET since = now() - interval '1 day', next_try_at = now()"))
        assert line.deliver() is None
        assert line.deliver() is None
    found = line.row()
    assert (found.state, found.tries, found.last_error) == ("given_up", 4, "it answered 500")
    assert len(receiver.asked) == 4
    (entry,) = line.audit()
    assert (entry.action, entry.subject) == ("delivery.give_up", f"/deliveries/{found.id}")
    assert entry.details == {"event": EVENT, "tries": 4, "why": "it answered 500"}
    again = office.ask("POST", f"/v1/deliveries/{found.id}/again")
    assert (again.json()["state"], again.json()["tries"]) == ("waiting", 0)
    assert line.deliver() is not None


def test_two_jobs_at_once_send_once(office: Office, database: Database, settings: Settings) -> None:
    with receiving(answering(200)) as receiver:
        line = Line(office, database, settings, receiver.address)
        inner: list[float | None] = []

        def again(handler: BaseHTTPRequestHandler) -> None:
            inner.append(line.deliver())
            answering(200)(handler)

        receiver.answer = again
        assert line.deliver() is None
    assert len(receiver.asked) == 1
    assert inner[0] is not None
    assert 0 < inner[0] <= tries.TRY_SECONDS


def test_a_job_that_died_on_the_way_leaves_the_notice_to_the_next(
    office: Office, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving(answering(200)) as receiver:
        line = Line(office, database, settings, receiver.address)
        with monkeypatch.context() as dying:
            dying.setattr(work, "note", killed)
            with pytest.raises(KeyboardInterrupt):
                line.deliver()
        assert line.deliver() == pytest.approx(tries.TRY_SECONDS, abs=10)
        make_due(database, office)
        assert line.deliver() is None
    assert line.row().state == "delivered"
    assert len({asked.headers["webhook-id"] for asked in receiver.asked}) == 1
    assert len(receiver.asked) == 2


def killed(*_arguments: Any) -> None:
    raise KeyboardInterrupt


def test_a_job_that_comes_back_too_late_writes_nothing(office: Office, database: Database, settings: Settings) -> None:
    with receiving(answering(200)) as receiver:
        line = Line(office, database, settings, receiver.address)

        def overtaken(handler: BaseHTTPRequestHandler) -> None:
            make_due(database, office)
            receiver.answer = answering(200)
            assert line.deliver() is None
            answering(500)(handler)

        receiver.answer = overtaken
        assert line.deliver() is None
    assert (line.row().state, line.row().tries, line.row().last_status) == ("delivered", 2, 200)


def test_a_delivery_that_is_not_there_is_done_with(office: Office, database: Database, settings: Settings) -> None:
    assert deliver(settings, database, office.tenant, UUID(int=7)) is None


@pytest.mark.slow
def test_the_scheduler_carries_notices_until_they_are_taken(
    office: Office, database: Database, addresses: Addresses, settings: Settings
) -> None:
    with receiving(answering(503, Retry_After="1")) as receiver:
        line = Line(office, database, settings, receiver.address)
        with working(addresses, settings, "scheduler") as running:
            until(lambda: line.row().last_status == 503, "the first try is to be refused")
            receiver.answer = answering(204)
            until(lambda: line.row().state == "delivered", "the next one is to be taken")
            assert [one for one in running.lines() if one["level"] == "error"] == []
            (told,) = (one for one in running.lines() if one["event"] == "delivered")
        assert (told["tenant"], told["delivery"], told["tries"]) == (str(office.tenant), str(line.row().id), 2)
    assert len(receiver.asked) == 2
    until(lambda: notice_jobs(database, office) == [], "the job is to be done with")
