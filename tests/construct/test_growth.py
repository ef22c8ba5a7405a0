"""What is built grows in step with the number of municipalities: counted, not timed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from benchmarks.generate import scenario
from benchmarks.sizes import Size

from consolidate.construct.fitting import new_state
from consolidate.construct.layout import Layout, lay_out
from consolidate.graph.lattice import Lattice
from consolidate.graph.windows import open_options
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario

MOST = 2.2
"""By how much anything may grow as the number of municipalities doubles."""


@cache
def made(municipalities: int) -> Programme:
    return Programme(parse_scenario(scenario(Size("growth", municipalities, 12, 6), 1)))


@cache
def laid_out(municipalities: int) -> Layout:
    programme = made(municipalities)
    return lay_out(programme, open_options(programme))


def size(*tuples: tuple[np.ndarray, ...]) -> int:
    """Bytes of all arrays."""
    return sum(array.nbytes for arrays in tuples for array in arrays)


@pytest.mark.parametrize("least", [12, 24])
def test_arrays_at_most_double(least: int) -> None:
    small, large = laid_out(least), laid_out(2 * least)
    for part in ("rows", "world", "systems"):
        assert size(getattr(large, part)) <= MOST * size(getattr(small, part)), part
    states = [new_state(layout.rows, layout.world) for layout in (small, large)]
    assert size(states[1]) <= MOST * size(states[0])


def test_tables_by_week_are_shared_by_all_municipalities() -> None:
    small, large = laid_out(12).rows, laid_out(48).rows
    for part in ("ends", "allowed", "paused", "soft"):
        assert len(getattr(large, part)) == len(getattr(small, part)), part


@pytest.mark.parametrize("least", [12, 24])
def test_nodes_and_waits_at_most_double(least: int) -> None:
    small, large = (Lattice(programme, open_options(programme)) for programme in (made(least), made(2 * least)))
    assert len(large.nodes) <= MOST * len(small.nodes)
    waits = [sum(len(node.before) for node in lattice.nodes) for lattice in (small, large)]
    assert waits[1] <= MOST * waits[0]
