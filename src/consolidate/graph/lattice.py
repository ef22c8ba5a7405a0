"""Everything that waits for anything, over one or many options per domain.

A node is a step under one option, a gate under one option, or something that belongs to no option (a measure, a
milestone, "a domain, whatever option it takes"). All nodes but the last kind are reached when everything before them
is; that one when its option's gate is, so its earliest is the least, and its latest the greatest, over the options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from consolidate.programme.chains import as_wait
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step, Wait, step_id
from consolidate.rules import Rule

Owner = tuple[str, Option]
"""The domain and option under which a node exists."""

Choices = Mapping[str, Sequence[Option]]
"""By domain: the options that are open."""


class Edge(NamedTuple):
    """A wait to or from another node, by its place in the lattice."""

    node: int
    lag: int
    within: int | None


@dataclass(slots=True)
class Node:
    """Something that ends: a step, or a gate (``step`` is None).

    ``due``: the exclusive week by which it must have ended, by ``due_by``: a hard milestone, or a contract that
    cannot be prolonged and has to be left.
    """

    id: str
    owner: Owner | None
    step: Step | None = None
    least: bool = False
    due: int | None = None
    due_by: Rule = Rule.MILESTONE_DUE
    before: list[Edge] = field(default_factory=list)
    after: list[Edge] = field(default_factory=list)


class Lattice:
    """The nodes of a programme under the open options, in an order in which waits come first."""

    def __init__(self, programme: Programme, choices: Choices) -> None:
        self.programme = programme
        self.choices = choices
        self.nodes: list[Node] = []
        self._places: dict[tuple[str, Owner | None], int] = {}
        self._add_steps()
        for place in range(len(self.nodes)):
            node = self.nodes[place]
            assert node.step is not None
            self._link(node.step.waits, node.owner, place)
        for milestone in sorted(programme.scenario.milestones):
            self._target(milestone, None)
        for domain in sorted(programme.scenario.domains):
            self._target(domain, None)
        self.order = self._ordered()

    def place(self, target: str, owner: Owner | None = None) -> int:
        """Where a step or gate stands in ``nodes``."""
        return self._places[target, owner]

    # --- building -------------------------------------------------------------------------------------

    def _add_steps(self) -> None:
        for step in self.programme.measures.values():
            self._add(Node(step.id, None, step))
        for domain, options in sorted(self.choices.items()):
            for option in options:
                for step in self.programme.work(domain, option).steps.values():
                    due = self._leave_by(step, option) if step.name == "decommission" else None
                    self._add(Node(step.id, (domain, option), step, due=due, due_by=Rule.CONTRACT_TERM))

    def _leave_by(self, step: Step, option: Option) -> int | None:
        """The week by which a contract that runs out for good wants its system shut down; None where none does."""
        domain, municipality = step.domain, step.municipality
        if domain is None or municipality is None or not self.programme.must_leave(domain, municipality, option):
            return None
        contract = self.programme.installed(domain, municipality).contract
        if contract is None or contract.renewal:
            return None
        return max((end.last_day + 1) // 7 for end in self.programme.contract_endings[domain, municipality])

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        self._places[node.id, node.owner] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def _link(self, waits: Iterable[Wait], owner: Owner | None, after: int) -> None:
        for wait in waits:
            before = self._places.get((wait.target, owner))
            before = self._target(wait.target, owner) if before is None else before
            self.nodes[after].before.append(Edge(before, wait.lag, wait.within))
            self.nodes[before].after.append(Edge(after, wait.lag, wait.within))

    def _target(self, target: str, owner: Owner | None) -> int:
        """The node that a wait written under an owner means."""
        domain = target.split("/", maxsplit=1)[0]
        milestones, domains = self.programme.scenario.milestones, self.programme.scenario.domains
        within_owner = owner is not None and domain == owner[0] and domain in domains
        key = (target, owner if within_owner else None)
        if key in self._places:
            return self._places[key]
        if target in milestones:
            return self._milestone(target)
        return self._under(target, owner) if within_owner and owner is not None else self._any(target, domain)

    def _milestone(self, name: str) -> int:
        spec, timeline = self.programme.scenario.milestones[name], self.programme.timeline
        due = timeline.week_of(spec.due) + 1 if spec.is_hard else None
        place = self._add(Node(name, None, due=due))
        self._link([*map(Wait, spec.complete), *(Wait(w.target, w.lag) for w in map(as_wait, spec.after))], None, place)
        return place

    def _any(self, target: str, domain: str) -> int:
        """A domain, its joint chain or one of its steps, whatever option the domain takes."""
        place = self._add(Node(target, None, least=True))
        for option in self.choices.get(domain, ()):
            if not option.stays:
                owner = (domain, option)
                before = self._places.get((target, owner))
                before = self._under(target, owner) if before is None else before
                self.nodes[place].before.append(Edge(before, 0, None))
                self.nodes[before].after.append(Edge(place, 0, None))
        return place

    def _under(self, target: str, owner: Owner) -> int:
        """A gate of a domain under one of its options: the domain, its joint chain, or a step left out."""
        place = self._add(Node(target, owner))
        work = self.programme.work(*owner)
        parts = target.split("/")
        waits: Iterable[Wait]
        if len(parts) == 1:
            names = self.programme.participants(target)
            waits = [Wait(step_id(target, name, "cutover")) for name in names]
        elif len(parts) == 2:
            waits = [Wait(step.id) for step in work.steps.values() if step.kind is Kind.JOINT]
        else:
            waits = work.present(target)
        self._link(waits, owner, place)
        return place

    def _ordered(self) -> list[int]:
        """Places with waits first; where a cycle is left, its members follow in order of place."""
        missing = [len(node.before) for node in self.nodes]
        ready = [place for place in reversed(range(len(self.nodes))) if not missing[place]]
        order: list[int] = []
        seen = set(ready)
        rest = iter(range(len(self.nodes)))
        while len(order) < len(self.nodes):
            if not ready:
                ready.append(next(place for place in rest if place not in seen))
                seen.add(ready[0])
            place = ready.pop()
            order.append(place)
            for edge in self.nodes[place].after:
                missing[edge.node] -= 1
                if not missing[edge.node] and edge.node not in seen:
                    seen.add(edge.node)
                    ready.append(edge.node)
        return order
