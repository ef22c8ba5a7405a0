"""What the commands of studies share: a plan to begin with, progress, and what came of it shown, printed, written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from consolidate.analysis.names import Names
from consolidate.analysis.proof import outcome_text
from consolidate.analysis.terminal import print_blocks
from consolidate.cli.arguments import finite
from consolidate.cli.console import out, print_json, say, writable
from consolidate.cli.progress import Stoppable, followed, grid, time_text
from consolidate.cli.server import Server, chosen
from consolidate.files import read_whole
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import EXIT_CODES, Outcome
from consolidate.scenario.document import Scenario
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.solve.limits import Stop
from consolidate.study.conclusion import conclusion
from consolidate.study.document import Study
from consolidate.study.effort import Effort, Stage
from consolidate.study.files import study_json, write_study
from consolidate.study.questions import Matter, StudyQuestion
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


@dataclass(frozen=True)
class Asking:
    """What all commands of studies are given beside their question."""

    scenario: Path
    effort: Effort
    alternative: str | None = None
    plan: Path | None = None
    output: Path | None = None
    as_json: bool = False


def ask(question: StudyQuestion, asking: Asking) -> typer.Exit:
    """Judge a question before any work begins, answer it, and show what came of it; how the command ends.

    Raises:
        BadParameter: the time is no finite number.
        FaultyDocument: scenario, plan or question are wrong in themselves; every fault at once.
        UnknownName: there is no such file or name, or nothing can be written to ``output``.
    """
    finite("--time-limit", asking.effort.seconds)
    if asking.output is not None:
        writable(asking.output)
    begin = () if asking.plan is None else (read_plan(asking.plan).decisions,)
    matter = Matter(read_whole(asking.scenario, MAX_BYTES), asking.alternative, begin)
    study, stopped = answered(question, matter, asking.effort, asking.scenario.stem)
    show(study, matter.scenario, asking.output, as_json=asking.as_json)
    return _ended(study, stopped=stopped)


def answered(question: StudyQuestion, matter: Matter, effort: Effort, file: str) -> tuple[Study, bool]:
    """Do a study in a thread of its own, showing how far it has come; whether an interrupt has ended it.

    An interrupt ends it with what is known by then. ``file`` is the name of the scenario's file.
    """
    from consolidate.study.answers import Work, answer, judge  # noqa: PLC0415 (a second to load; others do not wait)

    judge(question, matter)
    board, stop, server = StudyBoard(), Stop(), chosen()

    def end() -> None:
        board.stop()
        stop.request()

    def work() -> Study:
        return answer(question, matter, Work(effort, stop, board.update))

    if server is not None:
        work = _there(server, question, matter, effort, file, board, stop)
    return followed(work, end, lambda passed: board.table(passed, effort.seconds)), stop.requested


def _there(
    server: Server, question: StudyQuestion, matter: Matter, effort: Effort, file: str, board: StudyBoard, stop: Stop
) -> Callable[[], Study]:
    """Let a server do the study."""
    from consolidate.cli import remote  # noqa: PLC0415 (needs packages that are not always there)

    there = remote.Matter(matter.raw, file, matter.alternative, matter.begin[0] if matter.begin else None)
    return partial(remote.answered, server, question, there, effort, board.update, stop)


def _ended(study: Study, *, stopped: bool) -> typer.Exit:
    """How a command ends after its study; where no plan was found that is said."""
    end = conclusion(study)
    if not end.found:
        say(outcome_text(end.outcome))
    return typer.Exit(EXIT_CODES[Outcome.CANCELLED if stopped else end.outcome])


def show(study: Study, scenario: Scenario, output: Path | None, *, as_json: bool) -> None:
    """Print a study, as data or as tables, and write it where that was asked."""
    if as_json:
        print_json(study_json(study))
    else:
        print_blocks(out(), study_blocks(study, Names(scenario)))
    if output is not None:
        write_study(output, study)
        say(_("{file}: written").format(file=output))
