"""A run from a known plan holds what was announced: dates of domains that keep their target, and no others."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest

from consolidate.programme.steps import STAYS, Option
from consolidate.solve.board import Board
from consolidate.solve.known import Known
from consolidate.solve.limits import Limits, Stop
from consolidate.solve.search import Search, Ways
from consolidate.solve.starts import remembered
from tests.scenarios import BASE, Json, both_towns, decisions, monday, patched
from tests.solve.searching import searching

ALFA = Option("alfa", "procure")
PLAN = decisions({**both_towns(8), "finance/birch/cutover": 20, "finance/birch/decommission": 22})
ANNOUNCED: Json = {
    "commitments": {
        "steps": {
            "finance/joint/install": {"status": "announced", "start": monday(5), "price_per_week": 1},
            "finance/ash/cutover": {"status": "announced", "start": monday(12), "price_per_week": 1},
        },
        "targets": {"finance": {"status": "announced", "product": "alfa", "route": "procure"}},
    }
}


@pytest.mark.parametrize(("option", "weeks"), [(ALFA, {5, 12}), (STAYS, set())])
def test_dates_are_held_where_a_domain_keeps_its_target(option: Option, weeks: set[int]) -> None:
    units = searching(patched(BASE, ANNOUNCED)).units
    assert set(units.releases({"finance": option})) - {0} == weeks


def test_what_has_begun_is_not_held_and_no_date_lies_outside_the_period() -> None:
    begun = {"status_date": monday(9), "actuals": {"steps": {"finance/joint/install": {"started": monday(8)}}}}
    late = {"commitments": {"steps": {"finance/ash/cutover": {"start": monday(70)}}}}
    search = searching(patched(patched(patched(BASE, ANNOUNCED), begun), late))
    assert set(search.units.releases({"finance": ALFA})) == {0, search.problem.programme.weeks - 1}


def test_a_remembered_plan_starts_nothing_before_it_was_announced() -> None:
    search = searching(patched(BASE, ANNOUNCED))
    begin = remembered(search.units, {"finance": ALFA}, PLAN)
    assert begin.held
    held, free = (search.decisions(replace(begin, held=held)).step("finance/ash/cutover") for held in (True, False))
    assert held is not None
    assert free is not None
    assert free.start < date.fromisoformat(monday(12)) <= held.start


def test_where_nothing_has_been_announced_nothing_is_held() -> None:
    units = searching(BASE).units
    assert not units.releases({"finance": ALFA}).any()


@pytest.mark.parametrize("excess", [0, 1])
def test_a_repair_goes_on_until_it_is_one(excess: int) -> None:
    annealing = searching(patched(BASE, ANNOUNCED))
    programme = annealing.problem.programme
    board = Board(Limits(seconds=60, workers=1, without=frozenset({"ascent"})), Stop(), None)
    search = Search(programme, board, Ways(annealing.problem.options, {"finance": ALFA}), Known((PLAN,)))
    best = replace(annealing.construct(search.begins[0]), excess=excess)
    steps = itertools.count()
    found = search._short_run(annealing, len(search.begins), lambda: next(steps) / 20, best)
    assert found.held == bool(excess)
