"""Subjects whose municipalities have accounts: examples, a merger, and random scenarios, each with a plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from consolidate.analysis.markdown import markdown
from consolidate.analysis.subject import Subject, subject_of
from consolidate.plan.document import PLAN_FORMAT, Plan
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.study.accounts import Account, AccountsStudy, KeyAccounts, KeyOutcome, accounts_of
from consolidate.study.accounts_shown import accounts_blocks
from consolidate.study.keys import read_keys
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN, subject
from tests.scenarios import BASE, decisions, patched
from tests.solve.searching import a_plan, built, drawn, searching, shipped

Json = dict[str, Any]
DRAWN = 12
CASES: tuple[str | int, ...] = ("two-towns", "rich", "merger", *range(DRAWN))


def studied(of: Subject, *keys: str) -> AccountsStudy:
    return accounts_of(of, read_keys(keys, of.scenario))


def two_towns(patch: Json | None = None) -> Subject:
    """The two towns with their best plan, with a patch on top of the scenario."""
    scenario = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    return subject(patched(scenario, patch or {}), json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8")))


def planned(scenario: Scenario, seed: int = 1) -> Subject:
    """A scenario with a plan that construction finds."""
    return subject_of(scenario, Plan(format=PLAN_FORMAT, decisions=a_plan(scenario, seed).schedule.decisions))


@cache
def merger() -> Subject:
    return planned(shipped("merger"))


@cache
def some() -> tuple[Subject, ...]:
    """Random small scenarios with a clean plan, as they come."""
    found = []
    for seed in range(200):
        scenario = parse_scenario(drawn(seed))
        clean = next((one.verdict for one in built(searching(scenario), 10) if one.verdict.clean), None)
        if clean is not None:
            found.append(subject_of(scenario, Plan(format=PLAN_FORMAT, decisions=clean.schedule.decisions)))
        if len(found) == DRAWN:
            break
    return tuple(found)


def one_of(case: str | int) -> Subject:
    """A subject by its name, or a random one by its number."""
    if isinstance(case, int):
        return some()[case]
    if case == "merger":
        return merger()
    return subject() if case == "rich" else two_towns()


def account(study: AccountsStudy, municipality: str) -> Account:
    return next(one for one in study.accounts if one.municipality == municipality)


def under(study: AccountsStudy, key: str | None) -> KeyAccounts:
    return next(one for one in study.keys if one.key == key)


def gains(outcome: KeyOutcome) -> dict[str, str]:
    return {share.municipality: share.better_by for share in outcome.accounts}


def by_hand(patch: Json, starts: Mapping[str, int] | None = None) -> Subject:
    """The smallest scenario with a patch on top, and its plan with other start weeks."""
    plan = Plan(format=PLAN_FORMAT, decisions=decisions(starts))
    return subject_of(parse_scenario(patched(BASE, patch)), plan)


def text_of(study: AccountsStudy, of: Subject) -> str:
    """A study as the report shows it."""
    return markdown(accounts_blocks(study, of.names))
