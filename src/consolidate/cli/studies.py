"""What the commands of studies share: a plan to begin with, progress, and what came of it shown, printed, written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from consolidate.analysis.names import Names
from consolidate.analysis.proof import outcome_text
from consolidate.analysis.terminal import print_blocks
from consolidate.cli.arguments import finite
from consolidate.cli.console import out, print_json, say, writable
from consolidate.cli.progress import Stoppable, followed, grid, time_text
from consolidate.plan.document import Decisions
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import EXIT_CODES, Outcome
from consolidate.scenario.document import Scenario
from consolidate.solve.limits import Stop
from consolidate.study.document import Study
from consolidate.study.effort import Stage
from consolidate.study.files import study_json, write_study
from consolidate.study.table import study_blocks
from consolidate.text import _

PlanOption = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PLAN", help=_("Begin with this plan; without it the scenario is planned first.")),
]
StudyOut = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=_("Write what came of it, for `report --study`.")),
]
Found = TypeVar("Found")


class StudyBoard(Stoppable):
    """How far a study has come; written by its thread, read by the terminal's."""

    stage: Stage | None = None

    def update(self, stage: Stage) -> None:
        """Take in a new stage."""
        self.stage = stage

    def table(self, seconds: float, limit: float) -> Table:
        """Time, what is done, and how much of it."""
        rows = [(_("time"), time_text(seconds, limit))]
        if self.stage is not None:
            done = _("{done} of {count}").format(done=self.stage.done, count=self.stage.of) if self.stage.of else ""
            rows.append((_("at work on"), f"{self.stage.text} {done}".strip()))
        return grid(rows, _("ending with what is known; once more leaves at once") if self.stopping else "")


def studied(work: Callable[[StudyBoard, Stop], Found], seconds: float) -> Found:
    """Do a study in a thread of its own, showing how far it has come; an interrupt ends it with what is known."""
    board, stop = StudyBoard(), Stop()

    def end() -> None:
        board.stop()
        stop.request()

    return followed(lambda: work(board, stop), end, lambda passed: board.table(passed, seconds))


def prepared(plan: Path | None, output: Path | None, seconds: float) -> tuple[Decisions, ...]:
    """Judge the options before any work begins; the plans to begin with.

    Raises:
        BadParameter: the time is no finite number.
        FaultyDocument: the plan is wrong in itself.
        UnknownName: there is no such plan, or nothing can be written to ``output``.
    """
    finite("--time-limit", seconds)
    if output is not None:
        writable(output)
    return () if plan is None else (read_plan(plan).decisions,)


def ended(outcome: Outcome, *, found: bool, stopped: bool) -> typer.Exit:
    """How a command ends after its study; where no plan was ``found`` that is said."""
    if not found:
        say(outcome_text(outcome))
    return typer.Exit(EXIT_CODES[Outcome.CANCELLED if stopped else outcome])


def show(study: Study, scenario: Scenario, output: Path | None, *, as_json: bool) -> None:
    """Print a study, as data or as tables, and write it where that was asked."""
    if as_json:
        print_json(study_json(study))
    else:
        print_blocks(out(), study_blocks(study, Names(scenario)))
    if output is not None:
        write_study(output, study)
        say(_("{file}: written").format(file=output))
