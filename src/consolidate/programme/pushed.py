"""How far what has happened pushes what waits for it (SPEC §5, §7.7)."""

from __future__ import annotations

from consolidate.programme.course import Course
from consolidate.programme.meetings import decision_starts
from consolidate.programme.steps import Option, Step


class Pushed:
    """How far facts and the status date push what waits for them (SPEC §5, §7.7): earliest weeks by order and calendar.

    A fact stands where it is; anything else starts no earlier than the status date, its own date, what has been
    adopted for it, and the end of all that it waits for, in a week that its calendar, hard blackouts and the meetings
    of who decides it allow. Where options differ, the earliest of them counts.
    """

    def __init__(self, programme: Course) -> None:
        self.programme = programme
        self._starts: dict[tuple[str, Option | None], int] = {}

    def earliest(self, step: Step) -> int:
        """The earliest start week of a step, under whatever option."""
        if step.domain is None:
            return self.start(step, None)
        works = {option: self.programme.work(step.domain, option).steps for option in self._open(step.domain)}
        found = [self.start(steps[step.id], option) for option, steps in works.items() if step.id in steps]
        return min(found, default=0)

    def start(self, step: Step, option: Option | None) -> int:
        """The earliest start week of a step under an option of its domain (None: a measure)."""
        key = (step.id, option)
        if key not in self._starts:
            fact = self.programme.fact_span(step)
            self._starts[key] = self._free_start(step) if fact is None else fact[0]
        return self._starts[key]

    def ready(self, step: Step) -> int:
        """The week from which a step may start by the status date and what it waits for."""
        awaited = (self.end(wait.target) + wait.lag for wait in step.waits)
        return max(self.programme.status_week, *awaited, 0)

    def _free_start(self, step: Step) -> int:
        promise = self.programme.commitment(step.id)
        adopted = promise is not None and promise.status == "adopted" and promise.start is not None
        promised = self.programme.timeline.week_of(promise.start) if adopted and promise and promise.start else 0
        return self.first_open(step, max(step.not_before, promised, self.ready(step)))

    def first_open(self, step: Step, week: int) -> int:
        """The first week from one on in which a step may start by itself; the given one where there is none."""
        programme, ends = self.programme, self.programme.ends(step)
        hard = (name for name in programme.blackouts.of(step) if programme.scenario.blackouts[name].is_hard)
        blocked: frozenset[int] = frozenset().union(*(programme.blackouts.weeks(name) for name in hard))
        decided = decision_starts(programme, step)
        for start in range(week, len(ends)):
            free = ends[start] and (decided is None or start in decided)
            if free and blocked.isdisjoint(range(start, ends[start])):
                return start
        return week

    def end(self, target: str) -> int:
        """The earliest exclusive end week of a gate or step; 0 where nothing has to be awaited."""
        ends = (self._atom_end(atom.target) + atom.lag for atom in self.programme.atoms(target))
        return max(ends, default=0)

    def _open(self, domain: str) -> tuple[Option, ...] | frozenset[Option]:
        return self.programme.pinned_options.get(domain) or self.programme.options[domain]

    def _atom_end(self, target: str) -> int:
        if "/" not in target:
            return self._step_end(self.programme.measures[target], None)
        domain = target.split("/", maxsplit=1)[0]
        joined = (option for option in self._open(domain) if not option.stays)
        return min((self._option_end(target, option) for option in joined), default=0)

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
