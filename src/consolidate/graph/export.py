"""Graphs as DOT and GraphML, by networkx."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx

from consolidate.graph.network import Facts, Network
from consolidate.graph.overview import Overview, Whole
from consolidate.programme.timeline import Timeline

XML = "<?xml version='1.0' encoding='utf-8'?>"

SHAPES = {"milestone": "diamond", "domain": "box3d", "measure": "component", "joint": "box", "local": "ellipse"}


def dot(network: Network, only: Overview | None = None) -> str:
    """A graph as Graphviz DOT; with ``only``, the overview instead of every step."""
    graph = _plain(network, only)
    for name, data in graph.nodes(data=True):
        data["label"] = name
        data["shape"] = SHAPES.get(data["kind"], "plain")
    return str(nx.nx_pydot.to_pydot(graph).to_string())


def graphml(network: Network, only: Overview | None = None) -> str:
    """A graph as GraphML; with ``only``, the overview instead of every step."""
    return "\n".join([XML, *nx.generate_graphml(_plain(network, only))]) + "\n"


def _plain(network: Network, only: Overview | None) -> nx.DiGraph[str]:
    """A copy in which every attribute is a text or a number; what is not known is left out."""
    day = _dates(network.programme.timeline)
    graph: nx.DiGraph[str] = nx.DiGraph()
    if only is None:
        for name, fact in sorted(network.facts.items()):
            graph.add_node(name, **_step_data(fact, day))
        edges = network.graph.edges(data=True)
    else:
        for name, whole in sorted(only.wholes.items()):
            graph.add_node(name, **_whole_data(whole, day))
        edges = only.graph.edges(data=True)
    for before, after, data in sorted(edges, key=lambda edge: edge[:2]):
        graph.add_edge(before, after, **{key: value for key, value in data.items() if value})
    return graph


def _dates(timeline: Timeline) -> Callable[[int], str]:
    return lambda week: timeline.day(week).isoformat()


def _step_data(fact: Facts, day: Callable[[int], str]) -> dict[str, str | int]:
    data: dict[str, str | int] = {"kind": fact.kind, "weeks": fact.weeks}
    if fact.domain is not None:
        data["domain"] = fact.domain
    if fact.municipality is not None:
        data["municipality"] = fact.municipality
    if not fact.never:
        data |= {"earliest": day(fact.earliest), "latest": day(fact.latest), "float": fact.slack}
    if fact.planned is not None:
        data["planned"] = day(fact.planned[0])
    return data


def _whole_data(whole: Whole, day: Callable[[int], str]) -> dict[str, str | int]:
    data: dict[str, str | int] = {"kind": whole.kind, "steps": whole.steps}
    if not whole.never:
        data |= {"earliest": day(whole.start), "complete": day(whole.end), "float": whole.slack}
    return data
