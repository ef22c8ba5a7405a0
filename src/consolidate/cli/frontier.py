"""`consolidate frontier`: what it costs to ask less of people, or to be done sooner."""

from __future__ import annotations

from typing import Annotated

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import Asking, PlanOption, StudyOut, ask
from consolidate.study.effort import Effort
from consolidate.study.frontier_document import Of
from consolidate.study.questions import MOST_STEPS, read_question
from consolidate.text import _

Weighed = Annotated[
    Of,
    typer.Option(
        "--of",
        help=_("What cost is weighed against: user-points of all camels, their number, the finish, the worst burden."),
    ),
]
Steps = Annotated[
    int, typer.Option("--steps", min=1, max=MOST_STEPS, help=_("Limits between no limit and what is possible."))
]


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
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    question = read_question({"kind": "frontier", "of": of, "steps": steps})
    raise ask(question, Asking(scenario, effort, alternative, plan, output, as_json))
