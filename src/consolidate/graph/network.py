"""The dependency graph of chosen options: steps, measures, domains and milestones, and what waits for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from consolidate.errors import UnknownName
from consolidate.graph.bounds import NEVER, Bounds
from consolidate.graph.lattice import Node
from consolidate.graph.windows import as_function, chosen_bounds, shortest_options
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Option
from consolidate.text import _

NodeKind = Literal["measure", "joint", "local", "domain", "milestone", "gate"]


@dataclass(frozen=True)
class Facts:
    """What is known of a node; weeks count from week 0, ends are exclusive.

    ``weeks``: open weeks of work, 0 for what only marks a state. ``earliest`` and ``latest``: start weeks of a step;
    for a state the weeks by which it is, and must be, reached. ``never``: it waits for a domain that stays.
    """

    id: str
    kind: NodeKind
    domain: str | None
    municipality: str | None
    weeks: int
    earliest: int
    earliest_end: int
    latest: int
    never: bool
    planned: tuple[int, int] | None = None

    @property
    def slack(self) -> int:
        """Weeks that it can slip without delaying the period's end or a hard milestone; below 0: too late."""
        return self.latest - self.earliest


class Network:
    """Nodes and waits under one option per domain, with their bounds.

    ``graph`` has an edge from each thing to what waits for it, with ``lag`` and ``within`` in weeks. Gates that only
    stand between (a domain's joint chain, a step left out) are nodes of kind ``gate``.
    """

    def __init__(self, programme: Programme, options: Mapping[str, Option], schedule: Schedule | None = None) -> None:
        self.programme = programme
        self.options = dict(options)
        self.bounds: Bounds = chosen_bounds(programme, as_function(self.options))
        self.graph: nx.DiGraph[str] = nx.DiGraph()
        self.facts: dict[str, Facts] = {}
        nodes = self.bounds.nodes
        for place, node in enumerate(nodes):
            self.graph.add_node(node.id)
            known = self.facts.get(node.id)
            if known is None or (known.kind == "gate" and node.owner is None):
                self.facts[node.id] = self._facts(place, node, schedule)
        for node in nodes:
            for edge in node.after:
                after = nodes[edge.node].id
                if after != node.id:
                    self.graph.add_edge(node.id, after, lag=edge.lag, within=edge.within)

    def _facts(self, place: int, node: Node, schedule: Schedule | None) -> Facts:
        bounds = self.bounds
        placed = schedule.placed.get(node.id) if schedule else None
        planned = (placed.start, placed.end) if placed else None
        end, never = bounds.early_end[place], bounds.early_end[place] >= NEVER
        if node.step is None:
            domain = node.id.split("/")[0] if node.id.split("/")[0] in self.programme.options else None
            reached = schedule.reached(node.id) if schedule and self._kind(node) != "gate" else None
            planned = None if reached is None else (reached, reached)
            end = min(end, self.programme.weeks) if never else end
            latest = bounds.late_end[place]
            return Facts(node.id, self._kind(node), domain, None, 0, end, end, latest, never, planned)
        step = node.step
        earliest, latest = bounds.window(place)
        end = earliest if never else end
        kind, weeks = self._kind(node), step.weeks
        return Facts(node.id, kind, step.domain, step.municipality, weeks, earliest, end, latest, never, planned)

    def _kind(self, node: Node) -> NodeKind:
        if node.step is not None:
            return node.step.kind.value
        if node.id in self.programme.scenario.milestones:
            return "milestone"
        return "domain" if node.id in self.programme.options else "gate"

    def fact(self, name: str) -> Facts:
        """What is known of a step, measure, domain or milestone.

        Raises:
            UnknownName: nothing of that name is in the graph.
        """
        if name not in self.facts:
            raise UnknownName(
                _("{name}: no step, measure, domain or milestone of the chosen options has this name").format(name=name)
            )
        return self.facts[name]


def network_of(programme: Programme, options: Mapping[str, Option] | None = None) -> Network:
    """The graph of chosen options; where none are given, of each domain's option with the shortest chain."""
    return Network(programme, shortest_options(programme) if options is None else options)


def network_of_plan(schedule: Schedule) -> Network:
    """The graph of a plan's options, with the weeks it has planned."""
    return Network(schedule.programme, schedule.options, schedule)
