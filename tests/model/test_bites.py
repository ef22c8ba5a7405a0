"""Every rule bites: without it the optimum of a scenario made for it breaks that rule, and none other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from consolidate.check.table import CHECKS
from consolidate.model.assemble import RULES
from consolidate.rules import DROPPABLE, MEANING, Rule
from tests.model.solving import best, verdict_of
from tests.scenarios import broken, day, decisions, monday, programme

INSTALL, CUT, DROP = "finance/joint/install", "finance/ash/cutover", "finance/ash/decommission"

OLD_IS_DEAR: dict[str, Any] = {
    "installed": {"ash": {"finance": {"running": 5000}}, "birch": {"finance": {"running": 4000}}}
}
"""Every week of waiting costs, so that each step starts as early as it can."""

NEW_IS_DEAR: dict[str, Any] = {"domains": {"finance": {"candidates": {"alfa": {"running_per_user": 100}}}}}
"""Every week of waiting saves."""

TWO_YEARS: dict[str, Any] = {"period": {"end": "2008-12-28", "value_until": "2009-12-31"}}


def template(kind: str, step: str, **fields: Any) -> dict[str, Any]:
    return {"templates": {kind: {step: fields}}}


def candidates(**found: dict[str, Any]) -> dict[str, Any]:
    return {"domains": {"finance": {"candidates": found}}}


@dataclass(frozen=True)
class Made:
    """A scenario made for a rule, as patches of the base scenario."""

    patches: tuple[dict[str, Any], ...]
    infeasible: bool = False


MADE: dict[Rule, Made] = {
    Rule.PRECEDENCE: Made((OLD_IS_DEAR,)),
    Rule.STAFF: Made(
        (
            OLD_IS_DEAR,
            template("full", "cutover", staff={"application": 3}),
            {"pools": {"joint": {"application": 5}}},
        )
    ),
    Rule.PROGRAMME_BUDGET: Made(
        (
            OLD_IS_DEAR,
            TWO_YEARS,
            candidates(alfa={"joint_cost": 500}),
            {"budgets": {"programme": {"grants": {"2007": 499, "2008": 1}}}},
        )
    ),
    Rule.MUNICIPAL_BUDGET: Made(
        (
            OLD_IS_DEAR,
            TWO_YEARS,
            candidates(alfa={"local_cost": 500}),
            {"budgets": {"birch": {"grants": {"2007": 499, "2008": 1}}}},
        )
    ),
    Rule.CHANGE_LOAD: Made(
        (
            OLD_IS_DEAR,
            template("full", "cutover", change=2, settle={"weeks": 1, "points": 2}),
            template("full", "decommission", change=2),
            {"municipalities": {"ash": {"change_capacity": 3}}},
        )
    ),
    Rule.CUTOVER_LIMIT: Made((OLD_IS_DEAR, {"domains": {"finance": {"cutovers": {"max": 1, "weeks": 3}}}})),
    Rule.BLACKOUT: Made((OLD_IS_DEAR, {"blackouts": {"audit": {"from": day(2, 0), "to": day(2, 4)}}})),
    Rule.DECISION_MEETING: Made(
        (OLD_IS_DEAR, template("joint", "install", decision="board"), {"bodies": {"board": {"meets": [day(4, 2)]}}})
    ),
    Rule.MILESTONE_DUE: Made((NEW_IS_DEAR, {"milestones": {"M": {"due": day(9, 4), "complete": ["finance"]}}})),
    Rule.CAMEL_LIMIT: Made(
        (
            candidates(alfa={"quality": 5}, beta={"quality": 9, "joint_cost": 700}),
            {"policy": {"camels": {"birch": {"max": 0}}}},
        )
    ),
    Rule.BABY_LIMIT: Made(
        (
            candidates(old={"quality": 6, "joint_cost": 700}),
            {"installed": {"ash": {"finance": {"baby": "own reports"}}}},
            {"policy": {"babies": {"all": {"max": 0}}}},
        )
    ),
    Rule.CONTRACT_TERM: Made(
        (
            OLD_IS_DEAR,
            {
                "installed": {
                    "ash": {
                        "finance": {
                            "contract": {
                                "last_day": day(6, 6),
                                "renews_months": 6,
                                "notice_weeks": 6,
                                "notice_after": INSTALL,
                            }
                        }
                    }
                }
            },
        )
    ),
    Rule.PINNED: Made((OLD_IS_DEAR, {"commitments": {"steps": {INSTALL: {"status": "adopted", "start": monday(5)}}}})),
    Rule.NOT_BEFORE: Made((OLD_IS_DEAR, template("joint", "install", not_before=monday(5)))),
}

NO_WAY = {
    Rule.CAMEL_LIMIT: ({"policy": {"camels": {"all": {"max": 0}}}}, candidates(alfa={"quality": 5})),
    Rule.MILESTONE_DUE: ({"milestones": {"M": {"due": day(1, 4), "complete": ["finance"]}}},),
    Rule.PROGRAMME_BUDGET: (
        candidates(alfa={"joint_cost": 500}),
        {"budgets": {"programme": {"grants": {"2007": 499}}}},
    ),
}
"""Scenarios that one rule makes impossible."""


def test_each_rule_that_can_be_dropped_has_a_scenario_made_for_it() -> None:
    assert set(MADE) == set(DROPPABLE)


@pytest.mark.parametrize("rule", DROPPABLE, ids=str)
def test_a_rule_bites(rule: Rule) -> None:
    on = programme(*MADE[rule].patches)
    kept, dropped = best(on), best(on, rule)
    assert verdict_of(on, kept).violations == ()
    assert verdict_of(on, kept).ledger.objective == kept.objective
    assert {violation.rule for violation in verdict_of(on, dropped).violations} == {rule}
    assert dropped.objective is not None
    assert kept.objective is not None
    assert dropped.objective < kept.objective


@pytest.mark.parametrize("rule", NO_WAY, ids=str)
def test_a_rule_can_leave_no_plan(rule: Rule) -> None:
    on = programme(*NO_WAY[rule])
    assert best(on).infeasible
    assert verdict_of(on, best(on, rule)).broken == {rule}


STRUCTURE = {
    Rule.ONE_TARGET: decisions(targets={"finance": {"product": "gamma"}}),
    Rule.COMPLETE_MIGRATION: decisions({DROP: None}),
    Rule.DURATION: decisions({DROP: 52}),
}
"""Structure cannot be dropped; a plan that is spoiled shows that the checker would tell."""


@pytest.mark.parametrize("rule", STRUCTURE, ids=str)
def test_structure_is_told_where_a_plan_is_spoiled(rule: Rule) -> None:
    on = programme()
    assert broken(on, STRUCTURE[rule]) >= {str(rule)}
    assert verdict_of(on, best(on)).clean


def test_rules_that_cannot_be_dropped_are_structure() -> None:
    assert set(STRUCTURE) == {rule for rule in Rule if MEANING[rule].structure}


def test_model_and_checker_know_every_rule() -> None:
    assert tuple(RULES) == DROPPABLE
    assert tuple(CHECKS) == tuple(Rule)
