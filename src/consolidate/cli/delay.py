"""`consolidate delay`: what waiting costs."""

from __future__ import annotations

from typing import Annotated

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import PlanOption, StudyBoard, StudyOut, ended, prepared, show, studied
from consolidate.scenario.base import MAX_WEEKS
from consolidate.scenario.read import read_scenario
from consolidate.solve.known import Known
from consolidate.solve.limits import Stop
from consolidate.study.delay_document import DelayStudy, Wanted
from consolidate.study.effort import Effort
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
    begin = prepared(plan, output, time_limit)
    document = read_scenario(scenario, alternative)
    wanted = Wanted(weeks=_weeks(weeks), of=tuple(of or ()))
    effort = Effort(time_limit, workers or cores(), seed, deterministic)

    def work(board: StudyBoard, stop: Stop) -> tuple[DelayStudy, bool]:
        from consolidate.study.delay import delay_study, judge  # noqa: PLC0415 (a second to load)

        judge(document, wanted)
        return delay_study(document, wanted, effort, stop, board.update, Known(begin)), stop.requested

    study, stopped = studied(work, time_limit)
    show(study, document, output, as_json=as_json)
    raise ended(study.outcome, found=study.objective is not None, stopped=stopped)


def _weeks(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and 0 < int(part) <= MAX_WEEKS for part in parts):
        allowed = _("whole numbers of weeks from 1 to {most}, with commas between them").format(most=MAX_WEEKS)
        raise typer.BadParameter(allowed, param_hint="--weeks")
    return tuple(dict.fromkeys(int(part) for part in parts))
