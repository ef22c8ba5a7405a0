"""Contracts of old products: when they may end, and when notice must be given (SPEC §4, §7.8).

A contract ends at its last day or a later term end, by a priced extension, or for a fee when decommissioning has
ended. Contracts are compared by day; days are counted from week 0's Monday.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from consolidate.programme.timeline import Timeline
from consolidate.scenario.today import Contract


@dataclass(frozen=True)
class Ending:
    """One way a contract may end: through ``last_day`` (a day index), by ``term`` or ``extension``.

    ``notice`` is the last day index on which notice may be given, None where no notice is needed. ``cost`` is what
    an extension costs, paid on day ``paid``.
    """

    by: str
    last_day: int
    notice: int | None
    cost: int = 0
    paid: int = 0


def plus_months(day: date, months: int) -> date:
    """A day some months later; a month's last day stays a month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(min(index, 9998 * 12), 12)
    length = monthrange(year, month + 1)[1]
    at_month_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if at_month_end else min(day.day, length))


def _term_ends(contract: Contract, until: date) -> Iterator[date]:
    """Term ends from the first to the first that lies on or after ``until``."""
    last, months = contract.last_day, contract.renewal
    yield last
    while contract.renewal and last < until:
        last = plus_months(contract.last_day, months)
        yield last
        months += contract.renewal


def endings(contract: Contract, timeline: Timeline) -> tuple[Ending, ...]:
    """Every way a contract may end but for its fee, the earliest first.

    Listed until one lies so late that a step ending with the period could still be followed by notice.
    """
    needs_notice = contract.renewal > 0
    margin = timedelta(days=7 * contract.notice_weeks)
    horizon = timeline.day(timeline.weeks) + margin
    found = []
    for last in _term_ends(contract, horizon):
        notice = timeline.day_index(last - margin) if needs_notice else None
        found.append(Ending("term", timeline.day_index(last), notice))
    if contract.extension is not None:
        last = plus_months(contract.last_day, contract.extension.months)
        paid = timeline.day_index(contract.last_day) + 1
        found.append(Ending("extension", timeline.day_index(last), None, contract.extension.cost, paid))
    return tuple(sorted(found, key=lambda ending: (ending.last_day, ending.by)))


def fee_until(contract: Contract, timeline: Timeline) -> int | None:
    """The last day on which the fee may end the contract, or None where any day will do."""
    return timeline.day_index(contract.last_day) if contract.renewal == 0 else None
