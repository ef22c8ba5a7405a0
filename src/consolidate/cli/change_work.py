"""`consolidate change-work`: what leaving out preparation and training would save and lose."""

from __future__ import annotations

from typing import Annotated

import typer

from consolidate.cli.accounts import GivenPlan, judged
from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds, finite
from consolidate.cli.console import writable
from consolidate.cli.documents import read_both
from consolidate.cli.plan import Deterministic, Seed, Workers, cores, outcome_of, solved
from consolidate.cli.studies import StudyOut, show
from consolidate.plan.outcome import EXIT_CODES
from consolidate.scenario.read import read_scenario
from consolidate.solve.limits import Limits
from consolidate.study.change_work import USUAL, change_work_of
from consolidate.text import _

Steps = Annotated[
    str, typer.Option("--steps", metavar="NAME,NAME", help=_("Steps of municipal work that are change work."))
]


def change_work(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    plan: GivenPlan = None,
    steps: Steps = USUAL,
    time_limit: Seconds = 60,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    alternative: AlternativeName = None,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Tell what leaving out preparation and training would save and lose; a what-if, nothing is planned for it."""
    finite("--time-limit", time_limit)
    if output is not None:
        writable(output)
    if plan is None:
        document = read_scenario(scenario, alternative)
        made = solved(
            scenario, document, Limits(time_limit, workers or cores(), seed, deterministic), None, alternative
        )
    else:
        document, made = read_both(scenario, plan, alternative)
    names = tuple(dict.fromkeys(name.strip() for name in steps.split(",") if name.strip()))
    study = change_work_of(judged(document, made, plan), names, alternative)
    show(study, document, output, as_json=as_json)
    if plan is None:
        raise typer.Exit(EXIT_CODES[outcome_of(made)])
