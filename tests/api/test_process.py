"""The process in which a run is solved: its news, its end, and why it ended if it did not end well."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
from pathlib import Path

import pytest

from consolidate.check.accounts import exact_text
from consolidate.solve.limits import Limits
from consolidate_api.jobs.letters import News, Task
from consolidate_api.jobs.process import Child
from tests.api.runs import MERGER, OPTIMUM, PATIENCE, TWO_TOWNS, solvers

TASK = Task(scenario=TWO_TOWNS, alternative=None, limits=Limits(300, 1), megabytes=4096, nice=5)
LONG = TASK.model_copy(update={"scenario": MERGER, "limits": dataclasses.replace(TASK.limits, seconds=3000)})


def first_plan(child: Child) -> News:
    """What is said with the first plan."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert not child.ended(0.2), child.last_words()
        news = child.news()
        if news is not None and news.decisions is not None:
            return news
    raise AssertionError("no plan")


@pytest.mark.slow
def test_it_ends_with_its_plan_and_says_nothing_else() -> None:
    with Child(TASK) as child:
        while child.last is None and not child.ended(0.05):
            pass
        assert child.last is not None, child.last_words()
        assert child.last.plan is not None
        run = child.last.plan["run"]
        assert (run["outcome"], run["objective"]) == ("optimal", OPTIMUM)
        child.news()  # whoever asks for news before it has ended must not take the plan away
        assert child.ended(PATIENCE)
        assert child.last.plan["run"] == run
        assert (child.last_words(), child.news()) == ("", None)


@pytest.mark.slow
def test_it_tells_of_plans_and_stops_with_the_best_when_it_is_told_to() -> None:
    with Child(LONG) as child:
        news = first_plan(child)
        assert news.best is not None
        child.stop()
        assert child.ended(PATIENCE)
        assert child.last is not None
        assert child.last.plan is not None
        assert child.last.plan["run"]["outcome"] == "cancelled"
        assert float(child.last.plan["run"]["objective"]) <= float(exact_text(news.best))


@pytest.mark.slow
def test_it_steps_back_and_is_bounded() -> None:
    with Child(LONG) as child:
        first_plan(child)
        (process,) = solvers(os.getpid())
        assert os.getpriority(os.PRIO_PROCESS, process) == os.getpriority(os.PRIO_PROCESS, 0) + TASK.nice
        assert os.getsid(process) == os.getsid(0), "elsewhere it would not step back behind anybody here"
        limits = Path(f"/proc/{process}/limits").read_text(encoding="ascii").splitlines()
        (line,) = [line for line in limits if line.startswith("Max address space")]
        assert line.split()[3] == str(4096 * 2**20)


@pytest.mark.parametrize(
    ("number", "told"), [(signal.SIGKILL, "killed by others"), (signal.SIGSEGV, "ended by SIGSEGV")]
)
def test_why_it_ended_is_told(number: signal.Signals, told: str) -> None:
    with Child(TASK) as child:
        (process,) = solvers(os.getpid())
        os.kill(process, number)
        assert child.ended(PATIENCE)
        assert told in child.why()
        assert child.news() is None


def test_one_that_had_to_be_killed_is_told_apart() -> None:
    with Child(TASK) as child:
        child.kill()
        assert child.ended(PATIENCE)
        assert child.why() == "The process that solved it did not end, and was killed."


@pytest.mark.slow
def test_a_task_that_cannot_be_done_ends_it() -> None:
    with Child(TASK.model_copy(update={"scenario": {}})) as child:
        assert child.ended(PATIENCE)
        assert child.why() == "The process that solved it ended with code 1."
        assert "FaultyDocument" in child.last_words()
