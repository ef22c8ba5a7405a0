"""What rules of time read of a programme, so that they need not know the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from consolidate.programme.blackouts import Blackouts
from consolidate.programme.chains import DomainWork
from consolidate.programme.steps import Option, Step, Wait
from consolidate.programme.timeline import Timeline
from consolidate.scenario.aims import StepCommitment
from consolidate.scenario.document import Scenario


class Course(Protocol):
    """A scenario in weeks: who takes part, what is done, when it may happen, and what has happened."""

    scenario: Scenario
    timeline: Timeline
    blackouts: Blackouts
    weeks: int
    status_week: int

    @property
    def measures(self) -> dict[str, Step]:
        """Measures by id."""

    @property
    def options(self) -> Mapping[str, tuple[Option, ...]]:
        """Options by domain."""

    @property
    def pinned_options(self) -> Mapping[str, frozenset[Option]]:
        """Options that promises leave, by domain."""

    @property
    def facts(self) -> frozenset[str]:
        """Steps that have happened or are under way."""

    def participants(self, domain: str | None) -> tuple[str, ...]:
        """Who takes part in a domain, or in a measure."""

    def fact_span(self, step: Step) -> tuple[int, int] | None:
        """Start and end of a step that has happened."""

    def commitment(self, step: str) -> StepCommitment | None:
        """What has been promised of a step."""

    def atoms(self, target: str) -> tuple[Wait, ...]:
        """Measures and steps that a gate stands for."""

    def work(self, domain: str, option: Option) -> DomainWork:
        """A domain's steps under an option."""

    def present(self, target: str, option: Option) -> tuple[Wait, ...]:
        """Steps that stand for one under an option."""

    def ends(self, step: Step) -> tuple[int, ...]:
        """Ends by start week."""
