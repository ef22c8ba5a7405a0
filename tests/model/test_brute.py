"""The model's optimum against trying every plan: the same cost to the hundred-thousandth, or none for both."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from consolidate.programme.programme import Programme
from consolidate.rules import DROPPABLE, Rule
from consolidate.scenario.read import parse_scenario
from tests.drawn.context import Json
from tests.model.brute import cheapest
from tests.model.midway import midway
from tests.model.solving import best, verdict_of
from tests.model.tight import tight
from tests.random_scenarios import random_scenario

BATCH = 15


def agree(programme: Programme) -> bool:
    """Whether there is a plan; solver and enumeration must say the same of it, and of its cost."""
    found = best(programme)
    assert found.objective == cheapest(programme)
    if found.infeasible:
        return False
    verdict = verdict_of(programme, found)
    assert verdict.clean, verdict.violations
    assert verdict.ledger.objective == found.objective
    return True


DRAWN: dict[str, Callable[[int], Json]] = {
    "from the start": lambda seed: random_scenario(random.Random(seed), "tiny"),
    "in mid-period": midway,
    "under tight limits": tight,
}
"""Kinds of tiny scenarios. Facts stop nothing by breaches that they alone cause; adopted dates often do."""


def share(kind: str, seeds: range) -> float:
    """The share of drawn scenarios that have a plan."""
    return sum(agree(Programme(parse_scenario(DRAWN[kind](seed)))) for seed in seeds) / len(seeds)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, BATCH))
@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.requirement("REQ-10")
def test_the_optimum_is_that_of_trying_every_plan(kind: str, first: int) -> None:
    assert share(kind, range(first, first + BATCH)) > 0.3


@pytest.mark.slow
@pytest.mark.parametrize("rule", DROPPABLE, ids=str)
def test_together_they_use_every_rule(rule: Rule) -> None:
    """In some drawn scenario the optimum breaks this rule, and none other, where the model is built without it."""
    assert any(_bites(Programme(parse_scenario(document)), rule) for document in _drawn(rule))


def _drawn(rule: Rule) -> Iterator[Json]:
    limits = (Rule.CHANGE_LOAD, Rule.CUTOVER_LIMIT, Rule.CAMEL_LIMIT, Rule.BABY_LIMIT, Rule.MILESTONE_DUE)
    past = (Rule.PINNED, Rule.NOT_BEFORE)
    kind = "under tight limits" if rule in limits else "in mid-period" if rule in past else "from the start"
    return (DRAWN[kind](seed) for seed in range(100))


def _bites(programme: Programme, rule: Rule) -> bool:
    found = best(programme, rule)
    return found.decisions is not None and verdict_of(programme, found).broken == {rule}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(60, 360, 60))
@pytest.mark.parametrize("kind", DRAWN)
def test_many_more(kind: str, first: int) -> None:
    assert share(kind, range(first, first + 60)) > 0.4


def test_a_model_that_a_solver_once_called_infeasible() -> None:
    assert agree(Programme(parse_scenario(DRAWN["from the start"](94))))
