"""What the suite measures: the figures that are asked for, ways side by side, growth, and what each part is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.cases import WITHOUT, Task
from benchmarks.sizes import DOUBLING

PARTS = ("guidance", "key_search", "neighbourhoods", "ascent")
"""What the search can do without (`Limits.without`)."""


@dataclass(frozen=True)
class GapFigure:
    """A case and its limit in seconds; the gap of gross cost that the plan must have, and aims at, in per cent."""

    case: str
    limit: float
    must: float | None
    aim: float

    @property
    def task(self) -> Task:
        """What is measured for it."""
        return Task(self.case, limit=self.limit)


GAPS = (
    GapFigure("knps-2007", 60, 5.5, 3),
    GapFigure("knps-2007", 180, 4.5, 2),
    GapFigure("knps-2007", 600, 4, 1),
    GapFigure("knps-core", 60, 3.5, 1.5),
    GapFigure("knps-core", 600, 2.5, 0),
    GapFigure("S2", 60, 6, 3),
    GapFigure("S3", 60, 8, 4),
    GapFigure("S4", 180, 8, 5),
    GapFigure("S5", 180, 9, 5),
    GapFigure("S6", 180, None, 8),
)
PROOFS = {"two-towns": (10, 2), "merger": (10, 2), "S1": (40, 10)}
"""Seconds in which the best plan must be proven, and should be."""
PROOF_LIMIT = 40.0
LITERATURE_AIMS = {"PSPLIB-J60": 0.12, "PSPLIB-J90": 0.68, "PSPLIB-J120": 1.37, "RG300": 2.96}
"""Mean gap to the best known, in per cent: what PyJobShop needs 900 s for."""
PEERS = {"pyjobshop": "PyJobShop", "plain": "whole model alone"}
"""What solves instances from the literature beside the search, by its name there."""
LITERATURE_SAMPLE, LITERATURE_LIMIT = 10, 30
"""Files of each set, and seconds."""
SMALL = tuple(PROOFS)
LARGE = ("S1", "S2", "S3", "knps-core", "knps-2007")
MODEL_TOO = ("two-towns", "merger", "S1", "S2", "knps-core", "knps-2007")
"""Cases on which the whole model alone is tried as well; its limit is that of the search beside it."""
ANNEALING_SECONDS = 8.0
ABLATED = ("knps-2007", "S3")
ABLATION_LIMIT = 60.0
PROFILED = ("knps-2007", "S4")
GROWING = (*DOUBLING, "S6")
GROWTH_LIMIT = 180.0


def figures() -> Iterator[Task]:
    """The whole search on every case of the table."""
    for case in SMALL:
        yield Task(case, limit=PROOF_LIMIT)
    for gap in GAPS:
        yield gap.task


def ways() -> Iterator[Task]:
    """First pass, annealing, the whole model alone, and the search beside them."""
    for case in dict.fromkeys((*SMALL, *LARGE)):
        limit = min((gap.limit for gap in GAPS if gap.case == case), default=PROOF_LIMIT)
        if case in LARGE:
            yield Task(case, "first", 0)
            yield Task(case, "annealing", ANNEALING_SECONDS)
        yield Task(case, limit=limit)
        if case in MODEL_TOO:
            yield Task(case, "model", limit)


def growing() -> Iterator[Task]:
    """The same shape, each time with twice as many municipalities."""
    for case in GROWING:
        yield Task(case, "growth", GROWTH_LIMIT)


def ablation() -> Iterator[Task]:
    """The search, and the search without each of its parts."""
    for case in ABLATED:
        yield Task(case, limit=ABLATION_LIMIT)
        for part in PARTS:
            yield Task(case, f"search{WITHOUT}{part}", ABLATION_LIMIT)


def profiles() -> Iterator[Task]:
    """Where the time goes."""
    for case in PROFILED:
        yield Task(case, "profile")


GROUPS = {"figures": figures, "ways": ways, "growth": growing, "ablation": ablation, "profile": profiles}
ONE_SEED = ("growth", "profile")


def quick() -> Iterator[Task]:
    """A few short ones of each kind, to see that everything works: two minutes, and no figures to tell anybody."""
    yield from (Task("two-towns", limit=3), Task("two-towns", "model", 3), Task("S1", "first", 0))
    yield from (Task("S1", "annealing", 3), Task("S1", limit=5), Task("S1", "model", 5), Task("knps-core", limit=15))
    yield from (Task("knps-core", f"search{WITHOUT}neighbourhoods", 15), Task("D10", "growth", 20))


def planned(groups: Sequence[str], seeds: int, workers: int) -> list[Task]:
    """Everything to be measured, each task once, group by group, a seed of all before the next."""
    found: dict[Task, None] = {}
    for group in groups:
        tasks = list(GROUPS[group]())
        for seed in range(1, (1 if group in ONE_SEED else seeds) + 1):
            found |= dict.fromkeys(replace(task, seed=seed, workers=workers) for task in tasks)
    return list(found)
