"""Replanning in tests: a plan that has been adopted, what is reported of it, and proposals as a worker ends them."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from httpx2 import Response

from consolidate.plan.outcome import Outcome
from consolidate.study.files import study_json
from consolidate.study.replan.document import PROPOSAL_FORMAT, Proposal
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.store import taken
from tests import ROOT
from tests.api.conftest import Office
from tests.api.runs import scenario

BASELINES, PROPOSALS, NIGHTLY = "/v1/baselines", "/v1/proposals", "/v1/nightly"
PLAN: dict[str, Any] = json.loads((ROOT / "scenarios" / "two-towns.plan.json").read_text(encoding="utf-8"))
DAY = "2008-07-14"
INSTALL, CUTOVER = "finance/joint/install", "finance/north/cutover"
AS_PLANNED: dict[str, Any] = {
    "coordination": {"started": "2008-01-07", "finished": "2008-02-29"},
    "finance/joint/extend": {"started": "2008-03-03", "finished": "2008-05-09"},
}


def adopted(office: Office, towns: str | None = None, **wanted: Any) -> dict[str, Any]:
    """A plan of two towns, made by hand, as the current baseline."""
    by_hand = {"scenario": towns or scenario(office), "version": 1, "plan": PLAN, "why": "agreed on"}
    answer = office.ask("POST", BASELINES, Role.APPROVER, json=by_hand | wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def sent(office: Office, towns: str, day: str, steps: dict[str, Any], **actuals: Any) -> Response:
    document = {"status_date": day, "actuals": {"steps": steps, **actuals}}
    return office.ask("POST", f"/v1/scenarios/{towns}/reports", Role.PLANNER, json=document)


def reported(office: Office, towns: str, day: str, steps: dict[str, Any], **actuals: Any) -> dict[str, Any]:
    answer = sent(office, towns, day, steps, **actuals)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def asked(office: Office, **wanted: Any) -> Response:
    return office.ask("POST", PROPOSALS, Role.PLANNER, json={"status_date": DAY} | wanted)


def making(office: Office, **wanted: Any) -> dict[str, Any]:
    answer = asked(office, **wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def study(**told: Any) -> dict[str, Any]:
    """The document of a proposal that changes nothing, but for what is told."""
    mark = {"name": "Two towns, two systems", "hash": "0" * 64}
    usual = {"format": PROPOSAL_FORMAT, "scenario": mark, "status_date": DAY, "outcome": "optimal", "adopted": "kept"}
    found: dict[str, Any] = study_json(Proposal.model_validate({**usual, "same": True, "plan": PLAN, **told}))
    return found


def ended(
    database: Database,
    office: Office,
    proposal: dict[str, Any],
    outcome: Outcome = Outcome.OPTIMAL,
    document: dict[str, Any] | None = None,
) -> None:
    """End the run of a proposal as a worker ends it."""
    with database.tenant(office.tenant) as session:
        found = taken.take(session, office.tenant, UUID(proposal["run"]), 0)
    assert found is not None
    with database.tenant(office.tenant) as session:
        taken.end(session, found.mark, outcome, None, {} if document is None else {"study": document})


def ready(database: Database, office: Office, **told: Any) -> dict[str, Any]:
    """A proposal that is open."""
    found = making(office)
    ended(database, office, found, document=study(**told))
    return found


def decided(office: Office, proposal: dict[str, Any], how: str, reason: str = "agreed on") -> Response:
    return office.ask("POST", f"{PROPOSALS}/{proposal['id']}/{how}", Role.APPROVER, json={"reason": reason})


def stands(office: Office, proposal: dict[str, Any]) -> dict[str, Any]:
    answer = office.ask("GET", f"{PROPOSALS}/{proposal['id']}", Role.VIEWER)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """What each of some things has given that were done at the same moment."""
    with ThreadPoolExecutor(len(work)) as threads:
        return [future.result() for future in [threads.submit(one) for one in work]]


def actions(office: Office) -> list[str]:
    """What has been done in the programme, by the log, the newest last; tokens and scenarios left out."""
    found = office.ask("GET", "/v1/audit", params={"sort": "at", "limit": 200}).json()["items"]
    return [one["action"] for one in found if one["action"].partition(".")[0] not in {"token", "scenario"}]
