"""`consolidate compare`: alternatives of a scenario, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from consolidate.cli.arguments import AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import PlanOption, StudyBoard, StudyOut, ended, prepared, show, studied
from consolidate.errors import Fault, FaultyDocument, UnknownName
from consolidate.files import read_whole
from consolidate.plan.document import Decisions
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import apply_alternative
from consolidate.scenario.read import load_scenario, parse_scenario
from consolidate.scenario.strict_json import MAX_BYTES, load_json
from consolidate.solve.limits import Stop
from consolidate.study.compare_document import Comparison
from consolidate.study.document import BASE
from consolidate.study.effort import Effort
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
    begin = prepared(plan, output, time_limit)
    wanted = [*(chosen or ()), *(name for name in (alternatives or "").split(",") if name)]
    scenarios = read_alternatives(scenario, beside, wanted)
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    study, stopped = compared(scenarios, effort, begin)
    show(study, scenarios[BASE], output, as_json=as_json)
    base = study.alternatives[0]
    raise ended(base.outcome, found=base.objective is not None, stopped=stopped)


def read_alternatives(file: Path, beside: Path | None, wanted: list[str]) -> dict[str, Scenario]:
    """The scenario as ``base``, and its alternatives by name: those wanted, or all.

    Raises:
        FaultyDocument: scenario or alternatives are wrong in themselves; it holds every fault of all of them.
        UnknownName: a file or an alternative does not exist, or there is no alternative at all.
    """
    document, _strict = load_scenario(read_whole(file, MAX_BYTES))
    if beside is not None:
        document = {**document, "alternatives": {**_written(document), **_more(beside)}}
    names = list(dict.fromkeys(wanted)) or sorted(_written(document))
    if not names:
        raise UnknownName(
            _("{file}: the scenario has no alternatives to compare; name some by --with").format(file=file)
        )
    for name in names:
        apply_alternative(document, name)
    found = {BASE: parse_scenario(document)}
    faults: list[Fault] = []
    for name in names:
        try:
            found[name] = parse_scenario(document, name)
        except FaultyDocument as error:
            faults += error.faults
    if faults:
        raise FaultyDocument(faults)
    return found


def _written(document: dict[str, Any]) -> dict[str, Any]:
    found = document.get("alternatives")
    return found if isinstance(found, dict) else {}


def _more(beside: Path) -> dict[str, Any]:
    found, _troubles = load_json(read_whole(beside, MAX_BYTES))
    if not isinstance(found, dict):
        raise UnknownName(_("{file}: a JSON object of alternatives by name").format(file=beside))
    return found


def compared(scenarios: dict[str, Scenario], effort: Effort, begin: tuple[Decisions, ...]) -> tuple[Comparison, bool]:
    """Do the study, showing how far it has come; whether it was asked to end."""
    from consolidate.study.compare import comparison  # noqa: PLC0415 (a second to load)
    from consolidate.study.contest import Contest  # noqa: PLC0415

    def work(board: StudyBoard, stop: Stop) -> tuple[Comparison, bool]:
        contest = Contest(scenarios, effort, stop, board.update)
        contest.run(begin)
        return comparison(contest), stop.requested

    return studied(work, effort.seconds)
