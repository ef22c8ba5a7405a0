"""`consolidate camels`: what each refusal costs."""

from __future__ import annotations

from typing import Annotated

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import Asking, PlanOption, StudyOut, ask
from consolidate.study.effort import Effort
from consolidate.study.questions import read_question
from consolidate.text import _

Wishes = Annotated[
    list[str] | None,
    typer.Option("--wish", metavar="MUNICIPALITY/DOMAIN", help=_("Price also that it keeps what it has there.")),
]
Domains = Annotated[
    list[str] | None,
    typer.Option("--candidates", metavar="DOMAIN", help=_("Price also each candidate of this domain.")),
]


def camels(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    plan: PlanOption = None,
    wish: Wishes = None,
    candidates: Domains = None,
    time_limit: Seconds = 540,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    alternative: AlternativeName = None,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Price each refusal: every camel and baby of the best plan, and what else is asked."""
    wishes = tuple(_wish(one) for one in wish or ())
    question = read_question({"kind": "camels", "wishes": wishes, "candidates": tuple(candidates or ())})
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    raise ask(question, Asking(scenario, effort, alternative, plan, output, as_json))


def _wish(text: str) -> str:
    _municipality, slash, domain = text.partition("/")
    if not slash or not domain:
        raise typer.BadParameter(_("a municipality and a domain: `north/finance`"), param_hint="--wish")
    return text
