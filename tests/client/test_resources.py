"""Every resource of the client, asked for on the real service."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from consolidate.client import Client, Options, ServerProblem
from consolidate.plan.document import Plan
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import Outcome
from consolidate_api.auth.roles import Role
from consolidate_api.store import taken
from tests.analysis.example import TWO_TOWNS_PLAN
from tests.api.runs import OPTIMUM, TWO_TOWNS
from tests.client.conftest import Opened, Service

PLAN = read_plan(TWO_TOWNS_PLAN)
PLAN_DOCUMENT: dict[str, Any] = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))
NOBODY = UUID(int=0)
DEARER = {"domains": {"finance": {"candidates": {"alfa": {"licence_per_user": 4100}}}}}


@pytest.fixture
def towns(client: Client) -> UUID:
    return client.scenarios.create(TWO_TOWNS).scenario


def ended(service: Service, run: UUID) -> None:
    """End a run as a worker ends it, with the plan that comes with the program."""
    with service.database.nobody() as session:
        question = "SELECT args->>'tenant' FROM procrastinate_jobs WHERE args->>'run' = :run"
        tenant = UUID(session.scalars(text(question), {"run": str(run)}).one())
    with service.database.tenant(tenant) as session:
        found = taken.take(session, tenant, run, 0)
        assert found is not None
    with service.database.tenant(tenant) as session:
        kept = {"plan": PLAN_DOCUMENT, "objective": OPTIMUM, "progress": {"seconds": 2.5, "best": OPTIMUM}}
        taken.end(session, found.mark, Outcome.OPTIMAL, None, kept)


# --- scenarios --------------------------------------------------------------------------------------------


def test_scenarios_are_stored_in_versions(client: Client) -> None:
    first = client.scenarios.create(TWO_TOWNS, name="towns", why="to begin with")
    assert (first.number, first.parent, first.author, first.why) == (1, None, "an admin", "to begin with")
    found = client.scenarios.read(first.scenario)
    assert (found.name, found.newest) == ("towns", 1)
    second = client.scenarios.patch(first.scenario, 1, {"note": "second"}, why="a note")
    third = client.scenarios.add(first.scenario, json.dumps(TWO_TOWNS).encode(), parent=2)
    assert (second.number, third.number, third.parent) == (2, 3, 2)
    assert [version.number for version in client.scenarios.versions(first.scenario)] == [3, 2, 1]
    assert [version.number for version in client.scenarios.versions(first.scenario, sort="number")] == [1, 2, 3]
    assert client.scenarios.version(first.scenario, 2).document == TWO_TOWNS | {"note": "second"}
    (change,) = client.scenarios.diff(first.scenario, 1, 2).changes
    assert (change.path, change.old, change.new) == ("note", None, "second")
    with pytest.raises(ServerProblem) as stale:
        client.scenarios.add(first.scenario, TWO_TOWNS, parent=1)
    assert (stale.value.status, stale.value.kind) == (409, "stale")


def test_scenarios_are_listed_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consolidate.client.wire.MOST_ROWS", 2)
    small = {key: TWO_TOWNS[key] for key in ("format", "period", "municipalities")}
    for number in range(5):
        client.scenarios.create(small, name=f"towns {number}")
    names = [one.name for one in client.scenarios.list(sort="name")]
    assert names == [f"towns {number}" for number in range(5)]
    assert [one.name for one in client.scenarios.list(name="S 3")] == ["towns 3"]


def test_documents_are_judged_without_being_stored(client: Client) -> None:
    good = client.scenarios.validate(TWO_TOWNS)
    assert (good.faults, good.warnings) == ([], [])
    found = client.scenarios.validate(b'{"format": "consolidate/scenario/1", "period": 7}').faults
    assert [one.fault.path for one in found] == ["municipalities", "period"]
    with pytest.raises(ServerProblem) as unknown:
        client.scenarios.validate(TWO_TOWNS, alternative="nonesuch")
    assert unknown.value.kind == "unknown-name"
    assert list(client.scenarios.list()) == []


def test_plans_are_examined(client: Client, towns: UUID) -> None:
    good = client.scenarios.check(towns, 1, PLAN_DOCUMENT)
    assert (good.clean, good.objective, good.violations) == (True, OPTIMUM, {})
    bad = client.scenarios.check(towns, 1, {"decisions": {}})
    assert not bad.clean
    assert all(one["sentence"] for found in bad.violations.values() for one in found)


def test_faults_are_those_of_the_document(client: Client) -> None:
    with pytest.raises(ServerProblem) as said:
        client.scenarios.create(TWO_TOWNS | {"period": {"start": "soon"}, "nonesuch": 1})
    assert {fault.path for fault in said.value.faults} >= {"period.start", "nonesuch"}
    assert (said.value.status, said.value.kind) == (422, "faulty-document")
    assert said.value.request


def test_alternatives_are_added_and_taken_away(client: Client, towns: UUID) -> None:
    made = client.alternatives.put(towns, "dearer", DEARER, parent=1, name="A dearer alfa", why="what if")
    assert made.number == 2
    (listed,) = client.alternatives.list(towns, 2)
    assert (listed.alternative, listed.name, listed.faults) == ("dearer", "A dearer alfa", [])
    assert [change.new for change in listed.changes] == [4100]
    read = client.alternatives.read(towns, 2, "dearer")
    assert read.patch == DEARER
    assert read.document["domains"]["finance"]["candidates"]["alfa"]["licence_per_user"] == 4100
    assert client.alternatives.remove(towns, "dearer", parent=2).number == 3
    assert list(client.alternatives.list(towns, 3)) == []


# --- runs ---------------------------------------------------------------------------------------------------


def test_runs_are_asked_for_found_and_cancelled(client: Client, towns: UUID) -> None:
    options = Options(time_limit=5, workers=1, seed=7, deterministic=True, stop_gap_percent=2.5)
    run = client.runs.submit(towns, options=options, priority=3, key="mine")
    assert client.runs.submit(towns, options=options, priority=3, key="mine") == run
    assert (run.kind, run.state, run.version, run.priority, run.options) == ("plan", "queued", 1, 3, options)
    other = client.runs.submit(towns)
    assert client.runs.read(run.id) == run
    assert [one.id for one in client.runs.list(sort="created")] == [run.id, other.id]
    assert [one.id for one in client.runs.list(state="queued", scenario=towns, kind="plan")] == [other.id, run.id]
    assert list(client.runs.list(outcome=Outcome.OPTIMAL)) == []
    assert client.runs.cancel(run.id).outcome is Outcome.CANCELLED
    assert client.runs.wait(run.id, seconds=30).outcome is Outcome.CANCELLED
    (event,) = client.runs.follow(run.id)
    assert (event.state, event.outcome) == ("ended", "cancelled")
    assert event.id is not None
    assert list(client.runs.follow(run.id, seen=event.id)) == []


def test_what_a_run_found_is_read(client: Client, service: Service, towns: UUID) -> None:
    run = client.runs.submit(towns).id
    with pytest.raises(ServerProblem) as none:
        client.runs.plan(run)
    assert none.value.status == 404
    ended(service, run)
    assert client.runs.plan(run) == PLAN
    assert client.runs.report(run).startswith("# Coordination plan")
    accounts = client.runs.accounts(run, keys=["equal=100", "equal=50,inhabitants=50"])
    assert accounts.format == "consolidate/accounts/1"
    found = client.runs.read(run)
    assert (str(found.objective), found.outcome) == (OPTIMUM, Outcome.OPTIMAL)
    assert found.progress is not None
    assert found.progress.best == OPTIMUM


def test_questions_and_plans_to_begin_with_are_sent(client: Client, towns: UUID) -> None:
    question = {"kind": "delay", "weeks": [4]}
    run = client.runs.submit(towns, question=question, start=PLAN)
    assert run.kind == "delay"
    assert client.runs.submit(towns, start=PLAN_DOCUMENT, version=1).kind == "plan"
    with pytest.raises(ServerProblem) as wrong:
        client.runs.submit(towns, question={"kind": "delay", "weeks": "all"})
    assert [fault.path for fault in wrong.value.faults] == ["question.weeks"]
    with pytest.raises(ServerProblem) as none:
        client.runs.study(run.id)
    assert none.value.status == 404


# --- what is adopted --------------------------------------------------------------------------------------


def test_plans_are_adopted(client: Client, opened: Opened, service: Service, towns: UUID) -> None:
    run = client.runs.submit(towns).id
    ended(service, run)
    approver = opened(Role.APPROVER)
    adopted = approver.baselines.adopt(run=run, why="decided on 3 March")
    assert (adopted.run, adopted.version, adopted.author, adopted.why) == (run, 1, "an approver", "decided on 3 March")
    by_hand = approver.baselines.adopt(plan=PLAN, of=(towns, 1), why="by hand", replaces=adopted.id)
    assert client.baselines.current() == by_hand == client.baselines.read(by_hand.id)
    assert [one.id for one in client.baselines.list()] == [by_hand.id, adopted.id]
    assert client.baselines.plan(by_hand.id).decisions == PLAN.decisions
    again = approver.baselines.adopt(baseline=adopted.id, why="back to the first")
    assert client.baselines.plan(again.id) == client.baselines.plan(adopted.id)
    with pytest.raises(ServerProblem) as stale:
        approver.baselines.adopt(baseline=adopted.id, why="once more", replaces=by_hand.id)
    assert stale.value.status == 409
    with pytest.raises(ServerProblem) as broken:
        approver.baselines.adopt(plan={"decisions": {}}, of=(towns, 1), why="nothing at all")
    assert broken.value.kind == "broken-rules"
    assert broken.value.violations


# --- what happens -------------------------------------------------------------------------------------------

LATE = {"status_date": "2008-01-21", "actuals": {"steps": {"coordination": {"started": "2008-01-21"}}}}
TABLE = "step,started,finished\ncoordination,2008-01-21,2008-03-17\n"


def test_what_has_happened_is_reported(client: Client, towns: UUID) -> None:
    first = client.reports.send(towns, LATE, why="two weeks late")
    second = client.reports.send(towns, TABLE, status_date=date(2008, 3, 31), table="actual_steps")
    assert (first.status_date, first.why, second.status_date) == (
        date(2008, 1, 21),
        "two weeks late",
        date(2008, 3, 31),
    )
    assert [one.id for one in client.reports.list(towns)] == [second.id, first.id]
    assert client.reports.read(towns, first.id).document == LATE
    assert client.reports.merged(towns, status_date=date(2008, 1, 31))["actuals"] == LATE["actuals"]
    assert client.reports.merged(towns)["actuals"]["steps"]["coordination"]["finished"] == "2008-03-17"
    with pytest.raises(ServerProblem) as wrong:
        client.reports.send(towns, {"status_date": "2008-04-01", "actuals": {"steps": {"nonesuch": {}}}})
    assert wrong.value.faults


def test_a_proposal_is_made_from_the_baseline(client: Client, service: Service, towns: UUID) -> None:
    with pytest.raises(ServerProblem) as none:
        client.proposals.make()
    assert none.value.status == 409
    client.baselines.adopt(plan=PLAN, of=(towns, 1), why="by hand")
    client.reports.send(towns, LATE)
    options = Options(time_limit=5, workers=1)
    made = client.proposals.make(status_date=date(2008, 1, 21), learn=True, price_per_week=10, options=options)
    assert (made.state, made.status_date, made.night, made.version) == ("making", date(2008, 1, 21), None, 1)
    assert client.runs.read(made.run).kind == "replan"
    assert client.runs.read(made.run).options == options
    assert [one.id for one in client.proposals.list(state="making")] == [made.id]
    client.runs.cancel(made.run)
    found = client.proposals.read(made.id)
    assert (found.state, found.document, found.study()) == ("none", None, None)
    for decide in (client.proposals.adopt, client.proposals.reject):
        with pytest.raises(ServerProblem) as untimely:
            decide(made.id, reason="no matter")
        assert untimely.value.status == 409
    with pytest.raises(ServerProblem) as nothing:
        client.proposals.report(made.id)
    assert nothing.value.status == 404


def test_nights_are_chosen(client: Client) -> None:
    assert client.nightly.read().enabled is False
    options = Options(time_limit=60)
    chosen = client.nightly.set(enabled=True, at="03:15", zone="Europe/Oslo", options=options)
    assert (chosen.at, chosen.zone, chosen.learn, chosen.options) == ("03:15", "Europe/Oslo", False, options)
    assert client.nightly.read() == chosen
    assert list(client.nightly.nights()) == []


# --- notices, tokens, the service itself --------------------------------------------------------------------


def test_webhooks_and_mail_are_set(client: Client) -> None:
    made = client.webhooks.create("https://hooks.north.example/plans", ["run.ended"])
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert client.webhooks.read(made.id).model_dump() == made.model_dump(exclude={"secret"})
    assert [one.id for one in client.webhooks.list()] == [made.id]
    sent = client.webhooks.test(made.id)
    assert (sent.webhook, sent.event) == (made.id, "ping")
    assert [one.id for one in client.webhooks.deliveries(made.id)] == [sent.id]
    assert client.deliveries.read(sent.id).id == sent.id
    assert client.deliveries.again(sent.id).state == "waiting"
    client.webhooks.remove(made.id)
    assert list(client.webhooks.list()) == []
    assert client.mail.read().recipients == []
    assert client.mail.set(["plans@north.example"], ["proposal.ready"]).recipients == ["plans@north.example"]
    assert list(client.mail.deliveries()) == []


def test_tokens_are_given_and_ended(client: Client, service: Service) -> None:
    given = client.tokens.give("nightly job", "planner", days=2)
    assert given.secret not in repr(given)
    with Client(service.url, given.secret) as other:
        assert other.whoami().name == "nightly job"
        assert client.tokens.read(given.id).role == "planner"
        assert given.id in [one.id for one in client.tokens.list(role="planner", valid=True)]
        client.tokens.revoke(given.id)
        with pytest.raises(ServerProblem) as ended_now:
            other.whoami()
    assert ended_now.value.status == 401
    assert [one.id for one in client.tokens.list(valid=False)] == [given.id]
    actions = [one.action for one in client.audit.list(subject=f"/tokens/{given.id}")]
    assert actions == ["token.revoke", "token.create"]


def test_who_signs_out_ends_their_own_token(client: Client, service: Service) -> None:
    given = client.tokens.give("council", "viewer", days=2)
    with Client(service.url, given.secret) as other:
        other.sign_out()
        with pytest.raises(ServerProblem) as ended_now:
            other.sign_out()
    assert ended_now.value.status == 401
    assert client.tokens.read(given.id).revoked_at is not None
    (entry, _made) = client.audit.list(subject=f"/tokens/{given.id}")
    assert (entry.action, entry.author) == ("token.revoke", "council")


def test_roles_are_those_of_the_service(opened: Opened) -> None:
    with pytest.raises(ServerProblem) as said:
        opened(Role.VIEWER).scenarios.create(TWO_TOWNS)
    assert (said.value.status, said.value.detail) == (403, "this needs the role planner; the token has viewer")


def test_the_programme_and_the_service_tell_of_themselves(client: Client, service: Service, towns: UUID) -> None:
    client.runs.submit(towns)
    programme = client.programme()
    assert (programme.runs.queued, programme.runs.running) == (1, 0)
    assert (client.whoami().name, client.whoami().role) == ("an admin", "admin")
    assert client.whoami().programme == programme.name
    assert programme.limits.max_run_seconds == 3600
    with Client(service.url) as anybody:
        assert (anybody.health().status, anybody.ready().status) == ("alive", "ready")
        assert "consolidate_requests_total" in anybody.metrics()
        with pytest.raises(ServerProblem) as said:
            anybody.programme()
    assert said.value.status == 401


def test_what_is_not_there_is_told(client: Client) -> None:
    for asked in (client.scenarios.read, client.runs.read, client.runs.cancel, client.runs.report):
        with pytest.raises(ServerProblem) as said:
            asked(NOBODY)
        assert said.value.status == 404


def test_a_plan_read_is_a_plan_of_the_library(client: Client, service: Service, towns: UUID) -> None:
    run = client.runs.submit(towns).id
    ended(service, run)
    assert isinstance(client.runs.plan(run), Plan)
