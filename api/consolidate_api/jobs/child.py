"""The process in which a run is solved: bounded in memory, behind others in line, ended with its worker.

It reads its task from standard input and stops, with the best plan so far, when that ends: because the worker closed
it, or because the worker is gone. What it finds goes to standard output.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import threading
import time

from consolidate.plan.document import Decisions
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits, Stop
from consolidate.study.effort import Effort
from consolidate_api.jobs.letters import News, Task, written
from consolidate_api.jobs.reporter import Reporter
from consolidate_api.logs import configure_logs, take_marks

MEGABYTE = 2**20
GRACE_SECONDS = 60.0
"""An orphan that has been told to stop leaves after this time, wherever it is; one with a worker is ended by it."""


def main() -> None:
    """Solve one task."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints by accident must not come between the letters
    _mark_lines()
    task = Task.model_validate_json(sys.stdin.buffer.readline())
    _bound_memory(task.megabytes * MEGABYTE)
    stop = Stop()
    threading.Thread(target=_stop_at_the_end, args=(stop,), daemon=True).start()
    began = time.monotonic()
    reporter = Reporter(sink)
    last = _planned(task, reporter, stop) if task.question is None else _studied(task, reporter, stop)
    reporter.end(last.model_copy(update={"seconds": time.monotonic() - began}))


def _mark_lines() -> None:
    """Let what is said here, warnings too, have the form of the log, and the id of the request that wanted the run."""
    configure_logs()
    logging.captureWarnings(capture=True)
    take_marks()


def _bound_memory(most: int) -> None:
    """Take no more memory than allowed, in bytes, here and in processes begun from here."""
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _stop_at_the_end(stop: Stop) -> None:
    """Wait for the end of standard input, in a way that holds nothing which the program needs to end."""
    while os.read(sys.stdin.fileno(), MEGABYTE):
        pass
    stop.request()
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _planned(task: Task, reporter: Reporter, stop: Stop) -> News:
    """The best plan; what follows from its decisions the worker derives itself."""
    from consolidate.solve.known import Known  # noqa: PLC0415 (only now is the memory bounded)
    from consolidate.solve.run import plan_scenario  # noqa: PLC0415

    plan = plan_scenario(
        parse_scenario(task.scenario, task.alternative),
        task.limits,
        known=Known(_begin(task)),
        on_progress=reporter.hear,
        stop=stop,
        alternative=task.alternative,
    )
    return News(seconds=0, plan=written(plan.model_copy(update={"derived": {}})))


def _studied(task: Task, reporter: Reporter, stop: Stop) -> News:
    """What came of a study; why nothing did, where it failed."""
    from consolidate.study.answers import Work, answer  # noqa: PLC0415 (as above)
    from consolidate.study.files import study_json  # noqa: PLC0415
    from consolidate.study.questions import Matter, read_question  # noqa: PLC0415

    assert task.question is not None
    try:
        matter = Matter(task.scenario, task.alternative, _begin(task))
        work = Work(_effort(task.limits), stop, reporter.hear_stage)
        study = answer(read_question(task.question), matter, work)
    except Exception as error:
        return News(seconds=0, failed=f"{type(error).__name__}: {error}")
    return News(seconds=0, study=study_json(study), stopped=stop.requested)


def _effort(limits: Limits) -> Effort:
    return Effort(limits.seconds, limits.workers, limits.seed, limits.deterministic)


def _begin(task: Task) -> tuple[Decisions, ...]:
    return () if task.start is None else (Decisions.model_validate(task.start),)


if __name__ == "__main__":
    main()
