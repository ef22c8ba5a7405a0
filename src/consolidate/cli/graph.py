"""`consolidate graph`: what waits for what, the critical path, and what a thing blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.names import Names
from consolidate.analysis.terminal import print_blocks
from consolidate.cli.arguments import AlternativeName, OutputFile, ScenarioFile
from consolidate.cli.console import out, print_text, writable
from consolidate.cli.documents import read_both
from consolidate.files import write_whole
from consolidate.graph.export import dot, graphml
from consolidate.graph.network import Facts, Network, network_of, network_of_plan
from consolidate.graph.overview import Overview, overview
from consolidate.graph.paths import Holds, Link, blocked_by, blocks, critical_path, milestone_order
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.timeline import Timeline
from consolidate.scenario.read import read_scenario
from consolidate.text import _


class Format(StrEnum):
    """How the graph is written."""

    TEXT = "text"
    DOT = "dot"
    GRAPHML = "graphml"


OfPlan = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PLAN", help=_("Take targets and weeks from a plan; else the shortest chains.")),
]
Wanted = Annotated[Format, typer.Option("--format", help=_("Text for people, or DOT or GraphML for other programs."))]
Steps = Annotated[bool, typer.Option("--steps", help=_("Every step, not only measures, domains and milestones."))]
Of = Annotated[
    str | None,
    typer.Option("--of", metavar="ID", help=_("What this step, measure, domain or milestone waits for and blocks.")),
]


def graph(
    scenario: ScenarioFile,
    plan: OfPlan = None,
    wanted: Wanted = Format.TEXT,
    steps: Steps = False,
    of: Of = None,
    output: OutputFile = None,
    alternative: AlternativeName = None,
) -> None:
    """Show dependencies: earliest weeks, float, the critical path; what something waits for and blocks."""
    if output is not None:
        writable(output)
    network = _network(scenario, plan, alternative)
    if wanted is Format.TEXT:
        names = Names(network.programme.scenario)
        print_blocks(out(), _overview_blocks(network, names) if of is None else _one_blocks(network, names, of))
        return
    only = None if steps else overview(network)
    text = dot(network, only) if wanted is Format.DOT else graphml(network, only)
    if output is None:
        print_text(text)
    else:
        write_whole(output, text)


def _network(scenario: Path, plan: Path | None, alternative: str | None) -> Network:
    if plan is None:
        return network_of(Programme(read_scenario(scenario, alternative)))
    document, made = read_both(scenario, plan, alternative)
    return network_of_plan(Schedule(Programme(document), made.decisions))


def _overview_blocks(network: Network, names: Names) -> Iterator[Block]:
    whole = overview(network)
    timeline = network.programme.timeline
    yield Heading(2, _("Measures, domains and milestones, as early as their order allows"))
    yield Paragraph(_("Order and calendars alone, without money, staff or change load; float is what it can slip."))
    yield table(
        (_("what"), _("kind"), _("earliest start"), _("earliest done"), _("float, weeks"), _("waits for")),
        _overview_rows(whole, names, timeline),
        right=(4,),
    )
    milestones = milestone_order(network)
    if milestones:
        yield Heading(2, _("Order of milestones"))
        yield Paragraph(", ".join(names.milestone(fact.id) for fact in milestones))
    yield Heading(2, _("Critical path"))
    yield table(
        (_("what"), _("starts"), _("done"), _("cannot start earlier because of")),
        _link_rows(critical_path(network), names, timeline),
    )


def _overview_rows(whole: Overview, names: Names, timeline: Timeline) -> Iterator[tuple[str, ...]]:
    for one in whole.wholes.values():
        waits = ", ".join(sorted(whole.graph.predecessors(one.id))) or words.dash()
        if one.never:
            yield names.gate(one.id), kind_text(one.kind), _("never"), words.dash(), words.dash(), waits
            continue
        start = words.short_day(words.first_day(timeline, one.start)) if one.steps else words.dash()
        done = words.short_day(words.last_day(timeline, one.end))
        yield names.gate(one.id), kind_text(one.kind), start, done, words.money(one.slack), waits


def kind_text(kind: str) -> str:
    """What kind of thing a node is."""
    return {
        "measure": _("measure"),
        "joint": _("joint step"),
        "local": _("step"),
        "domain": _("domain"),
        "milestone": _("milestone"),
        "gate": _("gate"),
    }[kind]


def _link_rows(links: Iterable[Link], names: Names, timeline: Timeline) -> Iterator[tuple[str, ...]]:
    texts = {
        Holds.WAIT: _("what comes before"),
        Holds.CALENDAR: _("the calendar"),
        Holds.DATE: _("a date of its own"),
        Holds.START: _("the start of the period"),
    }
    for link in links:
        is_step = link.kind in ("measure", "joint", "local")
        start = words.short_day(words.first_day(timeline, link.start)) if is_step else words.dash()
        yield names.gate(link.id), start, words.short_day(words.last_day(timeline, link.end)), texts[link.holds]


def _one_blocks(network: Network, names: Names, of: str) -> Iterator[Block]:
    fact, timeline = network.fact(of), network.programme.timeline
    yield Heading(2, names.gate(of))
    yield table(_fact_titles(), _fact_rows((fact,), names, timeline), right=(3,))
    for title, facts in ((_("Waits for"), blocked_by(network, of)), (_("Blocks"), blocks(network, of))):
        rows = tuple(_fact_rows((one for one in facts if one.kind != "gate"), names, timeline))
        yield Heading(3, title)
        yield table(_fact_titles(), rows, right=(3,)) if rows else Paragraph(_("nothing"))
    yield Heading(3, _("What keeps it from being earlier"))
    titles = (_("what"), _("starts"), _("done"), _("cannot start earlier because of"))
    yield table(titles, _link_rows(critical_path(network, of), names, timeline))


def _fact_titles() -> tuple[str, ...]:
    return _("what"), _("kind"), _("earliest start"), _("float, weeks")


def _fact_rows(facts: Iterable[Facts], names: Names, timeline: Timeline) -> Iterator[tuple[str, ...]]:
    for fact in facts:
        start = _("never") if fact.never else words.short_day(words.first_day(timeline, fact.earliest))
        slack = words.dash() if fact.never else words.money(fact.slack)
        yield names.gate(fact.id), kind_text(fact.kind), start, slack
