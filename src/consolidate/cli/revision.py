"""`consolidate revision`: last year's plan beside this year's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consolidate.analysis.subject import subject_of
from consolidate.cli.arguments import AsJson, PlanFile, ScenarioFile
from consolidate.cli.console import writable
from consolidate.cli.documents import read_both
from consolidate.cli.studies import StudyOut, show
from consolidate.study.revision import revision as revised
from consolidate.text import _

LastScenario = Annotated[
    Path, typer.Argument(metavar="LAST_SCENARIO", help=_("The version of the scenario that was adopted."))
]
LastPlan = Annotated[Path, typer.Argument(metavar="LAST_PLAN", help=_("The plan that was adopted."))]


def revision(
    last_scenario: LastScenario,
    last_plan: LastPlan,
    scenario: ScenarioFile,
    plan: PlanFile,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Tell what a revised plan moves, adds and drops since the last one, and whether every goal still stands."""
    if output is not None:
        writable(output)
    last, now = subject_of(*read_both(last_scenario, last_plan)), subject_of(*read_both(scenario, plan))
    show(revised(last, now), now.scenario, output, as_json=as_json)
