"""Minimum cuts against trying every start: precedence, closed weeks and any cost by week."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from consolidate.bound.closure import Closure, Flags, Ints, Link

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


def test_a_cut_finds_what_trying_everything_finds() -> None:
    rng, possible = random.Random(7), 0
    for _case in range(CASES):
        opens, links, weights = drawn(rng)
        least = tried(opens, links, weights)
        closure = Closure(opens, links)
        assert closure.feasible == (least is not None)
        if least is not None:
            possible += 1
            value, starts = closure.solve(weights)
            assert value == least
            assert sum(int(weight[start]) for weight, start in zip(weights, starts, strict=True)) == least
    assert CASES // 2 < possible < CASES


def test_weights_change_and_the_network_stays() -> None:
    opens = [np.ones(5, dtype=np.bool_)] * 2
    closure = Closure(opens, [Link(0, 1, np.arange(5) - 2)])
    late, early = np.array([9, 7, 5, 3, 1]), np.array([1, 3, 5, 7, 9])
    assert closure.solve([early, early])[0] == 1 + 5  # 0 in week 0, 1 two weeks later
    assert closure.solve([late, late])[0] == 5 + 1  # 0 in week 2, so that 1 can be in week 4
    assert closure.solve([early, late])[1].tolist() == [0, 4]


@pytest.mark.parametrize("lag", [5, 9])
def test_a_chain_that_does_not_fit_is_not_feasible(lag: int) -> None:
    opens = [np.ones(5, dtype=np.bool_)] * 2
    assert not Closure(opens, [Link(0, 1, np.maximum(np.arange(5) - lag, -1))]).feasible
