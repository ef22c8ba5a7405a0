"""The network drawn together: one node per measure, domain and milestone."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from consolidate.graph.network import Facts, Network


@dataclass(frozen=True)
class Whole:
    """A measure, a milestone, or a domain with all its steps; half-open weeks, as early as can be.

    ``start`` is the earliest start of its first step, ``end`` the earliest week by which it is complete (a domain:
    cut over by all), ``latest`` the week by which it must be. ``steps`` counts its steps.
    """

    id: str
    kind: str
    start: int
    end: int
    latest: int
    steps: int
    never: bool

    @property
    def slack(self) -> int:
        """Weeks that it can slip."""
        return self.latest - self.end


@dataclass(frozen=True)
class Overview:
    """Measures, domains and milestones by earliest completion, and ``graph``: what waits for what, by id.

    A domain and a milestone may wait for each other here, where the milestone lists one of the domain's early steps;
    the steps themselves do not.
    """

    wholes: dict[str, Whole]
    graph: nx.DiGraph[str]


def overview(network: Network) -> Overview:
    """The network at the level of measures, domains and milestones; domains that stay are left out."""
    members: dict[str, list[Facts]] = {}
    for fact in network.facts.values():
        members.setdefault(_whole(fact), []).append(fact)
    wholes = [_drawn(network, name, facts) for name, facts in members.items() if _there(network, name)]
    graph: nx.DiGraph[str] = nx.DiGraph()
    ordered = {whole.id: whole for whole in sorted(wholes, key=lambda whole: (whole.end, whole.start, whole.id))}
    graph.add_nodes_from(ordered)
    for before, after in network.graph.edges():
        ends = _whole(network.facts[before]), _whole(network.facts[after])
        if ends[0] != ends[1] and set(ends) <= set(ordered):
            graph.add_edge(*ends)
    return Overview(ordered, graph)


def _whole(fact: Facts) -> str:
    return fact.domain or fact.id


def _there(network: Network, name: str) -> bool:
    return name not in network.options or not network.options[name].stays


def _drawn(network: Network, name: str, facts: list[Facts]) -> Whole:
    own, steps = network.facts[name], [fact for fact in facts if fact.weeks]
    start = min((fact.earliest for fact in steps), default=own.earliest)
    late = own.latest + (own.earliest_end - own.earliest)
    return Whole(name, own.kind, start, own.earliest_end, late, len(steps), own.never)
