"""`consolidate replan`: a proposal from an adopted plan and what has really happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import StudyBoard, StudyOut, ended, prepared, show, studied
from consolidate.exchange.actuals import read_report
from consolidate.plan.files import read_plan
from consolidate.scenario.base import MAX_MONEY
from consolidate.scenario.read import read_scenario
from consolidate.solve.limits import Stop
from consolidate.study.effort import Effort
from consolidate.study.replan.document import Proposal
from consolidate.study.replan.promises import Firmness
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
DEFAULT = Firmness()


def replan(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    baseline: Baseline,
    actuals: Report,
    status_date: StatusDate = None,
    baseline_is: Firm = "adopted",
    price_per_move: PerMove = DEFAULT.price_per_move,
    price_per_week: PerWeek = DEFAULT.price_per_week,
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
    prepared(None, output, time_limit)
    document, plan = read_scenario(scenario, alternative), read_plan(baseline)
    report = read_report(actuals, status_date)
    effort = Effort(time_limit, workers or cores(), seed, deterministic)

    def work(board: StudyBoard, stop: Stop) -> tuple[Proposal, bool]:
        from consolidate.study.replan.run import Wish, proposed  # noqa: PLC0415 (a second to load)

        wish = Wish(Firmness(baseline_is, price_per_move, price_per_week), learn)
        return proposed(document, plan, report, wish, effort, stop, board.update), stop.requested

    proposal, stopped = studied(work, time_limit)
    show(proposal, document, output, as_json=as_json)
    raise ended(proposal.outcome, found=proposal.plan is not None, stopped=stopped)
