"""The table of checks: every rule, and the function that examines it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from consolidate.check import calendar, contracts, money, order, people, promises, structure
from consolidate.check.case import Case
from consolidate.check.violation import Violation
from consolidate.rules import Rule

CHECKS: dict[Rule, Callable[[Case], Iterator[Violation]]] = {
    Rule.ONE_TARGET: structure.one_target,
    Rule.COMPLETE_MIGRATION: structure.complete_migration,
    Rule.DURATION: structure.duration,
    Rule.PRECEDENCE: order.precedence,
    Rule.STAFF: people.staff,
    Rule.PROGRAMME_BUDGET: money.programme_budget,
    Rule.MUNICIPAL_BUDGET: money.municipal_budget,
    Rule.CHANGE_LOAD: people.change_load,
    Rule.CUTOVER_LIMIT: people.cutover_limit,
    Rule.BLACKOUT: calendar.blackout,
    Rule.DECISION_MEETING: calendar.decision_meeting,
    Rule.MILESTONE_DUE: promises.milestone_due,
    Rule.CAMEL_LIMIT: promises.camel_limit,
    Rule.BABY_LIMIT: promises.baby_limit,
    Rule.CONTRACT_TERM: contracts.contract_term,
    Rule.PINNED: order.pinned,
    Rule.NOT_BEFORE: order.not_before,
}
