"""Searching in tests: a programme ready for construction, random ways to build a plan, and shipped scenarios."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from consolidate.check.verdict import Verdict, check
from consolidate.construct.problem import Problem
from consolidate.graph.windows import open_options
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario, read_scenario
from consolidate.solve.anneal import Annealing
from consolidate.solve.keys import Candidate, Units
from tests import ROOT
from tests.drawn.context import Json
from tests.random_scenarios import random_scenario

SCENARIOS = ROOT / "scenarios"


@cache
def shipped(name: str) -> Scenario:
    """A scenario that comes with the program."""
    return read_scenario(SCENARIOS / f"{name}.json")


def drawn(seed: int, size: str = "small") -> Json:
    return random_scenario(random.Random(seed), size)


def searching(document: Json | Scenario, seed: int = 1) -> Annealing:
    """What constructs plans of a scenario."""
    scenario = document if isinstance(document, Scenario) else parse_scenario(document)
    programme = Programme(scenario)
    problem = Problem(programme, open_options(programme))
    return Annealing(problem, Units(problem), random.Random(seed))


@dataclass(frozen=True)
class Built:
    """A constructed plan: what the construction says of it, and what checker and ledger say."""

    candidate: Candidate
    verdict: Verdict

    def __str__(self) -> str:
        broken = sorted(map(str, self.verdict.broken))
        return (
            f"{self.candidate.fine} against {self.verdict.ledger.objective}, excess {self.candidate.excess}, {broken}"
        )


def built(search: Annealing, times: int) -> Iterator[Built]:
    """Plans built from random targets and keys."""
    for _time in range(times):
        chosen = {domain: search.rng.choice(own) for domain, own in search.problem.options.items()}
        keys = search.units.first_keys(search.rng, search.rng.choice((0, 4, 20)))
        candidate = search.construct(Candidate(search.problem.consistent(chosen), keys))
        yield Built(candidate, check(search.problem.programme, search.decisions(candidate)))


def a_plan(document: Json | Scenario, seed: int = 1) -> Verdict:
    """A clean plan, as construction finds it."""
    return next(one.verdict for one in built(searching(document, seed), 100) if one.verdict.clean)
