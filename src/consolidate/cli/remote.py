"""Work of a command done on a server: the same progress, the same outputs and the same exit codes as here.

The scenario is stored there under its name, as a new version where it is not what the newest one says. An interrupt
cancels the run, and what it has found by then is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any
from uuid import UUID

from consolidate.analysis.proof import outcome_text
from consolidate.answers.scenarios import Judgement, VerdictShown, VersionDocument
from consolidate.check.accounts import read_exact
from consolidate.cli.server import ALL_THREADS, EndedThere, Server
from consolidate.client import Client, ClientError, Options, RunEvent, RunShown, ServerProblem, Unreachable, Unusable
from consolidate.client.wire import Sleep
from consolidate.errors import FaultyDocument, UnknownName
from consolidate.plan.document import PLAN_FORMAT, Decisions, Plan, Run, ScenarioMark
from consolidate.plan.outcome import EXIT_CODES, Outcome
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.plain import plain
from consolidate.scenario.read import load_scenario, parse_scenario
from consolidate.solve.limits import Limits, Listener, Progress, Stop
from consolidate.study.document import Study
from consolidate.study.effort import Effort, Stage, Tell
from consolidate.study.questions import StudyQuestion
from consolidate.text import _

Told = Callable[[RunEvent], None]
TICK = 0.2
MOST_NAME = 200
NOT_FOUND, BUSY = 404, 429
NOT_HASHED = ("alternatives", "defaults")
"""What a document may say without being another scenario, and what a run under an alternative depends on."""


class Interrupted(Exception):
    """Somebody wants it to end before there is a run that could."""


@dataclass(frozen=True)
class Matter:
    """What is worked on: a scenario's document, and the name of its file, for a scenario without a name of its own."""

    document: bytes | Mapping[str, Any]
    file: str
    alternative: str | None = None
    start: Decisions | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The document as plain values."""
        found, _strict = load_scenario(self.document if isinstance(self.document, bytes) else dict(self.document))
        return found

    def name(self, document: Mapping[str, Any]) -> str:
        """The name under which the scenario is stored: its own, if it can be one."""
        own = document.get("name")
        usable = isinstance(own, str) and 0 < len(own) <= MOST_NAME and own.isprintable()
        return str(own) if usable else self.file[:MOST_NAME]


class Patience:
    """How requests wait: until there is a run, an interrupt ends it."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self.run: UUID | None = None

    def __call__(self, seconds: float) -> None:
        """Wait.

        Raises:
            Interrupted: it is to end, and no run has begun.
        """
        if self.run is not None:
            time.sleep(seconds)
        elif self._stop.wait(seconds):
            raise Interrupted


def planned(server: Server, matter: Matter, limits: Limits, tell: Listener, stop: Stop) -> Plan:
    """A plan, found on a server."""
    options = _options(limits, limits.stop_gap_percent)
    try:
        with _ended(server, matter, options, None, _plan_told(tell), stop) as (client, run):
            return _plan(client, run, matter)
    except Interrupted:
        return _no_plan(matter, Run(outcome=Outcome.CANCELLED), None)


def answered(server: Server, question: StudyQuestion, matter: Matter, effort: Effort, tell: Tell, stop: Stop) -> Study:
    """The answer to a question, found on a server.

    Raises:
        EndedThere: there is none, since the run failed, or was cancelled before it began.
    """
    asked = sent(question)
    limits = Limits(effort.seconds, effort.workers, effort.seed, effort.deterministic)
    try:
        with _ended(server, matter, _options(limits), asked, _stage_told(tell), stop) as (client, run):
            if run.outcome is Outcome.CANCELLED:
                stop.request()  # by whomever: the command ends as one that was interrupted
            return _study(client, run)
    except Interrupted:
        raise EndedThere(_said(Outcome.CANCELLED), EXIT_CODES[Outcome.CANCELLED]) from None


def sent(question: StudyQuestion) -> Any:
    """A question as it is sent: what was asked, and no more."""
    return plain(question.model_dump(exclude_unset=True))


def validated(server: Server, document: bytes, alternative: str | None) -> Judgement:
    """What a server finds wrong with a document."""
    with _connected(server) as client:
        return client.scenarios.validate(document, alternative=alternative)


def examined(server: Server, matter: Matter, plan: Mapping[str, Any]) -> VerdictShown:
    """What a server finds of a plan."""
    with _connected(server) as client:
        scenario, version = stored(client, matter)
        return client.scenarios.check(scenario, version, plan, alternative=matter.alternative)


def stored(client: Client, matter: Matter) -> tuple[UUID, int]:
    """The version that holds the scenario: the newest of its name if that says the same, else a new one."""
    document = matter.values
    name = matter.name(document)
    try:
        return _stored(client, document, name)
    except ServerProblem as problem:
        if problem.kind != "stale":
            raise
    return _stored(client, document, name)  # somebody else has just stored a version


def _stored(client: Client, document: dict[str, Any], name: str) -> tuple[UUID, int]:
    why = _("sent by `consolidate --server`")
    named = next((one for one in client.scenarios.list(name=name) if one.name == name), None)
    if named is None:
        made = client.scenarios.create(document, name=name, why=why)
        return made.scenario, made.number
    newest = client.scenarios.version(named.id, named.newest)
    if _same(document, newest):
        return named.id, newest.number
    made = client.scenarios.add(named.id, document, parent=named.newest, why=why)
    return made.scenario, made.number


def _same(document: dict[str, Any], version: VersionDocument) -> bool:
    """Whether a version says what a document says, however the two are written."""
    if document == version.document:
        return True
    same_parts = all(document.get(part) == version.document.get(part) for part in NOT_HASHED)
    return same_parts and version.hash == scenario_hash(parse_scenario(document))


@contextmanager
def _connected(server: Server, patience: Patience | None = None) -> Iterator[Client]:
    """A client; what the server says against the documents that were sent ends the command as it would end here.

    Raises:
        FaultyDocument: a document has faults.
        UnknownName: a name stands for nothing, or the address or the token cannot be used.
        ClientError: the server cannot be reached, or cannot answer now.
    """
    wait: Sleep = time.sleep if patience is None else patience
    try:
        token = server.token()
        with Client(server.url, token, allow_clear=server.allow_clear, patience=0) as first:
            first.health()  # that nobody is there is told at once
        with Client(server.url, token, allow_clear=server.allow_clear, sleep=wait) as client:
            yield client
    except Unusable as error:
        raise UnknownName(str(error)) from None
    except ServerProblem as problem:
        if problem.faults:
            raise FaultyDocument(problem.faults) from None
        if 400 <= problem.status < 500 and problem.status != BUSY:
            raise UnknownName(_("the server says: {problem}").format(problem=problem)) from None
        raise


@contextmanager
def _ended(
    server: Server, matter: Matter, options: Options, question: Any, told: Told, stop: Stop
) -> Iterator[tuple[Client, RunShown]]:
    """A run once it has ended, while the connection is open.

    Raises:
        Interrupted: it was to end before it had begun.
    """
    patience = Patience(stop)
    with _connected(server, patience) as client:
        scenario, version = stored(client, matter)
        if stop.requested:
            raise Interrupted
        start = None if matter.start is None else Plan(format=PLAN_FORMAT, decisions=matter.start)
        run = client.runs.submit(
            scenario,
            version=version,
            alternative=matter.alternative,
            question=question,
            options=options,
            start=start,
        )
        patience.run = run.id
        try:
            with _cancelled(client, run, stop):
                for event in client.runs.follow(run.id):
                    told(event)
            ended = client.runs.read(run.id)
        except Unreachable as error:
            lost = _("{reason}; the run {run} may go on there")
            raise Unreachable(lost.format(reason=error, run=run.id)) from None
        yield client, ended


@contextmanager
def _cancelled(client: Client, run: RunShown, stop: Stop) -> Iterator[None]:
    """While inside: the run is cancelled when somebody wants it to end."""
    over = Event()

    def watch() -> None:
        while not over.wait(TICK):
            if stop.requested:
                with suppress(ClientError):  # whoever follows hears of trouble too, and tells it
                    client.runs.cancel(run.id)
                return

    watching = Thread(target=watch, name="cancel", daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _options(limits: Limits, stop_gap_percent: float | None = None) -> Options:
    return Options(
        time_limit=limits.seconds,
        workers=None if limits.workers == ALL_THREADS else limits.workers,
        seed=limits.seed,
        deterministic=limits.deterministic,
        stop_gap_percent=stop_gap_percent,
    )


def _plan_told(tell: Listener) -> Told:
    """What is told of a run as the board of plans has it."""

    def told(event: RunEvent) -> None:
        doing = _("waiting in the queue of the server") if event.state == "queued" else event.found_by
        tell(Progress(event.seconds, read_exact(event.best), read_exact(event.bound), doing))

    return told


def _stage_told(tell: Tell) -> Told:
    """What is told of a run as the board of studies has it."""

    def told(event: RunEvent) -> None:
        if event.state == "queued":
            tell(Stage(_("waiting in the queue of the server"), 0, 0))
        elif event.stage is not None:
            tell(Stage(event.stage.text, event.stage.done, event.stage.of))

    return told


def _plan(client: Client, run: RunShown, matter: Matter) -> Plan:
    """The plan document of a run, which says how the run has ended."""
    assert run.outcome is not None
    if run.objective is None:
        return _no_plan(matter, _without_plan(run, run.outcome), run.version)
    plan = client.runs.plan(run.id)
    if plan.run is None or plan.run.outcome is not run.outcome:
        ended = (plan.run or Run(outcome=run.outcome)).model_copy(update={"outcome": run.outcome, "note": run.reason})
        plan = plan.model_copy(update={"run": ended})
    return plan


def _without_plan(run: RunShown, outcome: Outcome) -> Run:
    """How a run has ended that has no plan, as a plan document tells it."""
    progress, options = run.progress, run.options
    return Run(
        note=run.reason,
        outcome=outcome,
        bound=None if progress is None or outcome is Outcome.INFEASIBLE else progress.bound,
        seconds=None if progress is None or options.deterministic else progress.seconds,
        seed=options.seed,
        limits={
            "deterministic": options.deterministic,
            "seconds": options.time_limit,
            "stop_gap_percent": options.stop_gap_percent,
            "workers": options.workers,
        },
    )


def _no_plan(matter: Matter, run: Run, version: int | None) -> Plan:
    document = matter.values
    scenario = parse_scenario(document, matter.alternative)
    mark = ScenarioMark(
        name=scenario.name, version=version, hash=scenario_hash(scenario), alternative=matter.alternative
    )
    return Plan(format=PLAN_FORMAT, scenario=mark, run=run)


def _study(client: Client, run: RunShown) -> Study:
    try:
        return client.runs.study(run.id)
    except ServerProblem as problem:
        if problem.status != NOT_FOUND:
            raise
    assert run.outcome is not None
    raise EndedThere(run.reason or _said(run.outcome), EXIT_CODES[run.outcome])


def _said(outcome: Outcome) -> str:
    """How a run ended that has nothing to show."""
    return _("Ended before anything was found.") if outcome is Outcome.CANCELLED else outcome_text(outcome)
