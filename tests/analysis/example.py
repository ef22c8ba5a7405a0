"""Two towns with everything that a report tells of: bodies, goals, benefits of each class, people who move."""

import json
from typing import Any

from consolidate.analysis.subject import Subject, subject_of
from consolidate.plan.document import Plan
from consolidate.plan.files import parse_plan
from consolidate.scenario.read import parse_scenario
from tests import ROOT

TWO_TOWNS = ROOT / "scenarios" / "two-towns.json"
TWO_TOWNS_PLAN = ROOT / "scenarios" / "two-towns.plan.json"

ADDED: dict[str, Any] = {
    "price_level": "2008",
    "bodies": {"board": {"name": "Joint board", "meets": ["2008-02-27", "2008-03-26"]}},
    "goals": {
        "one-ledger": {
            "level": "regional",
            "area": "administration",
            "complete": ["finance"],
            "indicator": "one ledger",
            "owner": "board",
        },
        "open-archive": {"level": "local", "municipality": "south", "complete": ["archive/south/cutover"]},
        "wishes": {"level": "national"},
    },
    "benefits": {
        "postage": {
            "requires": ["archive"],
            "class": "budget_effect",
            "motive": "direct savings",
            "owner": "head of archives",
            "per_year": {"north": 36_500, "south": 14_600},
            "ramp_weeks": 52,
            "without_change_work_percent": 40,
        },
        "both": {"requires": ["finance", "archive"], "class": "budget_effect", "owner": "mayors", "per_year": 10_000},
        "cheaper-operation": {"requires": ["finance"], "class": "priced_elsewhere", "owner": "head of IT"},
        "recruiting": {"requires": ["coordination"], "class": "not_priced", "motive": "recruitment"},
    },
}


def documents() -> tuple[dict[str, Any], dict[str, Any]]:
    """The rich scenario and its plan, as fresh documents that a test may change."""
    scenario = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    benefits = scenario["benefits"] | ADDED["benefits"]
    scenario |= json.loads(json.dumps(ADDED)) | {"benefits": benefits}
    scenario["municipalities"]["north"] |= {"name": "North", "employees": 400, "staff_moves": {"coordination": 3}}
    scenario["measures"]["coordination"] |= {"decision": "board", "goals": ["one-ledger"], "owner": "project manager"}
    scenario["domains"]["finance"]["main_area"] = "administration"
    scenario["installed"]["north"]["archive"]["source"] = "assumption: no record"
    scenario["installed"]["south"]["finance"]["source"] = "assumption"
    return scenario, json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))


def subject(scenario: dict[str, Any] | None = None, plan: dict[str, Any] | None = None) -> Subject:
    """The subject of two documents; without them of the rich example."""
    own = documents()
    return subject_of(parse_scenario(scenario or own[0]), parse_plan(plan or own[1]))


def with_run(run: dict[str, Any]) -> Subject:
    """The example as a run gave it."""
    scenario, plan = documents()
    return subject(scenario, plan | {"run": run})


def empty_plan(run: dict[str, Any] | None = None) -> Plan:
    """What a run without a plan gives."""
    return parse_plan({"format": "consolidate/plan/1", "decisions": {}} | ({"run": run} if run else {}))
