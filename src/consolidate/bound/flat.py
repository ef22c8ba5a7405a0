"""Blocks and prices as flat arrays for compiled code (``pricing.py``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.nodes import Block
from consolidate.bound.rows import Rows
from consolidate.bound.uses import WORK
from consolidate.programme.steps import Step

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Flat(NamedTuple):
    """A block's steps by number, with ragged parts: each step's lines are ``[at[n], at[n + 1])``.

    ``base`` weight by node and start week, ``open`` likewise; ``end`` by table and start week, ``table`` by step.
    ``use``: amount, span, weeks, first and last + 1 line of ``pair`` (a resource in a calendar). ``pay``: payer,
    amount. ``before`` and ``after``: order rows that the step ends, and that it starts.
    """

    base: Ints
    open: Flags
    end: Ints
    table: Ints
    pays_end: Flags
    use_at: Ints
    use: Ints
    pair: Ints
    pay_at: Ints
    pay: Ints
    before_at: Ints
    before: Ints
    after_at: Ints
    after: Ints


class Tariff(NamedTuple):
    """What rows' prices come to: running sums by pair and week, money by payer and week, order by row and week.

    ``order[r, s]`` is what a start in week s pays, and what an end (with its lag) in week s is paid.
    """

    pair: Ints
    resource: Ints
    by_start: Ints
    by_end: Ints
    order: Ints
    lag: Ints


class Broken(NamedTuple):
    """How far rows are broken, to be added up: weeks by resource, money spent by payer and year, order by week."""

    week: Floats
    spent: Floats
    order: Floats


class Pairs:
    """Resources in calendars: which weeks of a resource a span of weeks counts."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.numbers: dict[tuple[int, frozenset[int]], int] = {}

    def number(self, resource: int, step: Step, span: int) -> int:
        """The pair of a resource and a step's working weeks, or all weeks where it is not work."""
        rests = self.rows.programme.paused(step) if span == WORK else frozenset()
        return self.numbers.setdefault((resource, frozenset(rests)), len(self.numbers))

    def resources(self) -> Ints:
        """The resource of each pair."""
        return np.array([resource for resource, _ in self.numbers], dtype=np.int64)

    def works(self) -> Flags:
        """By pair and week: whether the week counts."""
        found = np.ones((len(self.numbers), self.rows.weeks), dtype=np.bool_)
        for place, (_, rests) in enumerate(self.numbers):
            found[place, [week for week in rests if week < self.rows.weeks]] = False
        return found


def flatten(block: Block, rows: Rows, pairs: Pairs) -> Flat:
    """A block as arrays."""
    tables: dict[bytes, int] = {}
    ends: list[Ints] = []
    table = np.zeros(len(block.steps), dtype=np.int64)
    for number, own in enumerate(block.ends):
        key = own.tobytes()
        if key not in tables:
            tables[key] = len(ends)
            ends.append(own)
        table[number] = tables[key]
    use: list[list[tuple[int, ...]]] = []
    pay: list[list[tuple[int, ...]]] = []
    pair: list[int] = []
    before, after = [], []
    for step in block.steps:
        lines: list[tuple[int, ...]] = []
        for one in rows.uses(step):
            first = len(pair)
            pair += [pairs.number(resource, step, one.span) for resource in one.resources]
            lines.append((one.amount, one.span, one.weeks, first, len(pair)))
        use.append(lines)
        pay.append(list(rows.payments(step)))
        first_in, second_in = rows.orders_of(step.id)
        before.append(first_in)
        after.append(second_in)
    weeks = rows.weeks
    return Flat(
        np.array(block.weights, dtype=np.int64).reshape(-1, weeks),
        np.array(block.opens, dtype=np.bool_).reshape(-1, weeks),
        np.array(ends, dtype=np.int64).reshape(-1, weeks),
        table,
        np.array([step.pays_end for step in block.steps], dtype=np.bool_),
        *_ragged(use, 5),
        np.array(pair, dtype=np.int64),
        *_ragged(pay, 2),
        *_listed(before),
        *_listed(after),
    )


def _ragged(lines: list[list[tuple[int, ...]]], width: int) -> tuple[Ints, Ints]:
    values = [value for own in lines for value in own]
    return _starts(lines), np.array(values, dtype=np.int64).reshape(-1, width)


def _listed(lines: list[list[int]]) -> tuple[Ints, Ints]:
    return _starts(lines), np.array([value for own in lines for value in own], dtype=np.int64)


def _starts(lines: Iterable[list[tuple[int, ...]] | list[int]]) -> Ints:
    return np.concatenate(([0], np.cumsum([len(own) for own in lines], dtype=np.int64))).astype(np.int64)
