"""Entries of the ledger, and the kinds they are of (SPEC §3)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from consolidate.units import Fine, half_up


class EntryKind(StrEnum):
    """What an entry is for; the order is the order in which tables list them."""

    JOINT_ONE_OFF = "joint_one_off"
    LOCAL_ONE_OFF = "local_one_off"
    LEAVING_FEE = "leaving_fee"
    EXTENSION = "extension"
    RENEWAL = "renewal"
    RUNNING_OLD = "running_old"
    RUNNING_NEW = "running_new"
    BUDGET_EFFECT = "budget_effect"
    LATENESS = "lateness"
    BURDEN = "burden"
    BABY = "baby"
    WINDOW = "window"
    OVER_BUDGET = "over_budget"
    OVER_LOAD = "over_load"
    OVER_CAMELS = "over_camels"
    OVER_BABIES = "over_babies"
    MOVED_PROMISE = "moved_promise"
    TIME_RELEASED = "time_released"


ONE_OFF = frozenset(
    {
        EntryKind.JOINT_ONE_OFF,
        EntryKind.LOCAL_ONE_OFF,
        EntryKind.LEAVING_FEE,
        EntryKind.EXTENSION,
        EntryKind.RENEWAL,
    }
)
"""What counts against budgets."""

INVESTMENT = ONE_OFF - {EntryKind.RENEWAL}
"""What a programme costs once: a known renewal would have to be paid without it too."""

RUNNING = frozenset({EntryKind.RUNNING_OLD, EntryKind.RUNNING_NEW})
CASH = ONE_OFF | RUNNING | {EntryKind.BUDGET_EFFECT}
PRICED = frozenset(EntryKind) - CASH - {EntryKind.TIME_RELEASED}
NO_ONE = "-"
"""Payer and bearer of priced terms: nobody pays them."""


class Entry(NamedTuple):
    """One movement: ``amount`` in whole money (gains negative), ``present_value`` in hundred-thousandths.

    A flow has ``until`` (exclusive) and ``yearly``; its ``amount`` is the nominal sum between the two dates. ``of``
    names what it is for: a step, a contract, a milestone, a window.
    """

    date: datetime.date
    payer: str
    bearer: str
    kind: EntryKind
    domain: str | None
    municipality: str | None
    amount: int
    present_value: Fine
    of: str
    until: datetime.date | None = None
    yearly: int = 0


def weighed(entry: Entry, time_released_weight: Fraction) -> int:
    """What an entry adds to the objective: time released by its own weight, all else as it is."""
    if entry.kind is EntryKind.TIME_RELEASED:
        return half_up(entry.present_value * time_released_weight)
    return entry.present_value


def total(entries: Iterable[Entry], of: Callable[[Entry], bool]) -> Fine:
    """The present value of all entries for which ``of`` holds."""
    return Fine(sum(entry.present_value for entry in entries if of(entry)))
