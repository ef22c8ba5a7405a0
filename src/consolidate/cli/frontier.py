"""`consolidate frontier`: what it costs to ask less of people, or to be done sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from consolidate.analysis.proof import outcome_text
from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds, finite
from consolidate.cli.console import say, writable
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import PlanOption, StudyBoard, StudyOut, show, studied
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import EXIT_CODES, Outcome
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

    finite("--time-limit", time_limit)
    if output is not None:
        writable(output)
    document = read_scenario(scenario, alternative)
    begin = () if plan is None else (read_plan(plan).decisions,)
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    study, ended = searched(FrontierSearch(document, of, steps, effort), begin)
    show(study, document, output, as_json=as_json)
    base = study.points[0].outcome
    if study.points[0].objective is None:
        say(outcome_text(base))
    raise typer.Exit(EXIT_CODES[Outcome.CANCELLED if ended else base])


def searched(search: FrontierSearch, begin: tuple[Decisions, ...]) -> tuple[Frontier, bool]:
    """Do the study, showing how far it has come; whether it was asked to end."""

    def work(board: StudyBoard, stop: Stop) -> tuple[Frontier, bool]:
        search.stop, search.tell = stop, board.update
        return search.run(begin), stop.requested

    return studied(work, search.effort.seconds)
