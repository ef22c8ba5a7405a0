"""`consolidate diff`: what differs between two scenarios or two plans."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consolidate.analysis.blocks import Block
from consolidate.analysis.diff_report import plan_diff_blocks, scenario_diff_blocks
from consolidate.analysis.differences import document_changes, scenario_changes, subject_changes
from consolidate.analysis.subject import Subject, subject_of
from consolidate.analysis.terminal import print_blocks
from consolidate.cli.console import out
from consolidate.cli.documents import read_pair
from consolidate.plan.document import Plan
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import read_scenario
from consolidate.text import _

First = Annotated[Path, typer.Argument(metavar="FIRST", help=_("A scenario or a plan."))]
Second = Annotated[Path, typer.Argument(metavar="SECOND", help=_("Another of the same kind."))]
Of = Annotated[
    Path | None,
    typer.Option("--scenario", metavar="SCENARIO", help=_("The scenario of two plans: it gives cost and milestones.")),
]


def diff(first: First, second: Second, scenario: Of = None) -> None:
    """Compare two scenarios (paths that differ), or two plans (targets, steps, contracts; cost and milestones)."""
    print_blocks(out(), _blocks(read_pair(first, second), scenario))


def _blocks(pair: tuple[Scenario, Scenario] | tuple[Plan, Plan], scenario: Path | None) -> list[Block]:
    old, new = pair
    if isinstance(old, Scenario) and isinstance(new, Scenario):
        return list(scenario_diff_blocks(scenario_changes(old, new)))
    assert isinstance(old, Plan)
    assert isinstance(new, Plan)
    if scenario is None:
        return list(plan_diff_blocks(document_changes(old, new)))
    return list(plan_diff_blocks(subject_changes(_subject(scenario, old), _subject(scenario, new))))


def _subject(scenario: Path, plan: Plan) -> Subject:
    """A plan with the scenario, or the alternative of it, that it was made for."""
    alternative = None if plan.scenario is None else plan.scenario.alternative
    return subject_of(read_scenario(scenario, alternative), plan)
