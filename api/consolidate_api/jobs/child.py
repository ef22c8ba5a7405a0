"""The process in which a run is solved: bounded in memory, behind others in line, ended with its worker.

It reads its task from standard input and stops, with the best plan so far, when that ends: because the worker closed
it, or because the worker is gone. What it finds goes to standard output.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from typing import BinaryIO

from consolidate.plan.document import Decisions, Plan
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Progress, Stop
from consolidate_api.jobs.letters import News, Task, written

NEWS_SECONDS = 1.0
MEGABYTE = 2**20
GRACE_SECONDS = 60.0
"""An orphan that has been told to stop leaves after this time, wherever it is; one with a worker is ended by it."""


class Reporter:
    """Tells how far the run has come, at most once a second, so that a quick run of better plans holds nobody up."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._newest: Progress | None = None
        self._told: Progress | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell_all, daemon=True)
        self._thread.start()

    def hear(self, progress: Progress) -> None:
        """Take in how far the run has come; this never waits."""
        self._newest = progress

    def end(self, plan: Plan, seconds: float) -> None:
        """Tell the last of it: the plan."""
        self._ended.set()
        self._thread.join()
        decided = plan.model_copy(update={"derived": {}})  # the worker derives the rest itself
        self._send(News(seconds=seconds, plan=written(decided)))

    def _tell_all(self) -> None:
        while not self._ended.wait(NEWS_SECONDS):
            self._tell(self._newest)

    def _tell(self, progress: Progress | None) -> None:
        if progress is None or progress is self._told:
            return
        new = progress.plan is not None and (self._told is None or progress.plan is not self._told.plan)
        decisions = written(progress.plan) if new and progress.plan is not None else None
        self._told = progress
        self._send(
            News(
                seconds=progress.seconds,
                best=progress.best,
                bound=progress.bound,
                found_by=progress.found_by,
                decisions=decisions,
            )
        )

    def _send(self, news: News) -> None:
        try:
            self._sink.write(news.line())
            self._sink.flush()
        except BrokenPipeError:  # nobody listens any more
            os._exit(0)


def main() -> None:
    """Solve one task."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints by accident must not come between the letters
    task = Task.model_validate_json(sys.stdin.buffer.readline())
    _step_back(task)
    stop = Stop()
    threading.Thread(target=_stop_at_the_end, args=(stop,), daemon=True).start()
    began = time.monotonic()
    reporter = Reporter(sink)
    plan = _solved(task, reporter, stop)
    reporter.end(plan, time.monotonic() - began)


def _step_back(task: Task) -> None:
    """Take no more memory than allowed, here and in processes begun from here, and let others go first."""
    most = task.megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    os.nice(task.nice)


def _stop_at_the_end(stop: Stop) -> None:
    """Wait for the end of standard input, in a way that holds nothing which the program needs to end."""
    while os.read(sys.stdin.fileno(), MEGABYTE):
        pass
    stop.request()
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _solved(task: Task, reporter: Reporter, stop: Stop) -> Plan:
    from consolidate.solve.known import NOTHING, Known  # noqa: PLC0415 (only now is the memory bounded)
    from consolidate.solve.run import plan_scenario  # noqa: PLC0415

    start = None if task.start is None else Decisions.model_validate(task.start)
    return plan_scenario(
        parse_scenario(task.scenario, task.alternative),
        task.limits,
        known=NOTHING if start is None else Known((start,)),
        on_progress=reporter.hear,
        stop=stop,
        alternative=task.alternative,
    )


if __name__ == "__main__":
    main()
