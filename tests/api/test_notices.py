"""Who is told what: one delivery and one job for each receiver that wants it, in the transaction of what is told."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from consolidate.plan.outcome import Outcome
from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.store import mailings, taken, webhooks
from consolidate_api.store.notices import EVENTS, announce
from tests.api.conftest import Office, new_office
from tests.api.receivers import deliveries, notice_jobs
from tests.api.runs import PLACE, scenario, submitted

URL = "https://hooks.example/consolidate"


class Audience:
    """Two webhooks that want different things, and two people who want all."""

    def __init__(self, office: Office, database: Database) -> None:
        self.office, self.database = office, database
        by = operator(office.tenant)
        with database.tenant(office.tenant) as session:
            self.of_runs = webhooks.create(session, by, URL, ["run.ended"]).id
            self.of_proposals = webhooks.create(session, by, URL, ["proposal.ready", "baseline.adopted"]).id
            mailings.replace(session, by, ["ann@north.example", "bo@south.example"], EVENTS)

    def told(self) -> list[tuple[str, UUID | None, str | None]]:
        return [(row.event, row.webhook, row.recipient) for row in deliveries(self.database, self.office)]


@pytest.fixture
def audience(office: Office, database: Database) -> Audience:
    return Audience(office, database)


def say(session: Session, office: Office, event: str = "run.ended") -> None:
    announce(session, office.tenant, event, "/runs/1", {"run": UUID(int=1), "outcome": "optimal"})


def say_in_vain(session: Session, office: Office) -> None:
    say(session, office)
    session.flush()
    session.execute(text("SELECT 1 / 0"))


def test_everybody_who_wants_an_event_is_told_and_nobody_else(audience: Audience) -> None:
    with audience.database.tenant(audience.office.tenant) as session:
        say(session, audience.office)
    people = [("run.ended", None, "ann@north.example"), ("run.ended", None, "bo@south.example")]
    assert audience.told() == [("run.ended", audience.of_runs, None), *people]
    rows = deliveries(audience.database, audience.office)
    assert sorted(notice_jobs(audience.database, audience.office)) == sorted(str(row.id) for row in rows)
    assert {row.state for row in rows} == {"waiting"}
    assert rows[0].payload == {"run": str(UUID(int=1)), "outcome": "optimal"}


def test_what_is_taken_back_is_told_to_nobody(audience: Audience) -> None:
    with pytest.raises(DataError), audience.database.tenant(audience.office.tenant) as session:
        say_in_vain(session, audience.office)
    assert deliveries(audience.database, audience.office) == []
    assert notice_jobs(audience.database, audience.office) == []


def test_others_are_told_nothing(audience: Audience) -> None:
    stranger = new_office(audience.office.client, audience.database)
    with audience.database.tenant(stranger.tenant) as session:
        say(session, stranger)
    assert audience.told() == []
    assert deliveries(audience.database, stranger) == []


def test_a_webhook_that_is_disabled_is_told_nothing(audience: Audience) -> None:
    with audience.database.tenant(audience.office.tenant) as session:
        session.execute(text("UPDATE webhooks SET active = false"))
        say(session, audience.office, "proposal.ready")
    assert {webhook for _event, webhook, _recipient in audience.told()} == {None}


def test_a_webhook_that_is_removed_at_the_same_moment_stops_nothing(audience: Audience) -> None:
    office, database = audience.office, audience.database

    def tell() -> None:
        with database.tenant(office.tenant) as session:
            say(session, office)

    with ThreadPoolExecutor(1) as pool:
        with database.tenant(office.tenant) as session:
            webhooks.remove(session, operator(office.tenant), audience.of_runs)
            session.flush()
            telling = pool.submit(tell)
            time.sleep(0.5)
            assert not telling.done()
        telling.result(30)
    assert {webhook for _event, webhook, _recipient in audience.told()} == {None}


def test_the_end_of_a_run_is_told_once(audience: Audience) -> None:
    office, database = audience.office, audience.database
    made = submitted(office, scenario(office))
    run = UUID(made["id"])
    with database.tenant(office.tenant) as session:
        found = taken.take(session, office.tenant, run, 0)
    assert found is not None
    assert audience.told() == []
    end = partial(taken.end, mark=found.mark, outcome=Outcome.OPTIMAL, reason=None, found={"objective": 5})
    for _time in range(2):
        with database.tenant(office.tenant) as session:
            end(session)
    assert [event for event, _webhook, _recipient in audience.told()] == ["run.ended"] * 3
    row = deliveries(database, office)[0]
    assert row.subject == f"/runs/{run}"
    assert row.payload == {
        "run": str(run),
        "kind": "plan",
        "outcome": "optimal",
        "objective": "5",
        "scenario": made["scenario"],
        "version": 1,
        "alternative": None,
    }


def test_that_a_run_was_cancelled_while_it_waited_is_told_once(audience: Audience) -> None:
    office = audience.office
    run = submitted(office, scenario(office))["id"]
    for _time in range(2):
        office.ask("POST", f"{PLACE}/{run}/cancel")
    assert len(audience.told()) == 3
    assert deliveries(audience.database, office)[0].payload["outcome"] == "cancelled"


def test_a_run_that_goes_back_has_not_ended(audience: Audience) -> None:
    office, database = audience.office, audience.database
    run = UUID(submitted(office, scenario(office))["id"])
    with database.tenant(office.tenant) as session:
        found = taken.take(session, office.tenant, run, 0)
        assert found is not None
        taken.give_back(session, found.mark, {})
    assert audience.told() == []


def test_a_webhook_is_tried_out_by_the_way_that_all_notices_go(audience: Audience) -> None:
    office, database = audience.office, audience.database
    answer = office.ask("POST", f"/v1/webhooks/{audience.of_runs}/test")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["event"], made["state"], made["tries"]) == ("ping", "waiting", 0)
    assert notice_jobs(database, office) == [made["id"]]
    assert office.ask("GET", answer.headers["Location"]).json() == made
    assert audience.told() == [("ping", audience.of_runs, None)]


def test_what_is_disabled_is_neither_tried_out_nor_sent_again(audience: Audience) -> None:
    office, database = audience.office, audience.database
    made = office.ask("POST", f"/v1/webhooks/{audience.of_runs}/test").json()
    with database.tenant(office.tenant) as session:
        session.execute(text("UPDATE webhooks SET active = false"))
    for path in (f"/v1/webhooks/{audience.of_runs}/test", f"/v1/deliveries/{made['id']}/again"):
        answer = office.ask("POST", path)
        assert (answer.status_code, answer.json()["detail"][:24]) == (409, "this webhook is disabled")


def test_sending_again_puts_a_job_into_the_queue_and_is_written_down(audience: Audience) -> None:
    office, database = audience.office, audience.database
    made = office.ask("POST", f"/v1/webhooks/{audience.of_runs}/test").json()
    with database.tenant(office.tenant) as session:
        ended = "UPDATE deliveries SET state = 'delivered', ended_at = now(), next_try_at = NULL, tries = 3"
        session.execute(text(ended))
    answer = office.ask("POST", f"/v1/deliveries/{made['id']}/again")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["tries"], answer.json()["ended_at"]) == ("waiting", 0, None)
    assert notice_jobs(database, office) == [made["id"]] * 2
    newest = office.ask("GET", "/v1/audit", params={"limit": 1}).json()["items"][0]
    assert (newest["action"], newest["subject"]) == ("delivery.again", f"/deliveries/{made['id']}")
    assert newest["author"] == "an admin"


def test_what_was_sent_to_a_webhook_is_shown_page_by_page(audience: Audience) -> None:
    office = audience.office
    sent = [office.ask("POST", f"/v1/webhooks/{audience.of_runs}/test").json()["id"] for _time in range(3)]
    office.ask("POST", f"/v1/webhooks/{audience.of_proposals}/test")
    place: dict[str, Any] = {"limit": 2, "sort": "created"}
    first = office.ask("GET", f"/v1/webhooks/{audience.of_runs}/deliveries", params=place).json()
    second = office.ask(
        "GET", f"/v1/webhooks/{audience.of_runs}/deliveries", params=place | {"cursor": first["next"]}
    ).json()
    assert [one["id"] for one in first["items"] + second["items"]] == sent
    assert second["next"] is None
    with audience.database.tenant(office.tenant) as session:
        say(session, office, "baseline.adopted")
    by_mail = office.ask("GET", "/v1/mail/deliveries").json()["items"]
    assert {one["recipient"] for one in by_mail} == {"ann@north.example", "bo@south.example"}


def test_deliveries_of_others_are_not_there(audience: Audience) -> None:
    made = audience.office.ask("POST", f"/v1/webhooks/{audience.of_runs}/test").json()
    stranger = new_office(audience.office.client, audience.database)
    hook = f"/v1/webhooks/{audience.of_runs}"
    asked = [("GET", f"/v1/deliveries/{made['id']}"), ("POST", f"/v1/deliveries/{made['id']}/again")]
    asked += [("GET", hook), ("DELETE", hook), ("POST", f"{hook}/test"), ("GET", f"{hook}/deliveries")]
    for method, path in asked:
        assert stranger.ask(method, path).status_code == 404, path
        assert audience.office.ask(method, path, Role.APPROVER).status_code == 403, path
    assert len(audience.told()) == 1
    assert audience.office.ask("GET", f"/v1/deliveries/{uuid4()}").status_code == 404
