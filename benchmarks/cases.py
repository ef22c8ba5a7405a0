"""What is measured: scenarios by name, and which ways of planning are tried on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import scenario as generated
from benchmarks.sizes import SIZES
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario, read_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SHIPPED = {
    "two-towns": SCENARIOS / "two-towns.json",
    "merger": SCENARIOS / "merger.json",
    "knps-core": SCENARIOS / "knps" / "knps-core.json",
    "knps-2007": SCENARIOS / "knps" / "knps-2007.json",
}
LARGE = ("S1", "S2", "S3", "knps-core", "knps-2007")
"""Too large for one solve of the whole model, all but the first."""
SMALL = ("S1", "two-towns", "merger")
"""Small enough to set one solve of the whole model beside the search."""


def load(case: str) -> Scenario:
    """The scenario of a case; generated ones are always of seed 1."""
    return read_scenario(SHIPPED[case]) if case in SHIPPED else parse_scenario(generated(SIZES[case], 1))


@dataclass(frozen=True)
class Task:
    """One thing to measure. ``limit``: seconds of solving."""

    case: str
    solver: str
    seed: int
    limit: float

    @property
    def key(self) -> str:
        """The name under which the result is kept."""
        return f"{self.case}/{self.seed}/{self.solver}/{self.limit:g}"


@dataclass(frozen=True)
class Extent:
    """How much is measured: cases, seeds, and seconds by way of planning."""

    large: tuple[str, ...]
    small: tuple[str, ...]
    seeds: int
    limits: dict[str, float]

    def tasks(self) -> Iterator[Task]:
        """Everything to be measured, case by case and seed by seed, so that a broken run leaves whole rows."""
        for case in dict.fromkeys((*self.large, *self.small)):
            solvers = ("first", "annealing", "search") if case in self.large else ("search",)
            for seed in range(1, self.seeds + 1):
                for solver in (*solvers, *(("model",) if case in self.small else ())):
                    yield Task(case, solver, seed, self.limits[solver])


DEFAULT = Extent(LARGE, SMALL, 3, {"first": 0, "annealing": 8, "search": 20, "model": 20})
"""About a quarter of an hour."""
QUICK = Extent(("S1", "knps-core"), ("S1", "two-towns"), 1, {"first": 0, "annealing": 4, "search": 10, "model": 10})
"""Less than two minutes."""
