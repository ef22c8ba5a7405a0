"""What is planned: scenarios by name, or of a file; and one thing to measure on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import scenario as generated
from benchmarks.sizes import ALL_SIZES
from consolidate.errors import UnknownName
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario, read_scenario

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
SHIPPED = {
    "two-towns": SCENARIOS / "two-towns.json",
    "merger": SCENARIOS / "merger.json",
    "knps-core": SCENARIOS / "knps" / "knps-core.json",
    "knps-2007": SCENARIOS / "knps" / "knps-2007.json",
}
WITHOUT = " without "
"""In a way of planning: between ``search`` and the parts that it does without (names joined by ``+``)."""


def load(case: str) -> Scenario:
    """The scenario of a case: a shipped one by name, a size (``S3``, of generator seed 2: ``S3:2``), or a file.

    Raises:
        FaultyDocument: the file holds no sound scenario.
        UnknownName: there is no such case.
    """
    size, _, seed = case.partition(":")
    if case in SHIPPED:
        return read_scenario(SHIPPED[case])
    if size in ALL_SIZES and (seed.isdigit() or not seed):
        return parse_scenario(generated(ALL_SIZES[size], int(seed or 1)))
    if not Path(case).exists():
        names = ", ".join((*SHIPPED, *ALL_SIZES))
        raise UnknownName(f"{case}: no file, and none of {names}")
    return read_scenario(Path(case))


@dataclass(frozen=True)
class Task:
    """One thing to measure: a case, planned in one of the ways of `benchmarks.measure`. ``limit``: seconds."""

    case: str
    way: str = "search"
    limit: float = 60
    seed: int = 1
    workers: int = 2

    @property
    def group(self) -> str:
        """The name that it shares with the tasks that differ in their seed alone."""
        return f"{self.case}/{self.way}/{self.limit:g}s/{self.workers}w"

    @property
    def key(self) -> str:
        """The name under which the result is kept."""
        return f"{self.group}/{self.seed}"
