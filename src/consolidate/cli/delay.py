"""`consolidate delay`: what waiting costs."""

from __future__ import annotations

from typing import Annotated

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import Asking, PlanOption, StudyOut, ask
from consolidate.scenario.base import MAX_WEEKS
from consolidate.study.effort import Effort
from consolidate.study.questions import read_question
from consolidate.text import _

Weeks = Annotated[
    str, typer.Option("--weeks", metavar="N,N", help=_("How many weeks later; milestones also so much earlier."))
]
Things = Annotated[
    list[str] | None,
    typer.Option("--of", metavar="NAME", help=_("Only this domain, measure or milestone; by default all.")),
]


def delay(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    of: Things = None,
    weeks: Weeks = "1,13,52",
    plan: PlanOption = None,
    time_limit: Seconds = 600,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    alternative: AlternativeName = None,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Price what waits: each domain and measure begun later, each milestone due later or earlier."""
    question = read_question({"kind": "delay", "weeks": _weeks(weeks), "of": tuple(of or ())})
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    raise ask(question, Asking(scenario, effort, alternative, plan, output, as_json))


def _weeks(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and 0 < int(part) <= MAX_WEEKS for part in parts):
        allowed = _("whole numbers of weeks from 1 to {most}, with commas between them").format(most=MAX_WEEKS)
        raise typer.BadParameter(allowed, param_hint="--weeks")
    return tuple(dict.fromkeys(int(part) for part in parts))
