"""What is done with one job: its run is taken, solved in a child process, saved on the way, and ended or given back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits
from consolidate.study.questions import read_question
from consolidate_api.database.away import AWAY
from consolidate_api.database.engine import Database
from consolidate_api.jobs.found import Ended, Found
from consolidate_api.jobs.letters import Task
from consolidate_api.jobs.options import Options
from consolidate_api.jobs.plans import Best, Subject
from consolidate_api.jobs.process import NO_MEMORY, Child, no_memory
from consolidate_api.jobs.studies import Answer
from consolidate_api.settings import Settings
from consolidate_api.store.taken import Standing, Taken, end, fail, give_back, save, take

TICK = 0.2
SAVE_SECONDS = 1.0
AGAIN_SECONDS = 1.0
OVERDUE_SECONDS = 600.0
"""A child that goes on for so long beyond the longest run that there may be is ended, since it never will by itself."""
FINAL = (Outcome.OPTIMAL, Outcome.INFEASIBLE)
"""What is proven stays so, whether somebody wanted the run to end or not."""

Result = TypeVar("Result")
Stopping = Callable[[], bool]

_log = structlog.stdlib.get_logger("consolidate.runs")


@dataclass(frozen=True)
class Place:
    """Where runs are solved: a worker's settings and database, and the threads that it has for each run."""

    settings: Settings
    database: Database
    threads: int


def solve(place: Place, tenant: UUID, run: UUID, fence: int, stopping: Stopping) -> None:
    """Do what a job asks for; nothing where another job has taken its place.

    Raises:
        OperationalError: the database is away, and the worker is to stop.
    """
    taken = patiently(place, tenant, stopping, partial(take, tenant=tenant, run=run, fence=fence))
    if taken is None:
        _log.info("passed by", fence=fence)
    else:
        Solving(place, taken, stopping).run()


def patiently(place: Place, tenant: UUID, stopping: Stopping, write: Callable[[Session], Result]) -> Result:
    """Write, and wait for the database to answer for as long as nobody wants the worker to stop."""
    while True:
        try:
            with place.database.tenant(tenant) as session:
                return write(session)
        except AWAY:
            if stopping():
                raise
            time.sleep(AGAIN_SECONDS)


class Solving:
    """One run under way."""

    def __init__(self, place: Place, taken: Taken, stopping: Stopping) -> None:
        self.place, self.taken, self.stopping = place, taken, stopping
        self.mark = taken.mark
        self.standing = Standing.MINE
        self._saved_at = time.monotonic()

    @cached_property
    def limits(self) -> Limits:
        """What was asked for, as far as this machine has it."""
        return Options.model_validate(self.taken.row.options).limits(self.place.threads)

    def run(self) -> None:
        """Solve it, and write down what came of it."""
        _log.info("taken", fence=self.mark.fence)
        if self.taken.cancelled:
            self._write(partial(end, mark=self.mark, outcome=Outcome.CANCELLED, reason=None, found={}))
            return
        try:
            self._solve()
        except AWAY:
            raise
        except Exception as error:
            _log.exception("failed")
            self._fail(f"{type(error).__name__}: {error}", {})

    def _solve(self) -> None:
        found = self._found()
        if found.seconds_left() <= 0:
            self._end(found, found.give_up(Outcome.NO_PLAN))
            return
        with Child(self._task(found)) as child:
            self._watch(child, found)
            if self.standing is Standing.LOST:
                _log.warning("lost", fence=self.mark.fence)
            else:
                self._conclude(child, found)

    def _found(self) -> Found:
        """What is known of the run so far: what earlier takes have saved."""
        row = self.taken.row
        scenario = parse_scenario(self.taken.document, row.alternative)
        if row.question is not None:
            return Answer(scenario, read_question(row.question), self.limits)
        return Best(Subject(scenario, row.version, row.alternative, self.limits), row.progress, row.plan)

    def _task(self, found: Found) -> Task:
        return Task(
            scenario=self.taken.document,
            alternative=self.taken.row.alternative,
            limits=replace(self.limits, seconds=found.seconds_left()),
            megabytes=self.place.settings.run_megabytes,
            nice=self.place.settings.run_nice,
            start=found.begin(None if self.taken.start is None else self.taken.start["decisions"]),
            question=self.taken.row.question,
        )

    def _watch(self, child: Child, found: Found) -> None:
        """Save what the child finds until it ends; stop it where the run is cancelled, or the worker is to stop."""
        overdue = time.monotonic() + max(self.limits.seconds, self.place.settings.max_run_seconds) + OVERDUE_SECONDS
        patience: float | None = None
        while not child.ended(TICK):
            self._save(child, found)
            now = time.monotonic()
            if self.standing is Standing.LOST:
                return
            if patience is None and (self.standing is Standing.CANCELLED or self.stopping()):
                child.stop()
                patience = now + self.place.settings.stop_seconds
            if now > (overdue if patience is None else patience):
                child.kill()

    def _save(self, child: Child, found: Found) -> None:
        """Save what is new, at most once a second, and see how it stands with the run; not while the database is away.

        Where nothing is new, that the run has been cancelled or taken by another is noticed all the same.
        """
        if time.monotonic() - self._saved_at < SAVE_SECONDS:
            return
        self._saved_at = time.monotonic()
        news = child.news()
        if news is not None:
            found.hear(news)
        try:
            with self.place.database.tenant(self.mark.tenant) as session:
                self.standing = save(session, self.mark, found.columns())
            found.kept()
        except AWAY:
            _log.warning("not saved", fence=self.mark.fence)

    def _conclude(self, child: Child, found: Found) -> None:
        """End the run as its child has, or put it back into the queue."""
        said = {"words": words} if (words := child.last_words()) else {}
        _log.info("child ended", fence=self.mark.fence, peak_megabytes=child.peak_megabytes, **said)
        news = child.news()
        if news is not None:
            found.hear(news)
        ended = None if child.last is None else found.conclude(child.last)
        if self.standing is Standing.CANCELLED and (ended is None or ended.outcome not in FINAL):
            self._end(found, found.give_up(Outcome.CANCELLED))
        elif ended is None and not self.stopping():
            _log.warning("child lost", why=child.why())
            self._fail(child.why(), found.columns())
        elif ended is not None and ended.outcome is Outcome.FAILED:
            self._fail(self._reason(ended), found.columns())
        elif ended is None or ended.outcome is Outcome.CANCELLED:
            self._write(partial(give_back, mark=self.mark, found=found.columns()))
            _log.info("given back", fence=self.mark.fence)
        else:
            self._end(found, ended)

    def _reason(self, ended: Ended) -> str:
        """Why a run has failed, in words that say what to do where that is known."""
        note = ended.note or ""
        return no_memory(self.place.settings.run_megabytes) if note.startswith(NO_MEMORY) else note

    def _end(self, found: Found, ended: Ended) -> None:
        columns = found.columns(ended=True)
        self._write(partial(end, mark=self.mark, outcome=ended.outcome, reason=ended.note, found=columns))
        _log.info("ended", fence=self.mark.fence, outcome=ended.outcome)

    def _fail(self, reason: str, found: dict[str, Any]) -> None:
        self._write(partial(fail, mark=self.mark, reason=reason, found=found))

    def _write(self, write: Callable[[Session], Standing]) -> None:
        patiently(self.place, self.mark.tenant, self.stopping, write)
