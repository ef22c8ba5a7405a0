"""`consolidate camels`: what each refusal costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import PlanOption, StudyBoard, StudyOut, ended, prepared, show, studied
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import read_scenario
from consolidate.solve.limits import Stop
from consolidate.study.camel_document import CamelStudy
from consolidate.study.effort import Effort
from consolidate.text import _

if TYPE_CHECKING:
    from consolidate.plan.document import Decisions
    from consolidate.study.camels import Asked

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
    from consolidate.study.camels import Asked  # noqa: PLC0415 (a second to load; no other command waits for it)

    begin = prepared(plan, output, time_limit)
    document = read_scenario(scenario, alternative)
    asked = Asked(tuple(_wish(one) for one in wish or ()), tuple(candidates or ()))
    asked.judge(Programme(document))
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    study, stopped = priced(document, effort, begin, asked)
    show(study, document, output, as_json=as_json)
    raise ended(study.outcome, found=study.objective is not None, stopped=stopped)


def _wish(text: str) -> tuple[str, str]:
    municipality, slash, domain = text.partition("/")
    if not slash or not domain:
        raise typer.BadParameter(_("a municipality and a domain: `north/finance`"), param_hint="--wish")
    return municipality, domain


def priced(document: Scenario, effort: Effort, begin: tuple[Decisions, ...], asked: Asked) -> tuple[CamelStudy, bool]:
    """Do the study, showing how far it has come; whether it was asked to end."""
    from consolidate.study.camels import camel_study  # noqa: PLC0415 (as above)
    from consolidate.study.session import Session  # noqa: PLC0415

    def work(board: StudyBoard, stop: Stop) -> tuple[CamelStudy, bool]:
        session = Session(document, effort, stop, board.update)
        session.plan_base(begin)
        return camel_study(session, asked), stop.requested

    return studied(work, effort.seconds)
