"""Numbers for the things of a programme: slots, events, rows, resources, payers, limits and contracts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from consolidate.construct.arrays import Ragged
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step, Wait

Name = TypeVar("Name", bound=Hashable)


class Names(Generic[Name]):
    """Ids as numbers, in order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[Name, int] = {}

    def __getitem__(self, name: Name) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def __len__(self) -> int:
        return len(self.numbers)


class Numbering:
    """One programme's numbers, under the options that a search may choose from.

    ``steps`` are the rows: each step under each option of its domain (None: a measure).
    """

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme, self.options = programme, options
        self.weeks = programme.weeks
        self.steps: list[tuple[str, Option | None, Step]] = [
            (name, None, step) for name, step in programme.measures.items()
        ]
        for domain, allowed in options.items():
            for option in allowed:
                work = programme.work(domain, option).steps
                self.steps += [(name, option, step) for name, step in work.items()]
        self.slots = {name: place for place, name in enumerate(dict.fromkeys(name for name, _, _ in self.steps))}
        self.ended = self._ended()
        """By slot of what has happened: its actual end, the latest under any option; it may lie outside the period."""
        self.horizon = max([2 * programme.weeks + 104, *self.ended.values()])
        self.events: dict[tuple[Wait, ...], int] = {}
        self.event_rows = Ragged.empty()
        self.resources: Names[tuple[str, str]] = Names()
        self.payers: Names[str] = Names()
        self.loads: Names[str] = Names()
        self.groups: Names[str] = Names()
        self.group_limits: list[tuple[int, int]] = []
        self.contracts: dict[tuple[str, str, Option], int] = {}
        for payer in sorted(programme.scenario.budgets):
            self.payers[payer]
        for name in sorted(programme.scenario.municipalities):
            self.loads[name]
        self.after_cutover = self._after_cutover()
        self._number_contracts()

    def _ended(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for name, _, step in self.steps:
            fact = self.programme.fact_span(step)
            if fact is not None:
                found[self.slots[name]] = max(fact[1], found.get(self.slots[name], fact[1]))
        return found

    def ahead(self, slot: int) -> int:
        """Weeks (not above 0) from week 0, where it counts as ended, to when something ended before the period."""
        return min(0, self.ended.get(slot, 0))

    def settled(self, node: int) -> int | None:
        """When a step ended or a gate was complete by what has happened alone; None where more is waited for."""
        if node < len(self.slots):
            return self.ended.get(node)
        place = node - len(self.slots)
        lines = self.event_rows.values[self.event_rows.at[place] : self.event_rows.at[place + 1]]
        if not lines or any(slot not in self.ended for slot, _ in lines):
            return None
        return max(max(0, self.ended[slot]) + lag for slot, lag in lines)

    def _number_contracts(self) -> None:
        for domain, municipality in self.programme.contract_endings:
            for option in self.options.get(domain, ()):
                if self.programme.must_leave(domain, municipality, option):
                    self.contracts[domain, municipality, option] = len(self.contracts)

    def _after_cutover(self) -> frozenset[str]:
        """Steps that wait for the cutover of their own chain."""
        found: set[str] = set()
        for name, _, step in self.steps:
            waits = {wait.target for wait in step.waits}
            if step.municipality is not None and (waits & found or f"{name.rpartition('/')[0]}/cutover" in waits):
                found.add(name)
        return frozenset(found)

    def unit(self, name: str) -> str:
        """The unit of work that a step belongs to; what follows a cutover is a unit of its own (``…*``)."""
        unit = name.rpartition("/")[0]
        return f"{unit}*" if name in self.after_cutover else unit or name

    def event(self, waits: tuple[Wait, ...]) -> int:
        """The node of a gate: the latest of what it waits for; slots that are absent count as done long ago."""
        if waits not in self.events:
            self.events[waits] = len(self.slots) + len(self.events)
            self.event_rows.add(dict.fromkeys(inner for wait in waits for inner in self._awaited(wait)))
        return self.events[waits]

    def _awaited(self, wait: Wait) -> Iterable[tuple[int, int]]:
        """Slots (with lag, from where they end here) that a gate may stand for under any options.

        A step left out is replaced by what it waited for; where it is there, that is implied, so that the union over
        options is exact. What has happened is there under all, and need not have waited.
        """
        for atom in self.programme.atoms(wait.target):
            lag = wait.lag + atom.lag
            if "/" not in atom.target or self.slots.get(atom.target) in self.ended:
                yield self._from(self.slots[atom.target], lag)
                continue
            domain = atom.target.split("/")[0]
            for option in self.options[domain]:
                for inner in () if option.stays else self.programme.present(atom.target, option):
                    if inner.target in self.slots:
                        yield self._from(self.slots[inner.target], inner.lag + lag)
                    else:
                        yield from self._awaited(Wait(inner.target, inner.lag + lag))

    def _from(self, slot: int, lag: int) -> tuple[int, int]:
        return slot, lag + self.ahead(slot)
