"""How far what has happened pushes what waits for it (SPEC §5, §7.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from consolidate.programme.chains import DomainWork
from consolidate.programme.steps import Option, Step, Wait
from consolidate.programme.timeline import Timeline
from consolidate.scenario.aims import StepCommitment


class Course(Protocol):
    """What of a programme tells how far facts push."""

    timeline: Timeline
    status_week: int

    @property
    def weeks(self) -> int:
        """Weeks of the period."""

    @property
    def measures(self) -> dict[str, Step]:
        """Measures by id."""

    @property
    def options(self) -> Mapping[str, tuple[Option, ...]]:
        """Options by domain."""

    @property
    def pinned_options(self) -> Mapping[str, frozenset[Option]]:
        """Options that promises leave, by domain."""

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


class Pushed:
    """How far facts and the status date push what waits for them (SPEC §5, §7.7): earliest weeks by order alone.

    A fact stands where it is; anything else starts no earlier than the status date, its own date, what has been
    adopted for it, and the end of all that it waits for. Where options differ, the earliest of them counts.
    """

    def __init__(self, programme: Course) -> None:
        self.programme = programme
        self._starts: dict[tuple[str, Option | None], int] = {}

    def start(self, step: Step, option: Option | None) -> int:
        """The earliest start week of a step under an option of its domain (None: a measure)."""
        key = (step.id, option)
        if key not in self._starts:
            fact = self.programme.fact_span(step)
            self._starts[key] = self._free_start(step) if fact is None else fact[0]
        return self._starts[key]

    def _free_start(self, step: Step) -> int:
        promise = self.programme.commitment(step.id)
        adopted = promise is not None and promise.status == "adopted" and promise.start is not None
        promised = self.programme.timeline.week_of(promise.start) if adopted and promise and promise.start else 0
        awaited = (self.end(wait.target) + wait.lag for wait in step.waits)
        return max(step.not_before, self.programme.status_week, promised, *awaited, 0)

    def end(self, target: str) -> int:
        """The earliest exclusive end week of a gate or step; 0 where nothing has to be awaited."""
        ends = (self._atom_end(atom.target) + atom.lag for atom in self.programme.atoms(target))
        return max(ends, default=0)

    def _atom_end(self, target: str) -> int:
        programme = self.programme
        if "/" not in target:
            return self._step_end(programme.measures[target], None)
        domain = target.split("/", maxsplit=1)[0]
        open_options = programme.pinned_options.get(domain) or programme.options[domain]
        return min((self._option_end(target, option) for option in open_options if not option.stays), default=0)

    def _option_end(self, target: str, option: Option) -> int:
        steps = self.programme.work(target.split("/", maxsplit=1)[0], option).steps
        ends = [
            (self._step_end(steps[wait.target], option) if wait.target in steps else self.end(wait.target)) + wait.lag
            for wait in self.programme.present(target, option)
        ]
        return max(ends, default=0)

    def _step_end(self, step: Step, option: Option | None) -> int:
        fact = self.programme.fact_span(step)
        if fact is not None:
            return fact[1]
        start = self.start(step, option)
        return min((end for end in self.programme.ends(step)[start:] if end), default=self.programme.weeks)
