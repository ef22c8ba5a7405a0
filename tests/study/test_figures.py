"""Figures with noise and proof: arithmetic that never says more than is known."""

from __future__ import annotations

import random

import pytest

from consolidate.study.figures import ZERO, Figure, Told, told
from consolidate.units import FINE, Fine


def money(amount: float | None) -> Fine | None:
    return None if amount is None else Fine(round(amount * FINE))


def figure(estimate: float | None, noise: float = 0, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(money(estimate), Fine(round(noise * FINE)), money(low), money(high))


def test_a_difference_keeps_estimate_noise_and_both_ends() -> None:
    assert figure(120, 3, 100, 120) - figure(90, 2, 80, 90) == figure(30, 5, 10, 40)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [((None, None), (5, 9), None, None), ((5, None), (1, 2), 3, None), ((5, 7), (None, 2), 3, None)],
)
def test_an_open_end_stays_open(
    one: tuple[float | None, float | None], other: tuple[float | None, float | None], low: float, high: float | None
) -> None:
    found = figure(None, 0, *one) - figure(1, 0, *other)
    assert (found.estimate, found.low, found.high) == (None, money(low), money(high))


def test_the_true_difference_always_lies_in_the_interval() -> None:
    rng = random.Random(5)
    for _round in range(200):
        truths = [rng.uniform(0, 100) for _side in range(2)]
        sides = [figure(truth, 0, truth - rng.uniform(0, 9), truth + rng.uniform(0, 9)) for truth in truths]
        found = sides[0] - sides[1]
        assert found.low is not None
        assert found.high is not None
        assert found.low - 2 <= (truths[0] - truths[1]) * FINE <= found.high + 2


@pytest.mark.parametrize(
    ("given", "sureness"),
    [
        (figure(5, 1, 0.1, 9), "proven"),
        (figure(-5, 1, -9, -0.1), "proven"),
        (figure(5, 1, 0, 9), "clear"),
        (figure(1, 1, 0, 9), "not_seen"),
        (figure(1.00001, 1, 0, 9), "clear"),
        (figure(0.5, 0, 0, 9), "not_seen"),
        (figure(None, 1, 0, None), "unknown"),
        (figure(None, 1, 2, None), "proven"),
    ],
)
def test_how_sure_it_is_that_there_is_a_difference(given: Figure, sureness: str) -> None:
    assert given.sureness == sureness


def test_what_cannot_be_below_nothing_is_not_shown_so() -> None:
    assert figure(-2, 1, -8, 4).at_least(ZERO) == figure(0, 1, 0, 4)
    assert figure(3, 1, None, None).at_least(ZERO) == figure(3, 1, 0, None)


def test_a_document_rounds_outwards() -> None:
    written = told(figure(1.5, 0.2, 0.9, 2.1))
    assert (written.estimate, written.noise, written.proven, written.sureness) == (2, 1, (0, 3), "proven")
    assert Told.model_validate_json(written.model_dump_json()) == written
