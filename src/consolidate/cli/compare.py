"""`consolidate compare`: alternatives of a scenario, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from consolidate.cli.arguments import AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import Asking, PlanOption, StudyOut, ask
from consolidate.errors import UnknownName
from consolidate.files import read_whole
from consolidate.scenario.strict_json import MAX_BYTES, load_json
from consolidate.study.effort import Effort
from consolidate.study.questions import read_question
from consolidate.text import _

Chosen = Annotated[
    list[str] | None, typer.Argument(metavar="[ALT]...", help=_("Alternatives to compare; by default all of them."))
]
Listed = Annotated[
    str | None, typer.Option("--alternatives", metavar="A,B", help=_("Alternatives to compare, as one list."))
]
Beside = Annotated[
    Path | None,
    typer.Option("--with", metavar="FILE", help=_("More alternatives, written as `alternatives` of a scenario is.")),
]


def compare(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    chosen: Chosen = None,
    alternatives: Listed = None,
    beside: Beside = None,
    plan: PlanOption = None,
    time_limit: Seconds = 240,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Plan a scenario and its alternatives, and show them side by side."""
    wanted = [*(chosen or ()), *(name for name in (alternatives or "").split(",") if name)]
    more = {} if beside is None else _more(beside)
    question = read_question({"kind": "compare", "alternatives": tuple(wanted), "more": more})
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    raise ask(question, Asking(scenario, effort, None, plan, output, as_json))


def _more(beside: Path) -> dict[str, Any]:
    found, _troubles = load_json(read_whole(beside, MAX_BYTES))
    if not isinstance(found, dict):
        raise UnknownName(_("{file}: a JSON object of alternatives by name").format(file=beside))
    return found
