"""Questions to a network: cycles, what blocks what, critical path, order of milestones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import networkx as nx

from consolidate.graph.network import Facts, Network


class Holds(StrEnum):
    """Why a step of a critical path cannot start earlier."""

    WAIT = "wait"
    CALENDAR = "calendar"
    DATE = "date"
    START = "start"


@dataclass(frozen=True)
class Link:
    """A node of a critical path, at its earliest weeks ``[start, end)``.

    ``lag`` weeks pass after the link before it. ``holds``: it waits for that link; or the calendar (closed weeks, a
    blackout, a meeting) holds it longer; or a date of its own; or nothing but the period's start.
    """

    id: str
    kind: str
    start: int
    end: int
    lag: int
    holds: Holds


def cycles(network: Network) -> tuple[tuple[str, ...], ...]:
    """One cycle of each knot of nodes that wait for each other, in the order of waiting, least id first."""
    found = []
    for members in nx.strongly_connected_components(network.graph):
        if len(members) > 1 or any(network.graph.has_edge(name, name) for name in members):
            ring = [str(edge[0]) for edge in nx.find_cycle(network.graph.subgraph(members))]
            first = ring.index(min(ring))
            found.append((*ring[first:], *ring[:first]))
    return tuple(sorted(found))


def blocks(network: Network, name: str) -> tuple[Facts, ...]:
    """Everything that cannot start, or be reached, before something has ended; the earliest first."""
    network.fact(name)
    return _by_week(network, nx.descendants(network.graph, name))


def blocked_by(network: Network, name: str) -> tuple[Facts, ...]:
    """Everything that must have ended before something; the earliest first."""
    network.fact(name)
    return _by_week(network, nx.ancestors(network.graph, name))


def _by_week(network: Network, names: set[str]) -> tuple[Facts, ...]:
    return tuple(sorted((network.facts[name] for name in names), key=lambda fact: (fact.earliest, fact.id)))


def milestone_order(network: Network) -> tuple[Facts, ...]:
    """Milestones so that each follows those it waits for; otherwise the earliest reached first."""
    names = [fact.id for fact in network.facts.values() if fact.kind == "milestone"]
    order: nx.DiGraph[str] = nx.DiGraph()
    order.add_nodes_from(names)
    later = {name: nx.descendants(network.graph, name) & set(names) for name in names}
    for name in names:
        order.add_edges_from((name, other) for other in later[name] if name not in later[other])
    ranked = nx.lexicographical_topological_sort(order, key=lambda name: (network.facts[name].earliest, name))
    return tuple(network.facts[name] for name in ranked)


def critical_path(network: Network, target: str | None = None) -> tuple[Link, ...]:
    """What keeps something (by default, whatever ends last) from being reached earlier, first link first.

    Empty for what can never be reached.
    """
    target = target or max(network.facts.values(), key=lambda fact: (fact.earliest_end, fact.weeks > 0, fact.id)).id
    if network.fact(target).never:
        return ()
    links: list[Link] = []
    name: str | None = target
    seen: set[str] = set()
    while name is not None and name not in seen:
        seen.add(name)
        link, name = _link(network, name)
        links.append(link)
    return tuple(reversed(links))


def _link(network: Network, name: str) -> tuple[Link, str | None]:
    """A node as a link, and the node whose end holds it back."""
    fact = network.facts[name]
    ends = [
        (network.facts[before].earliest_end + data["lag"], before, data["lag"])
        for before, _, data in network.graph.in_edges(name, data=True)
    ]
    start, end = fact.earliest, fact.earliest_end
    if not ends:
        holds = Holds.START if start == 0 else Holds.DATE
        return Link(name, fact.kind, start, end, 0, holds), None
    ready, before, lag = max(ends)
    if fact.weeks == 0 or start == ready:
        return Link(name, fact.kind, start, end, lag, Holds.WAIT), before
    if network.bounds.floor[_place(network, name)] > ready:
        return Link(name, fact.kind, start, end, 0, Holds.DATE), None
    return Link(name, fact.kind, start, end, lag, Holds.CALENDAR), before


def _place(network: Network, name: str) -> int:
    """Where a step stands in the lattice."""
    domain = network.facts[name].domain
    owner = None if domain is None else (domain, network.options[domain])
    return network.bounds.lattice.place(name, owner)
