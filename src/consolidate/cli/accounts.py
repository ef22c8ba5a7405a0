"""`consolidate accounts`: each municipality's account by year, and under other cost keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consolidate.analysis.proof import outcome_text
from consolidate.analysis.subject import Subject, subject_of
from consolidate.cli import codes
from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds, finite
from consolidate.cli.console import say, writable
from consolidate.cli.documents import read_both
from consolidate.cli.plan import Deterministic, Seed, Workers, cores, outcome_of, solved
from consolidate.cli.studies import StudyOut, show
from consolidate.plan.document import Plan
from consolidate.plan.outcome import EXIT_CODES, Outcome
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import read_scenario
from consolidate.solve.limits import Limits
from consolidate.study.accounts import accounts_of
from consolidate.study.keys import read_keys
from consolidate.text import _

GivenPlan = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PLAN", help=_("The plan to account for; without it the scenario is planned.")),
]
KeyTexts = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="KEY",
        help=_("Also under this cost key: `equal=50,inhabitants=50`, `given.north=60,…`; may be repeated."),
    ),
]


def accounts(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    plan: GivenPlan = None,
    key: KeyTexts = None,
    time_limit: Seconds = 60,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    alternative: AlternativeName = None,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Tell each municipality's costs and gains by year, and who would be worse off under which cost key."""
    finite("--time-limit", time_limit)
    if output is not None:
        writable(output)
    if plan is None:
        document, made = read_scenario(scenario, alternative), None
    else:
        document, made = read_both(scenario, plan, alternative)
    keys = read_keys(key or (), document)
    if made is None:
        made = solved(
            scenario, document, Limits(time_limit, workers or cores(), seed, deterministic), None, alternative
        )
    subject = judged(document, made, plan)
    if alternative is None and made.scenario is not None:
        alternative = made.scenario.alternative
    show(accounts_of(subject, keys, alternative), document, output, as_json=as_json)
    if plan is None:
        raise typer.Exit(EXIT_CODES[outcome_of(made)])


def judged(document: Scenario, made: Plan, file: Path | None) -> Subject:
    """A plan with its ledger, if it is one that keeps the rules; ``file`` where it was given.

    Raises:
        typer.Exit: a run ended without a plan, or the given one breaks rules; it has been told.
    """
    if file is None and (made.run is None or made.run.objective is None):
        outcome = outcome_of(made)
        say(_("Ended before a plan was found.") if outcome is Outcome.CANCELLED else outcome_text(outcome))
        if made.run is not None and made.run.note:
            say(made.run.note)
        raise typer.Exit(EXIT_CODES[outcome])
    subject = subject_of(document, made)
    if not subject.verdict.clean:
        rules = ", ".join(sorted(map(str, subject.verdict.broken)))
        text = _("{file}: this plan breaks rules ({rules}), so that nothing is told of it; see `consolidate check`")
        say(text.format(file=file, rules=rules))
        raise typer.Exit(codes.VIOLATIONS)
    return subject
