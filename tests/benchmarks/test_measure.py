"""Every way of planning gives a result of the same form; a process that breaks or hangs gives one too."""

from __future__ import annotations

import json
import subprocess
from dataclasses import fields
from typing import Any

import pytest
from benchmarks.cases import Task, load
from benchmarks.progress import Curve
from benchmarks.tasks import GROUPS

from benchmarks import apart, measure
from consolidate.programme.programme import Programme
from consolidate.solve.limits import Limits, Progress
from consolidate.units import FINE

OPTIMUM = 7_025_872.277
TASK = Task("S1", "search", 2)


@pytest.mark.slow
@pytest.mark.parametrize("way", measure.WAYS)
def test_every_way_of_planning_gives_a_result(way: str, capsys: pytest.CaptureFixture[str]) -> None:
    measure.main(["two-towns", way, "1", "1", "1"])
    found = json.loads(capsys.readouterr().out)
    assert found.keys() >= apart.NOTHING.keys() | {"outcome", "gross"}
    assert found["outcome"] != "failed"
    assert found["objective"] is None or found["objective"] >= OPTIMUM
    assert found["bound"] is None or found["bound"] <= OPTIMUM
    if way == "growth":
        assert all(found[f"{stage}_seconds"] >= 0 for stage in ("programme", "layout", "pass"))


def test_a_search_can_leave_parts_out(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, Any] = {}

    def limits(**given: Any) -> Limits:
        heard.update(given)
        return Limits(**{field.name: given[field.name] for field in fields(Limits) if field.name in given})

    monkeypatch.setattr(measure, "Limits", limits)
    measure.limits_of(Task("S1", "search without guidance+ascent", 3, 4, 1))
    assert heard == {"seconds": 3, "workers": 1, "seed": 4, "without": frozenset({"guidance", "ascent"})}


@pytest.mark.parametrize("case", sorted({task.case for group in ("ways", "ablation") for task in GROUPS[group]()}))
def test_every_case_can_be_read(case: str) -> None:
    assert Programme(load(case)).options


def test_the_curve_keeps_the_last_news_of_each_moment() -> None:
    curve = Curve()
    for seconds, best, bound in ((0.02, None, 5), (0.31, 9, 5), (0.34, 8, 5), (20.2, 8, 6), (20.4, 7, 6)):
        curve.hear(Progress(seconds, best and best * FINE, bound * FINE, "somebody"))
    assert curve.points() == [(0.02, None, 5), (0.34, 8, 5), (20.4, 7, 6)]
    assert curve.firsts() == {"first_plan_seconds": 0.31, "first_bound_seconds": 0.02}


def ending(**ended: Any) -> Any:
    return lambda call, **_options: subprocess.CompletedProcess(call, **ended)


def test_a_task_that_breaks_is_a_result_too(monkeypatch: pytest.MonkeyPatch) -> None:
    apart.program()
    monkeypatch.setattr(subprocess, "run", ending(returncode=1, stdout="", stderr="a trace\nMemoryError\n"))
    found = apart.measure(TASK)
    assert (found["outcome"], found["reason"], found["objective"]) == ("failed", "MemoryError", None)
    monkeypatch.setattr(subprocess, "run", ending(returncode=-9, stdout="", stderr=""))
    assert apart.measure(TASK)["reason"] == "its process ended with -9"
    monkeypatch.setattr(subprocess, "run", ending(returncode=0, stdout='{"outcome": "optimal"}', stderr=""))
    found = apart.measure(TASK)
    assert (found["outcome"], found["case"], found["machine"]) == ("optimal", "S1", apart.machine())


def test_a_task_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(call: list[str], *, timeout: float, **_options: Any) -> Any:
        raise subprocess.TimeoutExpired(call, timeout)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert apart.measure(TASK)["reason"] == "it had not ended after 302 seconds"
