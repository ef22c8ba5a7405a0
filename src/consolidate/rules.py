"""The rules a plan keeps: one name, one sentence and one origin each (SPEC §5, ``docs/model.md``).

Model, checker, documents and explanations all call a rule by the name that stands here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Origin(StrEnum):
    """Where a demand comes from, the least movable first."""

    LAW = "law"
    CONTRACT = "contract"
    ADOPTED_POLICY = "adopted policy"
    PREFERENCE = "preference"


class Rule(StrEnum):
    """Every rule of a plan, in the order in which a planner would read them."""

    ONE_TARGET = "one_target"
    COMPLETE_MIGRATION = "complete_migration"
    DURATION = "duration"
    PRECEDENCE = "precedence"
    STAFF = "staff"
    PROGRAMME_BUDGET = "programme_budget"
    MUNICIPAL_BUDGET = "municipal_budget"
    CHANGE_LOAD = "change_load"
    CUTOVER_LIMIT = "cutover_limit"
    BLACKOUT = "blackout"
    DECISION_MEETING = "decision_meeting"
    MILESTONE_DUE = "milestone_due"
    CAMEL_LIMIT = "camel_limit"
    BABY_LIMIT = "baby_limit"
    CONTRACT_TERM = "contract_term"
    PINNED = "pinned"
    NOT_BEFORE = "not_before"


class Meaning(NamedTuple):
    """What a rule says, where it usually comes from, and whether it is structure (cannot be dropped)."""

    sentence: str
    origin: Origin
    structure: bool = False


MEANING: dict[Rule, Meaning] = {
    Rule.ONE_TARGET: Meaning("Each required domain gets exactly one candidate and route.", Origin.ADOPTED_POLICY, True),
    Rule.COMPLETE_MIGRATION: Meaning(
        "Each participant takes each step of its path exactly once.", Origin.ADOPTED_POLICY, True
    ),
    Rule.DURATION: Meaning(
        "A step lasts its weeks by its calendar and ends within the period.", Origin.ADOPTED_POLICY, True
    ),
    Rule.PRECEDENCE: Meaning(
        "Nothing starts before what it waits for has ended (lag, maximum lag, needs, pilot).",
        Origin.ADOPTED_POLICY,
    ),
    Rule.STAFF: Meaning(
        "In no week does a pool's use pass what it has; each need is met whole, for the whole step, by one pool.",
        Origin.ADOPTED_POLICY,
    ),
    Rule.PROGRAMME_BUDGET: Meaning("The programme spends no more in a year than it has.", Origin.ADOPTED_POLICY),
    Rule.MUNICIPAL_BUDGET: Meaning("No municipality spends more in a year than it has.", Origin.ADOPTED_POLICY),
    Rule.CHANGE_LOAD: Meaning(
        "The points under way in a municipality never pass what it can take.", Origin.ADOPTED_POLICY
    ),
    Rule.CUTOVER_LIMIT: Meaning(
        "At most n cutovers start in any w weeks, per municipality (and per domain where stated).",
        Origin.ADOPTED_POLICY,
    ),
    Rule.BLACKOUT: Meaning("A step of a named kind does not touch a blocked week.", Origin.LAW),
    Rule.DECISION_MEETING: Meaning("A decision step ends only in a week in which its body meets.", Origin.LAW),
    Rule.MILESTONE_DUE: Meaning(
        "A milestone is reached by its date: all that it lists is complete.", Origin.ADOPTED_POLICY
    ),
    Rule.CAMEL_LIMIT: Meaning(
        "At most so many camels, or so much burden, for one municipality or for all; named ones are refused.",
        Origin.PREFERENCE,
    ),
    Rule.BABY_LIMIT: Meaning(
        "At most so many babies buried, for one municipality or for all; named ones are refused.",
        Origin.PREFERENCE,
    ),
    Rule.CONTRACT_TERM: Meaning(
        "An agreement ends at a term, by its fee or by an extension, and notice is given in time.",
        Origin.CONTRACT,
    ),
    Rule.PINNED: Meaning("What is done, started or adopted stays.", Origin.ADOPTED_POLICY),
    Rule.NOT_BEFORE: Meaning(
        "Nothing that is not pinned starts before the status date, or before its own date.",
        Origin.ADOPTED_POLICY,
    ),
}

DROPPABLE: tuple[Rule, ...] = tuple(rule for rule in Rule if not MEANING[rule].structure)
"""Rules that a model can be built without, so that a test can show that each one bites."""
