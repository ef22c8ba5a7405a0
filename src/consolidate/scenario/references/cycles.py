"""Cycles: work that waits for itself, with the members of each circle.

The graph has a node for each measure, milestone and domain (all its participants cut over), and for each step of
a domain's three chains. A municipality's step stands under the chain that the municipality takes; where that
depends on the target, under ``full``: a circle that only some targets close is no fault of the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from consolidate.scenario.effective import merged_template
from consolidate.scenario.references.known import TEMPLATES, Known, awaited
from consolidate.scenario.troubles import Path, Trouble
from consolidate.scenario.work import TemplateName, TemplateStep
from consolidate.text import _

MOST_CYCLES = 20

Graph = dict[str, set[str]]
"""By node: what it waits for."""


def cycle_troubles(known: Known) -> Iterator[Trouble]:
    """Circles inside the common templates; if there are none, circles of the whole programme."""
    found = False
    for circle in circles(_template_graph(known)):
        found = True
        yield Trouble(("templates", *circle[0].split("/"), "after"), _shown(circle), _allowed())
    if not found:
        for circle in circles(Builder(known).graph()):
            yield Trouble(_place(known, circle[0]), _shown(circle), _allowed())


def circles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Circles of a graph, each starting at the member that sorts first, in waiting order.

    One circle is found at a time and opened at one edge, so that many that share a part may show as few.
    """
    graph = {node: set(waits) for node, waits in graph.items()}
    for _number in range(MOST_CYCLES):
        try:
            TopologicalSorter(_ordered(graph)).prepare()
        except CycleError as error:
            found = error.args[1]
        else:
            return
        awaited_first = found[:-1]
        graph[found[1]].discard(found[0])
        circle = tuple(reversed(awaited_first))
        start = circle.index(min(circle))
        yield circle[start:] + circle[:start]


def _ordered(graph: Graph) -> Mapping[str, list[str]]:
    return {node: sorted(graph[node]) for node in sorted(graph)}


class Builder:
    """Builds the graph of everything that waits for something."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.scenario = known.scenario
        self.waits: Graph = defaultdict(set)

    def graph(self) -> Graph:
        """By node: what it waits for."""
        for name, measure in self.scenario.measures.items():
            self._add(name, [awaited(wait) for wait in measure.after])
        for name, milestone in self.scenario.milestones.items():
            self._add(name, [*milestone.complete, *(awaited(wait) for wait in milestone.after)])
        for domain in self.scenario.domains:
            for template in TEMPLATES:
                for name, step in merged_template(self.scenario, domain, template).items():
                    self._add_step(domain, template, name, step)
            self._add_needs(domain)
        return self.waits

    def _add(self, node: str, references: list[str]) -> None:
        self.waits[node].update(self._node(reference) for reference in references)

    def _add_step(self, domain: str, template: TemplateName, name: str, step: TemplateStep) -> None:
        node = f"{domain}/{template}/{name}"
        own = self.known.steps(domain, template)
        for wait in step.after:
            found = awaited(wait)
            if found in own:
                self.waits[node].add(f"{domain}/{template}/{found}")
            elif found.startswith("joint/"):
                self.waits[node].add(f"{domain}/{found}")
            else:
                self.waits[node].add(self._node(found))
        self._add(node, [awaited(wait) for wait in self.scenario.domains[domain].after])
        if template != "joint" and name == "cutover":
            self.waits[domain].add(node)

    def _add_needs(self, domain: str) -> None:
        for need in self.scenario.domains[domain].needs:
            joint = self.known.steps(need, "joint")
            self.waits[f"{domain}/joint/install"].update(f"{need}/joint/{step}" for step in joint)
            if self.known.participants(need) & self.known.participants(domain):
                for template in ("full", "light"):
                    cutover = f"{domain}/{template}/cutover"
                    self.waits[cutover].update({f"{need}/full/cutover", f"{need}/light/cutover"})

    def _node(self, reference: str) -> str:
        """The node of a reference outside templates: a municipality's step under the chain that it takes."""
        domain, _slash, rest = reference.partition("/")
        unit, _slash, step = rest.partition("/")
        if not step or unit == "joint":
            return reference
        full, light = self.known.steps(domain, "full"), self.known.steps(domain, "light")
        chain = "light" if step in light and (step not in full or self._only_light(domain, unit)) else "full"
        return f"{domain}/{chain}/{step}"

    def _only_light(self, domain: str, municipality: str) -> bool:
        system = self.scenario.installed.get(municipality, {}).get(domain)
        return system is not None and {system.product} == self.known.products(domain)


def _template_graph(known: Known) -> Graph:
    """The common templates alone: own steps, and joint steps that local ones wait for."""
    graph: Graph = {}
    for template in TEMPLATES:
        own = known.steps(None, template)
        steps: Mapping[str, TemplateStep] = getattr(known.scenario.templates, template)
        for name, step in steps.items():
            found = [awaited(wait) for wait in step.after]
            inside = {f"{template}/{wait}" for wait in found if wait in own}
            graph[f"{template}/{name}"] = inside | {wait for wait in found if wait.startswith("joint/")}
    return graph


def _shown(circle: tuple[str, ...]) -> str:
    return " → ".join((*circle, circle[0]))


def _allowed() -> str:
    return _("no circle; each of these waits for the next")


def _place(known: Known, node: str) -> Path:
    """Where in the document the first member of a circle says what it waits for."""
    for section in ("measures", "milestones", "domains"):
        if node in getattr(known, section):
            return (section, node)
    domain, template, step = node.split("/")
    if step in getattr(known.scenario.domains[domain].templates, template):
        return ("domains", domain, "templates", template, step)
    return ("domains", domain)
