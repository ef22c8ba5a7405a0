"""`consolidate replan`: a proposal from an adopted plan and what has really happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import Asking, StudyOut, ask
from consolidate.exchange.actuals import read_report
from consolidate.plan.files import read_plan
from consolidate.scenario.base import MAX_MONEY
from consolidate.study.effort import Effort
from consolidate.study.questions import FIRM, ReplanQuestion
from consolidate.text import _

Baseline = Annotated[Path, typer.Argument(metavar="BASELINE", help=_("The plan that has been adopted."))]
Report = Annotated[
    Path, typer.Argument(metavar="ACTUALS", help=_("What has happened: JSON, a CSV file, or a folder of them."))
]
StatusDate = Annotated[
    str | None, typer.Option("--status-date", metavar="DATE", help=_("By this day; needed with CSV."))
]
Firm = Annotated[
    Literal["adopted", "announced", "draft"],
    typer.Option("--baseline-is", help=_("How firm the baseline is where the scenario does not say it.")),
]
PerMove = Annotated[
    int, typer.Option(min=0, max=MAX_MONEY, metavar="MONEY", help=_("What moving a promised date costs at all."))
]
PerWeek = Annotated[
    int,
    typer.Option(min=1, max=MAX_MONEY, metavar="MONEY", help=_("What each week costs that it moves; never nothing.")),
]
Learn = Annotated[bool, typer.Option("--learn", help=_("Reckon with what finished steps took and cost."))]


def replan(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    baseline: Baseline,
    actuals: Report,
    status_date: StatusDate = None,
    baseline_is: Firm = "adopted",
    price_per_move: PerMove = FIRM.price_per_move,
    price_per_week: PerWeek = FIRM.price_per_week,
    learn: Learn = False,
    time_limit: Seconds = 120,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    alternative: AlternativeName = None,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Plan anew from what has really happened: a proposal that tells what moves, why, and what it costs."""
    question = ReplanQuestion(
        kind="replan",
        baseline=read_plan(baseline),
        report=read_report(actuals, status_date),
        baseline_is=baseline_is,
        price_per_move=price_per_move,
        price_per_week=price_per_week,
        learn=learn,
    )
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    raise ask(question, Asking(scenario, effort, alternative, None, output, as_json))
