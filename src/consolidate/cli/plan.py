"""`consolidate plan`: find a plan, check it, write it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from consolidate.analysis.assumptions import assumption_text, assumptions
from consolidate.analysis.proof import gap_text, outcome_text, whole_text
from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds, finite
from consolidate.cli.console import print_json, print_text, say, visible, writable
from consolidate.cli.progress import Board, followed
from consolidate.cli.server import ALL_THREADS, Server, chosen
from consolidate.cli.validate import warning_lines
from consolidate.files import read_whole
from consolidate.plan.document import Decisions, Plan, Run
from consolidate.plan.files import read_plan, write_plan
from consolidate.plan.outcome import EXIT_CODES, Outcome
from consolidate.plan.proof import write_proof
from consolidate.scenario.document import Scenario
from consolidate.scenario.plain import plain
from consolidate.scenario.read import read_scenario
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.solve.known import NOTHING, Known
from consolidate.solve.limits import Limits, Stop
from consolidate.text import _
from consolidate.validate.table import warnings

Output = Annotated[Path, typer.Option("--output", "-o", metavar="PLAN", help=_("The plan document to write."))]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=1024, metavar="N", help=_("Threads; by default one for each core.")),
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, metavar="N", help=_("Seed of all chance."))]
Deterministic = Annotated[
    bool, typer.Option("--deterministic", help=_("Count limits in work, not in time: the same plan every time."))
]
StopGap = Annotated[
    float | None,
    typer.Option("--stop-gap", min=0, max=100, metavar="P", help=_("Stop at a gap of this per cent of gross cost.")),
]
Start = Annotated[Path | None, typer.Option("--start", metavar="PLAN", help=_("Begin with this plan."))]
ProofOut = Annotated[
    Path | None,
    typer.Option("--proof", metavar="PROOF", help=_("Write what proves the bound, where minimum cuts gave it.")),
]


def plan(  # noqa: PLR0913, PLR0917 (each option is an argument)
    file: ScenarioFile,
    output: Output,
    time_limit: Seconds = 60,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    stop_gap: StopGap = None,
    alternative: AlternativeName = None,
    start: Start = None,
    proof: ProofOut = None,
    as_json: AsJson = False,
) -> None:
    """Find a plan, check it and write it; Ctrl-C ends with the best plan so far, once more leaves at once."""
    finite("--time-limit", time_limit)
    finite("--stop-gap", stop_gap)
    for place in (output, proof):
        if place is not None:
            writable(place)
    if proof is not None and chosen() is not None:
        raise typer.BadParameter(_("a server keeps no proof; plan here, or without it"), param_hint="--proof")
    scenario = read_scenario(file, alternative)
    begin = None if start is None else read_plan(start).decisions
    limits = Limits(time_limit, workers or cores(), seed, deterministic, stop_gap)
    made = solved(file, scenario, limits, begin, alternative, proof)
    written = made.run is not None and made.run.objective is not None
    if written:
        write_plan(output, made)
    _tell(scenario, made, output if written else None, as_json=as_json)
    raise typer.Exit(EXIT_CODES[outcome_of(made)])


def cores() -> int:
    """Threads where nothing is said of them: one for each core that this process may use; on a server, all it has."""
    if chosen() is not None:
        return ALL_THREADS
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def outcome_of(made: Plan) -> Outcome:
    """What a run came to; a plan without a run would be the solver's fault."""
    return Outcome.FAILED if made.run is None else made.run.outcome


def solved(
    file: Path,
    scenario: Scenario,
    limits: Limits,
    start: Decisions | None,
    alternative: str | None,
    proof: Path | None = None,
) -> Plan:
    """Plan the scenario of a file, here or on a server, showing how far it has come.

    An interrupt ends it with the best plan so far. What proves the bound goes to a file.
    """
    board, stop, server = Board(), Stop(), chosen()

    def end() -> None:
        board.stop()
        stop.request()

    if server is None:
        work = _here(scenario, limits, start, alternative, proof, board, stop)
    else:
        work = _there(server, file, limits, start, alternative, board, stop)
    return followed(work, end, lambda seconds: board.table(seconds, limits.seconds))


def _here(
    scenario: Scenario,
    limits: Limits,
    start: Decisions | None,
    alternative: str | None,
    proof: Path | None,
    board: Board,
    stop: Stop,
) -> Callable[[], Plan]:
    """Run the solver in this process."""
    from consolidate.solve.run import plan_scenario  # noqa: PLC0415 (a second to load; no other command waits for it)

    return partial(
        plan_scenario,
        scenario,
        limits,
        known=NOTHING if start is None else Known((start,)),
        on_progress=board.update,
        stop=stop,
        alternative=alternative,
        keep_proof=None if proof is None else partial(write_proof, proof),
    )


def _there(
    server: Server,
    file: Path,
    limits: Limits,
    start: Decisions | None,
    alternative: str | None,
    board: Board,
    stop: Stop,
) -> Callable[[], Plan]:
    """Let a server run it."""
    from consolidate.cli.remote import Matter, planned  # noqa: PLC0415 (needs packages that are not always there)

    matter = Matter(read_whole(file, MAX_BYTES), file.stem, alternative, start)
    return partial(planned, server, matter, limits, board.update, stop)


def _tell(scenario: Scenario, made: Plan, written: Path | None, *, as_json: bool) -> None:
    """What came of the run: as data, or in a few sentences; why there is no plan, where there is none."""
    if as_json:
        print_json(run_json(made, written))
    elif written is not None and made.run is not None:
        print_text(visible("\n".join(_sentences(scenario, made.run, written))))
    if written is None:
        _tell_why(scenario, made)


def run_json(made: Plan, written: Path | None) -> dict[str, Any]:
    """A run as data: how it ended, its figures, and the file that was written."""
    run = {} if made.run is None else plain(made.run.model_dump(exclude={"name", "source"}))
    return {**run, "outcome": str(outcome_of(made)), "plan": None if written is None else str(written)}


def _sentences(scenario: Scenario, run: Run, written: Path) -> list[str]:
    found = [outcome_text(run.outcome)]
    if run.objective is not None:
        cost = _("It costs {cost} {currency}.").format(cost=whole_text(run.objective), currency=scenario.currency)
        found.append(cost)
    if run.outcome is not Outcome.OPTIMAL:
        found.append(gap_text(run))
    if assumptions(scenario):
        found.append(assumption_text(scenario))
    if run.note:
        found.append(run.note)
    return [*found, _("{file}: written").format(file=written)]


def _tell_why(scenario: Scenario, made: Plan) -> None:
    """Why there is no plan, as far as it is known: the run's own word, and what the validator is certain of."""
    outcome = outcome_of(made)
    say(_("Ended before a plan was found.") if outcome is Outcome.CANCELLED else outcome_text(outcome))
    note = "" if made.run is None else made.run.note or ""
    if note:
        say(note)
    if outcome in (Outcome.INFEASIBLE, Outcome.NO_PLAN):
        for line in warning_lines(one for one in warnings(scenario) if one.certain and str(one) not in note):
            say(line)
