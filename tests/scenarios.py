"""The smallest scenario that has everything, and plans for it, written in weeks.

Week 0 begins on Monday 1 January 2007; the period has 52 whole weeks. Ash and Birch join one domain, *finance*: both
leave ``old`` for ``alfa``. A joint chain of one step (`install`, 2 weeks), then in each town `cutover` (1 week) and
`decommission` (1 week). Tests put a merge patch (RFC 7396) on top of it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from consolidate.check.verdict import Verdict, check
from consolidate.check.violation import Violation
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.rules import Rule
from consolidate.scenario.read import parse_scenario

Json = dict[str, Any]
WEEK_0 = date(2007, 1, 1)
TOWNS = ("ash", "birch")

BASE: Json = {
    "format": "consolidate/scenario/1",
    "period": {"start": "2007-01-01", "end": "2007-12-30", "value_until": "2008-12-31", "discount_percent": 0},
    "municipalities": {"ash": {"inhabitants": 3000}, "birch": {"inhabitants": 1000}},
    "templates": {
        "joint": {"install": {"weeks": 2, "cost_percent": 100}},
        "full": {
            "cutover": {"weeks": 1, "after": ["joint/install"], "cost_percent": 100},
            "decommission": {"weeks": 1, "after": ["cutover"], "old_system": True},
        },
        "light": {
            "cutover": {"weeks": 1, "after": ["joint/install"], "cost_percent": 100},
            "decommission": {"weeks": 1, "after": ["cutover"]},
        },
    },
    "domains": {"finance": {"candidates": {"alfa": {"quality": 7, "routes": ["procure"]}}}},
    "installed": {
        "ash": {"finance": {"product": "old", "users": 30, "quality": 6}},
        "birch": {"finance": {"product": "old", "users": 10, "quality": 6}},
    },
}

STARTS = {
    "finance/joint/install": 0,
    "finance/ash/cutover": 2,
    "finance/ash/decommission": 3,
    "finance/birch/cutover": 2,
    "finance/birch/decommission": 3,
}
"""A plan that keeps every rule of the base scenario: each step at its earliest."""

TARGETS: Json = {"finance": {"product": "alfa", "route": "procure"}}


def monday(week: int) -> str:
    """The Monday of a week, as documents have it."""
    return (WEEK_0 + timedelta(weeks=week)).isoformat()


def day(week: int, weekday: int) -> str:
    """A day of a week: 0 is Monday, 6 Sunday."""
    return (WEEK_0 + timedelta(weeks=week, days=weekday)).isoformat()


def patched(document: Json, patch: Mapping[str, Any]) -> Json:
    """A document with a merge patch on top: maps merge, None removes, all else replaces."""
    result = copy.deepcopy(document)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), dict):
            result[key] = patched(result[key], value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def programme(*patches: Mapping[str, Any]) -> Programme:
    """The programme of the base scenario with patches on top, one after the other."""
    document = BASE
    for patch in patches:
        document = patched(document, patch)
    return Programme(parse_scenario(document))


def both_towns(week: int) -> dict[str, int]:
    """Both towns cut over in a week and decommission in the next."""
    steps = enumerate(("cutover", "decommission"))
    return {f"finance/{town}/{name}": week + after for after, name in steps for town in TOWNS}


def decisions(
    starts: Mapping[str, int | None] | None = None,
    *,
    targets: Mapping[str, Any] | None = None,
    contracts: Mapping[str, Any] | None = None,
    pools: Mapping[str, Mapping[str, str]] | None = None,
) -> Decisions:
    """The base plan with other start weeks on top (None leaves a step out), and pools of single steps."""
    weeks = {step: week for step, week in {**STARTS, **(starts or {})}.items() if week is not None}
    steps = {step: {"start": monday(week), "pools": dict((pools or {}).get(step, {}))} for step, week in weeks.items()}
    made = {"targets": patched(TARGETS, targets or {}), "steps": steps, "contracts": dict(contracts or {})}
    return Decisions.model_validate(made)


def examined(on: Programme, plan: Decisions | None = None) -> Verdict:
    """The verdict on a plan (the base plan where none is given)."""
    return check(on, decisions() if plan is None else plan)


def broken(on: Programme, plan: Decisions | None = None) -> set[str]:
    """The names of the rules that a plan breaks."""
    return {str(violation.rule) for violation in examined(on, plan).violations}


def breaches(on: Programme, rule: Rule, plan: Decisions | None = None) -> list[Violation]:
    """Violations of one rule; any other broken rule is a fault of the test."""
    found = examined(on, plan).violations
    assert {violation.rule for violation in found} <= {rule}, found
    return list(found)


def objects(violations: Iterable[Violation]) -> list[tuple[str, ...]]:
    """What violations concern."""
    return [violation.objects for violation in violations]
