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

from consolidate.plan.document import Plan, Run
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits
from consolidate_api.database.away import AWAY
from consolidate_api.database.engine import Database
from consolidate_api.jobs.letters import Task, written
from consolidate_api.jobs.options import Options
from consolidate_api.jobs.plans import Best, Subject
from consolidate_api.jobs.process import NO_MEMORY, Child, no_memory
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
        row = self.taken.row
        scenario = parse_scenario(self.taken.document, row.alternative)
        best = Best(Subject(scenario, row.version, row.alternative, self.limits), row.progress, row.plan)
        left = self._seconds_left(best)
        if left <= 0:
            self._end(best, Run(outcome=best.outcome(Outcome.NO_PLAN)))
            return
        with Child(self._task(best, left)) as child:
            self._watch(child, best)
            if self.standing is Standing.LOST:
                _log.warning("lost", fence=self.mark.fence)
            else:
                self._conclude(child, best)

    def _seconds_left(self, best: Best) -> float:
        """What is left of the time limit; a run that counts work, not time, begins anew."""
        return self.limits.seconds - (0 if self.limits.deterministic else best.seconds)

    def _task(self, best: Best, seconds: float) -> Task:
        start = None if self.taken.start is None else self.taken.start["decisions"]
        if best.verdict is not None and not self.limits.deterministic:
            start = written(best.verdict.schedule.decisions)
        return Task(
            scenario=self.taken.document,
            alternative=self.taken.row.alternative,
            limits=replace(self.limits, seconds=seconds),
            megabytes=self.place.settings.run_megabytes,
            nice=self.place.settings.run_nice,
            start=start,
        )

    def _watch(self, child: Child, best: Best) -> None:
        """Save what the child finds until it ends; stop it where the run is cancelled, or the worker is to stop."""
        overdue = time.monotonic() + max(self.limits.seconds, self.place.settings.max_run_seconds) + OVERDUE_SECONDS
        patience: float | None = None
        while not child.ended(TICK):
            self._save(child, best)
            now = time.monotonic()
            if self.standing is Standing.LOST:
                return
            if patience is None and (self.standing is Standing.CANCELLED or self.stopping()):
                child.stop()
                patience = now + self.place.settings.stop_seconds
            if now > (overdue if patience is None else patience):
                child.kill()

    def _save(self, child: Child, best: Best) -> None:
        """Save what is new, at most once a second, and see how it stands with the run; not while the database is away.

        Where nothing is new, that the run has been cancelled or taken by another is noticed all the same.
        """
        if time.monotonic() - self._saved_at < SAVE_SECONDS:
            return
        self._saved_at = time.monotonic()
        news = child.news()
        if news is not None:
            best.hear(news)
        try:
            with self.place.database.tenant(self.mark.tenant) as session:
                self.standing = save(session, self.mark, best.columns())
            best.kept()
        except AWAY:
            _log.warning("not saved", fence=self.mark.fence)

    def _conclude(self, child: Child, best: Best) -> None:
        """End the run as its child has, or put it back into the queue."""
        news = child.news()
        if news is not None:
            best.hear(news)
        ended = None if child.plan is None else best.conclude(Plan.model_validate(child.plan))
        if self.standing is Standing.CANCELLED and (ended is None or ended.outcome not in FINAL):
            self._end(best, Run(outcome=Outcome.CANCELLED))
        elif ended is None and not self.stopping():
            _log.warning("child lost", why=child.why(), words=child.last_words())
            self._fail(child.why(), best.columns())
        elif ended is not None and ended.outcome is Outcome.FAILED:
            self._fail(self._reason(ended), best.columns())
        elif ended is None or ended.outcome is Outcome.CANCELLED:
            self._write(partial(give_back, mark=self.mark, found=best.columns()))
            _log.info("given back", fence=self.mark.fence)
        else:
            self._end(best, ended)

    def _reason(self, ended: Run) -> str:
        """Why a run has failed, in words that say what to do where that is known."""
        note = ended.note or ""
        return no_memory(self.place.settings.run_megabytes) if note.startswith(NO_MEMORY) else note

    def _end(self, best: Best, ended: Run) -> None:
        found = best.columns(ended)
        self._write(partial(end, mark=self.mark, outcome=ended.outcome, reason=ended.note, found=found))
        _log.info("ended", fence=self.mark.fence, outcome=ended.outcome)

    def _fail(self, reason: str, found: dict[str, Any]) -> None:
        self._write(partial(fail, mark=self.mark, reason=reason, found=found))

    def _write(self, write: Callable[[Session], Standing]) -> None:
        patiently(self.place, self.mark.tenant, self.stopping, write)
