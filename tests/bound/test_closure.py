"""Minimum cuts against trying every start: precedence, closed weeks and any cost by week."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from consolidate.bound.buckets import CLOSED
from consolidate.bound.closure import Closure, Flags, Ints, Link, narrowed

CASES = 400


def drawn(rng: random.Random) -> tuple[list[Flags], list[Link], list[Ints]]:
    """Up to four nodes over a few weeks, some weeks closed, some pairs linked."""
    weeks, nodes = rng.randint(3, 7), rng.randint(1, 4)
    opens = [np.array([rng.random() < 0.8 for _week in range(weeks)]) for _node in range(nodes)]
    links = []
    for before, after in itertools.combinations(range(nodes), 2):
        if rng.random() < 0.5:
            latest = np.arange(weeks) - rng.randint(0, 2)
            links.append(Link(before, after, np.where(latest < 0, -1, latest)))
    weights = [np.array([rng.randint(-20, 20) for _week in range(weeks)], dtype=np.int64) for _node in range(nodes)]
    return opens, links, weights


def tried(opens: list[Flags], links: list[Link], weights: list[Ints]) -> int | None:
    """The least weight of all starts that keep every link, None where there are none."""
    choices = [np.flatnonzero(weeks) for weeks in opens]
    values = [
        sum(int(weight[start]) for weight, start in zip(weights, starts, strict=True))
        for starts in itertools.product(*choices)
        if all(starts[link.before] <= link.latest[starts[link.after]] for link in links)
    ]
    return min(values, default=None)


def solved(opens: list[Flags], links: list[Link], weights: list[Ints], bucket: int = 1) -> tuple[int, Ints]:
    """The least weight by a cut, and the starts."""
    table = np.array([np.where(weeks, own, CLOSED) for weeks, own in zip(opens, weights, strict=True)])
    return Closure(opens, links, bucket).solve(table)


def test_a_cut_finds_what_trying_everything_finds() -> None:
    rng, possible = random.Random(7), 0
    for _case in range(CASES):
        opens, links, weights = drawn(rng)
        least = tried(opens, links, weights)
        possible_weeks = narrowed(opens, links)
        assert (possible_weeks is not None) == (least is not None)
        if possible_weeks is not None and least is not None:
            possible += 1
            value, starts = solved(possible_weeks, links, weights)
            assert value == least
            assert sum(int(weight[start]) for weight, start in zip(weights, starts, strict=True)) == least
    assert CASES // 2 < possible < CASES


def test_weeks_taken_together_never_cost_more_and_starts_are_open_and_worth_what_they_say() -> None:
    rng, less = random.Random(8), 0
    for _case in range(CASES):
        opens, links, weights = drawn(rng)
        possible_weeks = narrowed(opens, links)
        if possible_weeks is None:
            continue
        exact, _ = solved(possible_weeks, links, weights)
        for bucket in (2, 3, 9):
            value, starts = solved(possible_weeks, links, weights, bucket)
            assert value <= exact
            assert all(weeks[start] for weeks, start in zip(possible_weeks, starts, strict=True))
            assert sum(int(own[start]) for own, start in zip(weights, starts, strict=True)) == value
            less += value < exact
    assert less > CASES // 10


def test_weights_change_and_the_network_stays() -> None:
    opens = [np.ones(5, dtype=np.bool_)] * 2
    links = [Link(0, 1, np.arange(5) - 2)]
    possible = narrowed(opens, links)
    assert possible is not None
    closure = Closure(possible, links)
    late, early = np.array([9, 7, 5, 3, 1]), np.array([1, 3, 5, 7, 9])

    def total(*weights: Ints) -> tuple[int, Ints]:
        return closure.solve(np.where(possible, weights, CLOSED))

    assert total(early, early)[0] == 1 + 5  # 0 in week 0, 1 two weeks later
    assert total(late, late)[0] == 5 + 1  # 0 in week 2, so that 1 can be in week 4
    assert total(early, late)[1].tolist() == [0, 4]


@pytest.mark.parametrize("lag", [5, 9])
def test_a_chain_that_does_not_fit_has_no_weeks(lag: int) -> None:
    opens = [np.ones(5, dtype=np.bool_)] * 2
    assert narrowed(opens, [Link(0, 1, np.maximum(np.arange(5) - lag, -1))]) is None
