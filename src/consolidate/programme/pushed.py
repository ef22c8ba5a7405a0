"""How far what has happened pushes what waits for it (SPEC §5, §7.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consolidate.programme.steps import Option, Step

if TYPE_CHECKING:
    from consolidate.programme.programme import Programme


class Pushed:
    """How far facts and the status date push what waits for them (SPEC §5, §7.7): earliest weeks by order alone.

    A fact stands where it is; anything else starts no earlier than the status date, its own date, what has been
    adopted for it, and the end of all that it waits for. Where options differ, the earliest of them counts.
    """

    def __init__(self, programme: Programme) -> None:
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
