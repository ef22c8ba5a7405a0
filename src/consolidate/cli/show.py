"""`consolidate show`: the plan as a Gantt chart on the terminal."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from consolidate.analysis.gantt import Mark, View, chart_lines, gantt, only
from consolidate.analysis.subject import subject_of
from consolidate.cli.arguments import AlternativeName, PlanFile, ScenarioFile
from consolidate.cli.console import out
from consolidate.cli.documents import read_both
from consolidate.text import _

Rows = Annotated[View, typer.Option("--rows", help=_("What a row stands for."))]
Domains = Annotated[list[str] | None, typer.Option("--domain", "-d", help=_("Only this domain; may be repeated."))]
Municipalities = Annotated[
    list[str] | None, typer.Option("--municipality", "-m", help=_("Only this municipality; may be repeated."))
]
Width = Annotated[int | None, typer.Option("--width", min=40, max=1000, help=_("Characters of a line."))]

COLOURS = {
    Mark.MEASURE: "magenta",
    Mark.JOINT: "blue",
    Mark.LOCAL: "cyan",
    Mark.CUTOVER: "bold yellow",
    Mark.DUE: "bold red",
    Mark.REACHED: "bold green",
}


def show(
    scenario: ScenarioFile,
    plan: PlanFile,
    rows: Rows = View.DOMAINS,
    domain: Domains = None,
    municipality: Municipalities = None,
    width: Width = None,
    alternative: AlternativeName = None,
) -> None:
    """Draw a plan: measures, domains or municipalities over time, milestones against their dates."""
    subject = subject_of(*read_both(scenario, plan, alternative))
    chosen = only(subject, domain or (), municipality or ())
    console = out()
    for line in chart_lines(gantt(subject, rows, chosen), subject.programme.timeline, width or console.width):
        text = Text(line, no_wrap=True)
        for mark, style in COLOURS.items():
            text.highlight_words([mark.value], style)
        console.print(text, soft_wrap=True)
