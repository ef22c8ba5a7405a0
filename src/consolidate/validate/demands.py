"""What warnings are judged from: a programme with the bounds and tables that several of them read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from consolidate.graph.bounds import Bounds
from consolidate.graph.network import Network, network_of
from consolidate.graph.windows import open_bounds, open_options, shortest_options
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step
from consolidate.programme.usage import pool_capacity
from consolidate.scenario.document import Scenario


class Work(NamedTuple):
    """A step under one option of its domain (None for a measure), and its place in the bounds."""

    step: Step
    option: Option | None
    place: int


class Demands:
    """A programme, its open options, and bounds that hold whatever is chosen; each made once."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.scenario: Scenario = programme.scenario
        self._capacity: dict[tuple[str, str], list[int]] = {}
        self._most: dict[tuple[str, str], int] = {}

    @cached_property
    def options(self) -> dict[str, tuple[Option, ...]]:
        """By domain: the options that are open."""
        return open_options(self.programme)

    @cached_property
    def bounds(self) -> Bounds:
        """Earliest and latest weeks over all open options."""
        return open_bounds(self.programme)

    @cached_property
    def network(self) -> Network:
        """The graph of each domain's shortest option."""
        return network_of(self.programme, shortest_options(self.programme, self.bounds))

    @cached_property
    def work(self) -> tuple[Work, ...]:
        """Every measure, and every step of every open option, but for what has happened."""
        return tuple(
            Work(node.step, None if node.owner is None else node.owner[1], place)
            for place, node in enumerate(self.bounds.nodes)
            if node.step is not None and node.id not in self.programme.occurred
        )

    def capacity(self, pool: str, skill: str) -> list[int]:
        """Tenths of a person by week."""
        if (pool, skill) not in self._capacity:
            self._capacity[pool, skill] = pool_capacity(self.programme, pool, skill)
        return self._capacity[pool, skill]

    def most(self, pools: Iterable[str], skill: str) -> int:
        """The most tenths of a skill that any of some pools ever has."""
        return max((self._most_of(pool, skill) for pool in pools), default=0)

    def _most_of(self, pool: str, skill: str) -> int:
        if (pool, skill) not in self._most:
            self._most[pool, skill] = max(self.capacity(pool, skill), default=0)
        return self._most[pool, skill]

    def real_options(self, domain: str) -> tuple[Option, ...]:
        """Open options of a domain but for staying as it is."""
        return tuple(option for option in self.options[domain] if not option.stays)

    def may_stay(self, domain: str) -> bool:
        """Whether a domain may be left as it is."""
        return any(option.stays for option in self.options[domain])

    def unavoidable(self, works: Iterable[Work]) -> bool:
        """Whether every plan takes at least one of some steps: a measure, or one under each option of a domain."""
        options: dict[str, set[Option]] = {}
        for work in works:
            if work.step.domain is None or work.option is None:
                return True
            options.setdefault(work.step.domain, set()).add(work.option)
        return any(set(self.options[domain]) <= found for domain, found in options.items())

    def path(self, work: Work) -> str:
        """Where a step is written: a measure, a template's step, or a domain's own form of it."""
        step = work.step
        if step.domain is None:
            return f"measures.{step.id}"
        template = "joint"
        if step.kind is Kind.LOCAL and step.municipality is not None and work.option is not None:
            path = self.programme.path(step.domain, step.municipality, work.option)
            template = "light" if path == "light" else "full"
        own = getattr(self.scenario.domains[step.domain].templates, template)
        prefix = f"domains.{step.domain}." if step.name in own else ""
        return f"{prefix}templates.{template}.{step.name}"

    def grouped(self, works: Iterable[Work]) -> Iterator[tuple[str, list[Work]]]:
        """Steps by where they are written, in order of path."""
        groups: dict[str, list[Work]] = {}
        for work in works:
            groups.setdefault(self.path(work), []).append(work)
        yield from sorted(groups.items())


def step_ids(works: Iterable[Work]) -> list[str]:
    """Ids of steps, sorted, each once."""
    return sorted({work.step.id for work in works})
