"""The decisions as variables, in the language of the domain; and the structure that no planner could dispute.

Each required domain has exactly one option, each step of the chosen option is there once, and lasts its weeks by
its calendar within the period. Steps that a scope holds still are constants.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, TypeVar

from ortools.sat.python.cp_model import IntervalVar
from ortools.sat.python.cp_model_helper import Literal

from consolidate.model.near import Slot, near
from consolidate.model.scope import Scope
from consolidate.model.start_weeks import start_weeks
from consolidate.model.terms import FALSE, TRUE, Builder, Expr, Priced, Term, constant, literal, negation, total
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import STAYS, Option, Step, Wait
from consolidate.rules import Rule

Made = TypeVar("Made")


class Variables:
    """Targets, starts, ends, pools and contract ends of one scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.programme = scope.programme
        self.build = Builder()
        self.near = near(scope)
        self.slots = self.near.slots
        self._weeks = start_weeks(scope, self.slots) if scope.standing else {}
        self.facts = self._facts()
        self._options: dict[tuple[str, Option], Term] = {}
        self._groups: dict[tuple[str, frozenset[Option]], Term] = {}
        self._starts: dict[str, Term] = {}
        self._sizes: dict[str, Term] = {}
        self._ends: dict[str, Term] = {}
        self._intervals: dict[tuple[str, int], IntervalVar] = {}
        self._spans: dict[int, tuple[int, int]] = {}
        self.pools: dict[tuple[str, str, str], Term] = {}
        self.priced: list[Priced] = []
        """The objective in its exact parts, whether or not the model takes straight lines for them."""
        self._made: dict[Hashable, Any] = {}
        for domain in scope.options:
            self._add_options(domain)
        for slot in self.slots.values():
            self._add_times(slot)

    def _facts(self) -> frozenset[str]:
        """What has happened or is under way; beside a plan that stands also what the model does not hold."""
        if Rule.PINNED in self.scope.without:
            return frozenset()
        facts = self.scope.programme.facts
        return facts if self.scope.standing else facts.intersection(self.slots)

    @property
    def whole(self) -> bool:
        """Whether the objective is that of the whole plan; else it counts only what can change."""
        return self.scope.exact and self.scope.standing is None

    def has(self, step: str) -> bool:
        """Whether a step can be there: the model holds it, or the plan does beside it."""
        plan = self.scope.plan if self.scope.standing else None
        return step in self.slots or (plan is not None and step in plan.placed)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made once per model for a key, so that rules and terms share auxiliary variables."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    # --- targets --------------------------------------------------------------------------------------

    def _add_options(self, domain: str) -> None:
        allowed = self.scope.options[domain]
        if len(allowed) == 1:
            self._options[domain, allowed[0]] = TRUE
            return
        planned = self.scope.plan.options.get(domain) if self.scope.plan else None
        for option in allowed:
            value = None if planned is None else planned == option
            self._options[domain, option] = self.build.flag(value, f"{domain}: {option}")
        self.build.model.add_exactly_one(literal(self._options[domain, option]) for option in allowed)

    def option(self, domain: str, option: Option) -> Term:
        """Whether a domain gets an option."""
        return self._options.get((domain, option), FALSE)

    def one_of(self, domain: str | None, options: frozenset[Option | None]) -> Term:
        """Whether a domain gets one of some options; measures (no domain) are always there."""
        if domain is None:
            return TRUE
        chosen = frozenset(option for option in options if option is not None)
        if chosen >= frozenset(self.scope.options[domain]):
            return TRUE
        key = (domain, chosen)
        if key not in self._groups:
            self._groups[key] = self.build.any_of([self.option(domain, option) for option in sorted(chosen, key=str)])
        return self._groups[key]

    # --- steps ----------------------------------------------------------------------------------------

    def present(self, slot: Slot) -> Term:
        """Whether a step is there under the chosen option."""
        return self.one_of(slot.domain, frozenset(option for option, _ in slot.variants))

    def variants(self, slot: Slot, by: Callable[[Step], Hashable]) -> Iterator[tuple[Step, Term]]:
        """A slot's variants, those alike ``by`` something joined, each with the condition under which it holds."""
        groups: dict[Hashable, tuple[Step, set[Option | None]]] = {}
        for option, step in slot.variants:
            groups.setdefault(by(step), (step, set()))[1].add(option)
        for step, options in groups.values():
            yield step, self.one_of(slot.domain, frozenset(options))

    def start(self, step: str) -> Term:
        """A step's first week."""
        if step not in self._starts:
            self._starts[step] = constant(self._held(step).start)
        return self._starts[step]

    def end(self, step: str) -> Term:
        """A step's exclusive end week."""
        if step not in self._ends:
            self._ends[step] = constant(self._held(step).end)
        return self._ends[step]

    def _held(self, step: str) -> Placed:
        """A step that the model does not hold: where the plan has it."""
        assert self.scope.plan is not None
        return self.scope.plan.placed[step]

    def free_slots(self) -> Iterator[Slot]:
        """Slots whose start is to be decided."""
        return (slot for slot in self.slots.values() if self.scope.free(slot.id) and slot.id not in self.facts)

    def fact_slots(self) -> Iterator[Slot]:
        """Slots that have happened or are under way, where no plan holds them still."""
        return (self.slots[step] for step in sorted(self.facts) if self.scope.free(step))

    def happened(self, step: Step) -> tuple[int, int] | None:
        """Start and exclusive end of what has happened or is under way: no rule moves it (SPEC §5)."""
        return self.programme.fact_span(step) if step.id in self.facts else None

    def _add_times(self, slot: Slot) -> None:
        placed = self.scope.plan.placed.get(slot.id) if self.scope.plan else None
        if placed is not None and not self.scope.free(slot.id):
            self._starts[slot.id] = constant(placed.start)
            self._sizes[slot.id] = constant(placed.end - placed.start)
            self._ends[slot.id] = constant(placed.end)
            return
        first, last = self.scope.windows.get(slot.id, (0, self.programme.weeks - 1))
        groups = []
        for step, condition in self.variants(slot, lambda step: (step.weeks, step.mode, step.calendar)):
            sizes = self._sizes_of(step, first, last)
            if slot.id in self._weeks:
                sizes = {week: sizes[week] for week in self._weeks[slot.id]}
            groups.append((condition, sizes))
        starts = {week for _, sizes in groups for week in sizes} or {first}
        lengths = {length for _, sizes in groups for length in sizes.values()} or {1}
        at, size = (placed.start, placed.end - placed.start) if placed else (None, None)
        if self.scope.plan and not placed:
            at, size = min(starts), min(lengths)  # where absent steps rest
        self._starts[slot.id] = self.build.among(starts, at, slot.id)
        self._sizes[slot.id] = self._size(slot, groups, size)
        self._ends[slot.id] = self._end(slot.id)

    def _sizes_of(self, step: Step, first: int, last: int) -> dict[int, int]:
        """By start week: how long a step takes; what has happened has one start."""
        span = self.happened(step)
        if span is not None:
            return {span[0]: span[1] - span[0]}
        ends = self.programme.ends(step)
        return {week: ends[week] - week for week in range(first, last + 1) if ends[week]}

    def _end(self, step: str) -> Term:
        start, size = self._starts[step], self._sizes[step]
        if start.fixed or size.fixed:
            return start.plus(size.lo) if size.fixed else size.plus(start.lo)
        known = None if start.value is None or size.value is None else start.value + size.value
        end = self.build.whole(start.lo + size.lo, min(start.hi + size.hi, self.programme.weeks), known)
        self.build.model.add(end.expr == start.expr + size.expr)
        return end

    def _size(self, slot: Slot, groups: list[tuple[Term, dict[int, int]]], value: int | None) -> Term:
        """Weeks from start to end: the step's own, and the closed ones that it pauses through."""
        start, present = self._starts[slot.id], self.present(slot)
        lengths = sorted({length for _, sizes in groups for length in sizes.values()})
        if not lengths:
            self.build.require(False, present)
            return constant(1)
        size = self.build.among(lengths, value)
        absent = negation(present)
        self.build.require(size.expr == lengths[0], absent)
        self.build.require(start.expr == start.lo, absent)
        for condition, sizes in groups:
            if not sizes:
                self.build.require(False, condition)
                continue
            own = sorted(set(sizes.values()))
            if len(own) == 1:
                self.build.require(size.expr == own[0], condition)
                if len(sizes) < start.hi - start.lo + 1:
                    self.build.require_among(start, sizes, condition)
            else:
                self._lengths(start, size, condition, sizes)
        return size

    def _lengths(self, start: Term, size: Term, condition: Term, sizes: dict[int, int]) -> None:
        """One yes-or-no per length that the calendar can give a step, tied to the starts that give it."""
        chosen = []
        for length in sorted(set(sizes.values())):
            weeks = [week for week, own in sizes.items() if own == length]
            value = None
            if start.value is not None and condition.value is not None:
                value = bool(condition.value) and sizes.get(start.value) == length
            this = self.build.flag(value)
            self.build.require_among(start, weeks, this)
            self.build.require(size.expr == length, this)
            chosen.append(this)
        self.build.model.add(total(chosen).expr == condition.expr)

    # --- intervals ------------------------------------------------------------------------------------

    def interval(self, step: str, condition: Term) -> IntervalVar:
        """A step as an interval, there where a condition holds."""
        key = (step, id(condition.expr))
        if key not in self._intervals:
            start, size, end = self._starts[step], self._sizes[step], self._ends[step]
            new = self.build.model
            name = step
            if condition.fixed:
                made = new.new_interval_var(start.expr, size.expr, end.expr, name)
            else:
                made = new.new_optional_interval_var(start.expr, size.expr, end.expr, literal(condition), name)
            self._intervals[key] = self.spanning(made, start.lo, end.hi)
        return self._intervals[key]

    def cumulative(
        self,
        intervals: list[IntervalVar],
        demands: list[int],
        room: dict[int, int],
        taken: Mapping[int, Term] | None = None,
        *,
        apart: bool = False,
    ) -> None:
        """Demands of overlapping intervals never pass the room of a week.

        What a week lacks is filled by standing intervals, and so is what is ``taken`` of it by an open choice.
        ``apart``: weeks that ``room`` does not name are free. Beside a plan that stands just the weeks count that the
        intervals can reach; of room, no more than all demands together.
        """
        full, most = max(room.values(), default=0), sum(demands)
        capacity = max(full, most) if apart else full
        weeks = sorted(room)
        if self.scope.standing is not None and not taken:
            reach = self._reached_weeks(intervals)
            capacity, weeks = most, [week for week in weeks if week in reach and room[week] < most]
            if not weeks:
                return
        fillers: list[IntervalVar] = []
        missing: list[Expr] = []
        for week, amount in (taken or {}).items():
            if week in room:
                fillers.append(self.build.model.new_fixed_size_interval_var(week, 1, ""))
                missing.append(amount.expr)
        first = 0
        for place, week in enumerate(weeks):
            last = place + 1 == len(weeks) or weeks[place + 1] != week + 1 or room[weeks[place + 1]] != room[week]
            if last:
                begin = weeks[first]
                if room[week] < capacity:
                    fillers.append(self.build.model.new_fixed_size_interval_var(begin, week + 1 - begin, ""))
                    missing.append(capacity - room[week])
                first = place + 1
        self.build.model.add_cumulative([*intervals, *fillers], [*demands, *missing], capacity)

    def _reached_weeks(self, intervals: list[IntervalVar]) -> range:
        """From the first to the last week that any of the intervals can hold."""
        spans = [self._spans[interval.index] for interval in intervals]
        return range(min(first for first, _ in spans), max(until for _, until in spans))

    def spanning(self, interval: IntervalVar, first: int, until: int) -> IntervalVar:
        """An interval, of which is noted that it lies in the half-open weeks ``[first, until)``."""
        self._spans[interval.index] = (first, until)
        return interval

    def literal(self, condition: Term) -> Literal:
        """The literal of a condition that is still open."""
        return literal(condition)

    def planned(self, step: str) -> Placed | None:
        """Where the given plan has a step, if there is a plan and it has it."""
        return self.scope.plan.placed.get(step) if self.scope.plan else None

    # --- gates ----------------------------------------------------------------------------------------

    def ends_of(self, target: str) -> Iterator[tuple[Term, tuple[Term, ...]]]:
        """Weeks that must have passed for a gate or step to be complete, each with the conditions under which."""
        for step, lag, conditions in self.awaited(target):
            yield self.end(step).plus(lag) if lag else self.end(step), conditions

    def awaited(self, target: str) -> Iterator[tuple[str, int, tuple[Term, ...]]]:
        """The steps that a gate waits for, each with its lag and the conditions under which."""
        standing = self.scope.standing
        if standing is not None and not self.scope.opened:
            yield from ((step, lag, ()) for step, lag in standing.order.landing(target))
            return
        for atom in self.programme.atoms(target):
            for step, lag, conditions in self._awaited(atom.target):
                yield step, lag + atom.lag, conditions

    def _awaited(self, target: str) -> Iterator[tuple[str, int, tuple[Term, ...]]]:
        if "/" not in target:
            yield target, 0, ()
            return
        domain = target.split("/", maxsplit=1)[0]
        landings: dict[tuple[Wait, ...], set[Option | None]] = {}
        for option in self.scope.options[domain]:
            if not option.stays:
                landings.setdefault(self.programme.present(target, option), set()).add(option)
        for waits, options in landings.items():
            condition = self.one_of(domain, frozenset(options))
            for wait in waits:
                if wait.target.startswith(f"{domain}/"):
                    yield wait.target, wait.lag, (condition,)
                    continue
                for step, lag, conditions in self.awaited(wait.target):
                    yield step, lag + wait.lag, (condition, *conditions)

    def never(self, target: str) -> Iterator[Term]:
        """Conditions under which a gate can never be complete: a domain that it needs stays as it is."""
        domains = {atom.target.split("/")[0] for atom in self.programme.atoms(target) if "/" in atom.target}
        for domain in sorted(domains):
            if STAYS in self.scope.options[domain]:
                yield self.option(domain, STAYS)

    def reached(self, target: str) -> Term:
        """The exclusive end week by which a gate is complete, exact (0 where nothing has to be awaited)."""
        return self.once(("reached", target), lambda: self._reach(target))

    def _reach(self, target: str) -> Term:
        parts = [self.build.product(end, self._all(conditions)) for end, conditions in self.ends_of(target)]
        return self.build.highest(parts) if parts else constant(0)

    def _all(self, conditions: tuple[Term, ...]) -> Term:
        joined = TRUE
        for condition in conditions:
            joined = self.build.all_of(joined, condition)
        return joined
