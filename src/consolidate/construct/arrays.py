"""A programme as flat arrays, for compiled code.

A *node* is a step wherever it appears (slots first) or an event (a gate with no duration). A *row* is a step under
one option of its domain; choosing options means choosing the row of each slot, or none. Ragged data stands in one
array with the first line of each row. Weeks run to a horizon beyond the period, so that construction never comes to a
dead end: what lies beyond is penalised.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEVER = 1 << 40
UNLIMITED = 1 << 28


class Row(IntEnum):
    """Columns of ``Rows.row``; those that end in AT point to the first line of a ragged part."""

    ENDS = 0
    ALLOWED = 1
    PAUSED = 2
    SOFT = 3
    COST = 4
    PAYS_END = 5
    SETTLE_WEEKS = 6
    SETTLE_POINTS = 7
    SETTLE_ON = 8
    PROMISED = 9
    MOVE_FINE = 10
    MOVE_WEEK_FINE = 11
    CONTRACT = 12
    FACT = 13
    PRED_AT = 14
    NEED_AT = 15
    PAY_AT = 16
    LOAD_AT = 17
    GROUP_AT = 18


class Rows(NamedTuple):
    """Rows, their ragged parts, and the tables by start week that they share.

    ``pred``: node, lag, within (−1: none). ``need``: tenths, first line of its pools. ``pay``: payer, amount.
    ``load``: municipality, points. The last line of ``row`` and ``need`` only closes the ragged parts.
    """

    row: Ints
    pred: Ints
    need: Ints
    pool: Ints
    pay: Ints
    load: Ints
    group: Ints
    ends: Ints
    allowed: Ints
    paused: Ints
    soft: Ints


class World(NamedTuple):
    """What is the same under all options.

    ``size``: slots, nodes, weeks, horizon. ``limit``: change capacity and price per point (−1: hard). ``group``: most
    cutovers, weeks. ``payer``: carry-over in ten-thousandths, price over (−1: hard). ``year``: budget year of a week's
    Monday and of the day before. ``event``: slot, lag. ``milestone``: node, due, price (−1: hard). ``benefit``: node,
    table, yearly. ``ending``: last day, notice day, cost in fine, cost, year. ``contract``: first ending, fee (−1:
    none), last day of the fee, yearly running cost, payer, node that notice waits for.
    """

    size: Ints
    capacity: Ints
    limit: Ints
    group: Ints
    net: Ints
    payer: Ints
    year: Ints
    f: Ints
    running: Ints
    event_at: Ints
    event: Ints
    milestone: Ints
    benefit: Ints
    benefit_tables: Ints
    ending: Ints
    contract: Ints


class Systems(NamedTuple):
    """Each participant's old and new system under one option.

    ``system``: path (0 stays or fresh, 1 light, 2 full without contract, 3 full with one), old yearly cost, slot that
    ends the old one, new yearly cost, renewal's day, its value, cost, year and payer, slot of the cutover (−1: none),
    first line of ``start``.
    """

    system: Ints
    start: Ints


@dataclass
class Ragged:
    """Rows of different length in one array."""

    at: list[int]
    values: list[tuple[int, ...]]

    @classmethod
    def empty(cls) -> Ragged:
        """No rows yet."""
        return cls([0], [])

    def add(self, values: Iterable[tuple[int, ...]]) -> None:
        """One more row."""
        self.values.extend(values)
        self.at.append(len(self.values))

    def table(self, width: int) -> Ints:
        """All rows' values, one a line."""
        return lines(self.values, width)


class Tables:
    """Tables by week that many rows share, each kept once."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.tables: list[tuple[int, ...]] = []

    def number(self, table: tuple[int, ...]) -> int:
        """The number of a table."""
        if table not in self.numbers:
            self.numbers[table] = len(self.tables)
            self.tables.append(table)
        return self.numbers[table]

    def array(self, width: int) -> Ints:
        """All tables, one a line."""
        return lines(self.tables, width)


def lines(values: Sequence[tuple[int, ...]], width: int) -> Ints:
    """Lines of equal width as an array, which may have none."""
    return np.array(values, dtype=np.int64).reshape(-1, width)


def ints(values: Iterable[int]) -> Ints:
    """Whole numbers as an array."""
    return np.array(list(values), dtype=np.int64)
