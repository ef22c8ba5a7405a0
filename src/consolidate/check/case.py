"""What every check reads: a plan's schedule, its money, and who is to blame."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from consolidate.check.blame import Blame
from consolidate.check.violation import ACTUALS
from consolidate.ledger.book import Ledger, ledger_of
from consolidate.ledger.budgets import BudgetYear, all_budgets
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Wait


class Case:
    """One plan under examination; what several checks need is computed once, when first asked for."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.programme = schedule.programme
        self.scenario = schedule.programme.scenario
        self.blame = Blame(schedule)
        self._landings: dict[str, tuple[Wait, ...] | None] = {}

    @cached_property
    def ledger(self) -> Ledger:
        """The plan's ledger."""
        return ledger_of(self.schedule)

    @cached_property
    def budgets(self) -> dict[str, tuple[BudgetYear, ...]]:
        """Every listed payer's budget, year by year."""
        return all_budgets(self.programme, self.ledger.entries)

    def landing(self, target: str) -> tuple[Wait, ...] | None:
        """A gate as waits on steps of this plan; None where it can never happen."""
        if target in self.schedule.steps:
            return (Wait(target),)
        if target not in self._landings:
            self._landings[target] = self.schedule.landing(target)
        return self._landings[target]

    def by_actuals(self, steps: Iterable[str]) -> str | None:
        """``actuals`` where every one of these steps has happened, so that nothing can be done about it."""
        named = list(steps)
        return ACTUALS if named and self.programme.facts.issuperset(named) else None

    def monday(self, week: int) -> str:
        """The first day of a week."""
        return self.programme.timeline.day(week).isoformat()

    def friday(self, end: int) -> str:
        """The last working day before an exclusive end week: what people are shown (SPEC §2)."""
        return self.programme.timeline.day_at(7 * end - 3).isoformat()

    def day(self, index: int) -> str:
        """A day index as a date."""
        return self.programme.timeline.day_at(index).isoformat()
