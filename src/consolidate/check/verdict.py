"""Examining a plan: every breach of every rule, and the money beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consolidate.building import building
from consolidate.check.case import Case
from consolidate.check.table import CHECKS
from consolidate.check.violation import ACTUALS, Violation
from consolidate.ledger.book import Ledger
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.rules import Rule


@dataclass(frozen=True)
class Verdict:
    """What the examination of a plan found, with the schedule and the ledger that it rests on."""

    schedule: Schedule
    ledger: Ledger
    violations: tuple[Violation, ...]

    @property
    def clean(self) -> bool:
        """Whether the plan keeps every rule, but for breaches that actuals alone cause (SPEC §6)."""
        return all(violation.caused_by == ACTUALS for violation in self.violations)

    @property
    def broken(self) -> frozenset[Rule]:
        """The rules that the plan breaks, but for what actuals alone cause."""
        return frozenset(violation.rule for violation in self.violations if violation.caused_by != ACTUALS)

    def by_rule(self) -> dict[Rule, tuple[Violation, ...]]:
        """Violations by rule, in the order of the rules; kept rules left out."""
        found = {rule: tuple(one for one in self.violations if one.rule is rule) for rule in Rule}
        return {rule: violations for rule, violations in found.items() if violations}

    def by_cause(self) -> dict[str | None, tuple[Violation, ...]]:
        """Violations grouped by what caused them: first those that stand for themselves (None), then each cause."""
        causes = sorted({one.caused_by for one in self.violations if one.caused_by is not None})
        return {cause: tuple(one for one in self.violations if one.caused_by == cause) for cause in (None, *causes)}

    def violations_json(self) -> dict[str, list[dict[str, Any]]]:
        """A map by rule, each violation with its facts."""
        timeline = self.schedule.programme.timeline
        return {str(rule): [one.as_json(timeline) for one in found] for rule, found in self.by_rule().items()}


@building()
def check(programme: Programme, decisions: Decisions) -> Verdict:
    """Examine a plan that may hold only decisions, also broken ones."""
    return verdict_on(Schedule(programme, decisions))


def first_breach(schedule: Schedule) -> Violation | None:
    """The first breach that facts alone do not cause, in the order of the rules: sooner found than all of them."""
    case = Case(schedule)
    found = (violation for rule in Rule for violation in CHECKS[rule](case))
    return next((one for one in found if one.caused_by != ACTUALS), None)


@building()
def verdict_on(schedule: Schedule) -> Verdict:
    """Examine a plan whose decisions have been put beside the programme already."""
    case = Case(schedule)
    found = tuple(violation for rule in Rule for violation in CHECKS[rule](case))
    return Verdict(schedule, case.ledger, found)
