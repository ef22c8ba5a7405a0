"""The climb in a process of its own: bounds with proofs, a guide, and an end when it is told or left alone."""

from __future__ import annotations

import json
import os
import random

import numpy as np
import pytest

from consolidate.bound.ascent import Ascent, Guide
from consolidate.bound.relaxation import Relaxation
from consolidate.construct.problem import Problem
from consolidate.graph.windows import open_options
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.read import parse_scenario, read_scenario
from consolidate.solve.anneal import Annealing
from consolidate.solve.climb import Climbed, Climber, ClimbTask, climb
from consolidate.solve.first import first_plan
from consolidate.solve.keys import Units
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from consolidate.solve.starts import QUANTILES, guided, plain
from tests import ROOT
from tests.bound.begun import underway
from tests.scenarios import monday
from tests.scenarios import programme as small

TWO_TOWNS = 702_587_227_700


@pytest.fixture(scope="module")
def programme() -> Programme:
    return Programme(read_scenario(ROOT / "scenarios" / "two-towns.json"))


def test_another_process_sends_bounds_that_can_be_proved_here(programme: Programme) -> None:
    options = open_options(programme)
    climber = Climber(programme.scenario, options)
    assert os.getsid(climber.process.pid) == os.getsid(0), "it steps back as far as whoever began it"
    climber.aim(TWO_TOWNS)
    heard: list[Climbed] = []

    def hear(climbed: Climbed) -> None:
        heard.append(climbed)
        if len(heard) == 3:
            climber.stop()

    climber.listen(hear)
    proofs = [climbed.proof for climbed in heard if climbed.proof is not None]
    assert len(proofs) == 3
    relaxation = Relaxation(programme, options)
    assert all(proof.again(relaxation) == proof.bound <= TWO_TOWNS for proof in proofs)
    assert climber.process.returncode is not None


def test_a_climb_that_nobody_listens_to_ends(programme: Programme) -> None:
    climber = Climber(programme.scenario, open_options(programme))

    def leave(_climbed: Climbed) -> None:
        assert climber.process.stdin is not None
        climber.process.stdin.close()

    climber.listen(leave)
    assert climber.process.wait(timeout=60) == 0
    climber.stop()


def guide_of(programme: Programme) -> Guide:
    """What the relaxation would do after some rounds."""
    heard: list[Climbed] = []

    def enough(ascent: Ascent) -> bool:
        return ascent.rounds >= 24

    climb(ClimbTask(programme, open_options(programme)), lambda: None, enough, heard.append)
    guide = heard[-1].guide
    assert guide is not None
    return guide


def test_guided_starts_take_the_answers_options_and_weeks(programme: Programme) -> None:
    units, guide = Units(Problem(programme, open_options(programme))), guide_of(programme)
    for number in range(2 * len(QUANTILES)):
        start = guided(units, guide, number, random.Random(number))
        assert start.options == units.problem.consistent(start.options)
        assert all(-10 <= key <= programme.weeks + 10 for key in start.keys)
    one, two = (guided(units, guide, 1, random.Random(1)) for _ in range(2))
    assert one.keys.tolist() == two.keys.tolist()


def test_a_guided_pass_beats_one_in_the_order_of_due_dates() -> None:
    programme = Programme(read_scenario(ROOT / "scenarios" / "merger.json"))
    options = open_options(programme)
    units, guide = Units(Problem(programme, options)), guide_of(programme)
    annealing = Annealing(units.problem, units, random.Random(1))
    starts = [annealing.construct(guided(units, guide, number, annealing.rng)) for number in range(len(QUANTILES))]
    first = {domain: own[0] for domain, own in options.items()}
    due = [annealing.construct(plain(units, first, None, number, annealing.rng)) for number in range(1, 5)]
    assert min((one.excess, one.fine) for one in starts) < min((one.excess, one.fine) for one in due)


def test_what_has_happened_does_not_say_when_the_rest_of_its_unit_is_best_placed() -> None:
    prepare, cutover = "finance/ash/prepare", "finance/ash/cutover"
    chain = {"templates": {"full": {"prepare": {"weeks": 1}, "cutover": {"after": ["prepare"]}}}}
    happened = {"status_date": monday(4), "actuals": {"steps": {prepare: {"started": monday(1)}}}}
    given = small(chain, happened)
    units = Units(Problem(given, open_options(given)))
    guide = Guide({prepare: np.array([1]), cutover: np.array([30])}, {"finance": (Option("alfa", "procure"),)})
    start = guided(units, guide, 0, random.Random(1))
    assert start.keys[units.numbers[units.problem.layout.slot_number[cutover]]] == 30


@pytest.mark.slow
@pytest.mark.requirement("REQ-10")
def test_a_run_in_mid_period_has_its_bound_from_cuts_and_a_small_gap() -> None:
    """The merger 40 weeks into a plan, what is under way three weeks late."""
    document = json.loads((ROOT / "scenarios" / "merger.json").read_text(encoding="utf-8"))
    before = Programme(parse_scenario(document))
    first = first_plan(before, open_options(before), 1)
    assert first is not None
    scenario = parse_scenario(underway(document, first.verdict.schedule, 40, 3))
    assert len(Programme(scenario).facts) > 20
    run = plan_scenario(scenario, Limits(seconds=2, workers=1, deterministic=True)).run
    assert run is not None
    assert (run.bound_by or "").startswith("minimum cuts")
    assert run.gap is not None
    assert run.gap.percent_of_gross is not None
    assert run.gap.percent_of_gross < 1
