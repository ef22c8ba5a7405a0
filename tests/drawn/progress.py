"""Replanning in mid-period: a status date, what has happened by then, and what has been promised."""

from __future__ import annotations

from datetime import timedelta

from tests.drawn.context import Context, Json

PASSED_WEEKS = 6


def put_in(draw: Context, document: Json) -> None:
    """Move the status date some weeks into the period: the first measure is done, other work is promised."""
    status = draw.monday + timedelta(weeks=PASSED_WEEKS)
    document["status_date"] = str(status + timedelta(days=draw.pick((0, 0, 2))))
    weeks = document["measures"]["kickoff"]["weeks"]
    started = draw.monday + timedelta(weeks=draw.rng.randint(0, PASSED_WEEKS - 1 - weeks))
    for field in ("decision", "not_before", "closed_weeks"):
        document["measures"]["kickoff"].pop(field, None)
    document["measures"]["kickoff"]["closed_weeks"] = "run"
    finished = started + timedelta(days=7 * weeks - 3)
    actuals: Json = {"steps": {"kickoff": {"started": str(started), "finished": str(finished)}}}
    if started.month % 2:  # without a draw of its own, so that all else is drawn as before
        actuals["steps"]["kickoff"]["cost"] = document["measures"]["kickoff"]["cost"] + 7
    steps: Json = {"kickoff": {"status": "done", "start": str(started)}}
    _promise(draw, document, steps, actuals)
    _spent(draw, document, actuals)
    _notice(draw, document, actuals)
    if draw.chance(0.3):
        actuals["pools"] = {"joint": {"trainer": {draw.monday_at(0.5): 4}}}
    commitments: Json = {"steps": steps}
    if draw.chance(0.4):
        commitments["targets"] = {draw.fields[0]: _target(draw, document)}
    document |= {"actuals": actuals, "commitments": commitments}


def _promise(draw: Context, document: Json, steps: Json, actuals: Json) -> None:
    """An announced install that may move at a price; a second measure that is adopted or under way."""
    if draw.chance(0.6):
        steps[f"{draw.fields[0]}/joint/install"] = {
            "status": draw.pick(("announced", "announced", "draft")),
            "start": draw.monday_at(draw.rng.uniform(0.3, 0.6)),
            "price_per_move": draw.pick((0, 150)),
            "price_per_week": draw.money(90),
        }
    if "network" in document["measures"] and draw.chance(0.6):
        network = document["measures"]["network"]
        network.pop("decision", None)
        network.pop("not_before", None)
        network["after"] = ["kickoff"]
        steps["network"] = {"status": "adopted", "start": draw.monday_at((PASSED_WEEKS + 3) / draw.weeks)}
        if draw.chance(0.5):
            started = str(draw.monday + timedelta(weeks=PASSED_WEEKS - 1))
            steps["network"] = {"status": "started", "start": started}
            actuals["steps"]["network"] = {"started": started, "remaining_weeks": draw.rng.randint(1, 4)}


def _spent(draw: Context, document: Json, actuals: Json) -> None:
    if draw.chance(0.3) and "programme" in document["budgets"]:
        actuals["spent"] = {"programme": {str(draw.start.year): document["measures"]["kickoff"]["cost"]}}


def _notice(draw: Context, document: Json, actuals: Json) -> None:
    """Notice of one contract has been given already."""
    field = draw.fields[0]
    for member, systems in document["installed"].items():
        contract = systems[field].get("contract", {})
        if contract.get("notice_weeks") and "renews_months" in contract and draw.chance(0.3):
            actuals["notices"] = {f"{field}/{member}": str(draw.monday + timedelta(weeks=2))}
            return


def _target(draw: Context, document: Json) -> Json:
    """A target that was chosen before: one that can be procured."""
    candidates = document["domains"][draw.fields[0]]["candidates"]
    product = min(candidates)
    route = "procure" if "procure" in candidates[product].get("routes", ["procure"]) else "extend"
    return {"status": draw.pick(("adopted", "announced", "draft")), "product": product, "route": route}
