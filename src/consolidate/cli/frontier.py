"""`consolidate frontier`: what it costs to ask less of people, or to be done sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import PlanOption, StudyBoard, StudyOut, ended, prepared, show, studied
from consolidate.scenario.read import read_scenario
from consolidate.solve.limits import Stop
from consolidate.study.effort import Effort
from consolidate.study.frontier_document import Frontier, Of
from consolidate.text import _

if TYPE_CHECKING:
    from consolidate.plan.document import Decisions
    from consolidate.study.frontier import FrontierSearch

Weighed = Annotated[
    Of,
    typer.Option(
        "--of",
        help=_("What cost is weighed against: user-points of all camels, their number, the finish, the worst burden."),
    ),
]
Steps = Annotated[int, typer.Option("--steps", min=1, max=50, help=_("Limits between no limit and what is possible."))]


def frontier(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    of: Weighed,
    steps: Steps = 5,
    plan: PlanOption = None,
    time_limit: Seconds = 240,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    alternative: AlternativeName = None,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Weigh cost against camels or the finish: the best plan within each limit, and what the next step costs."""
    from consolidate.study.frontier import FrontierSearch  # noqa: PLC0415 (a second to load)

    begin = prepared(plan, output, time_limit)
    document = read_scenario(scenario, alternative)
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    study, stopped = searched(FrontierSearch(document, of, steps, effort), begin)
    show(study, document, output, as_json=as_json)
    base = study.points[0]
    raise ended(base.outcome, found=base.objective is not None, stopped=stopped)


def searched(search: FrontierSearch, begin: tuple[Decisions, ...]) -> tuple[Frontier, bool]:
    """Do the study, showing how far it has come; whether it was asked to end."""

    def work(board: StudyBoard, stop: Stop) -> tuple[Frontier, bool]:
        search.stop, search.tell = stop, board.update
        return search.run(begin), stop.requested

    return studied(work, search.effort.seconds)
