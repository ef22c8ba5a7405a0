"""What a warning is, and the few forms in which it names weeks and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from consolidate.programme.programme import Programme
from consolidate.text import _

LISTED = 5
"""Names listed in a sentence before it says how many more there are."""


@dataclass(frozen=True)
class Warning:
    """One thing about a document that a planner should know before planning.

    ``kind`` is its name in the table of warnings; ``path`` leads to the field that would be changed; ``text`` is a
    sentence; ``data`` has the facts in it, as JSON can hold them. ``certain``: while it stands there is no plan.
    """

    kind: str
    path: str
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    certain: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


def day_text(programme: Programme, week: int) -> str:
    """The Monday of a week."""
    return programme.timeline.day(week).isoformat()


def friday_text(programme: Programme, end: int) -> str:
    """The Friday before an exclusive end week, on which people see the work done."""
    return programme.timeline.day_at(7 * end - 3).isoformat()


def listed(names: Iterable[str]) -> str:
    """Names in a sentence, the first few of them."""
    found = sorted(set(names))
    if len(found) <= LISTED + 1:
        return ", ".join(found)
    return _("{names} and {count} more").format(names=", ".join(found[:LISTED]), count=len(found) - LISTED)


def spans(weeks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Weeks drawn together into half-open spans."""
    for _key, group in groupby(enumerate(sorted(weeks)), key=lambda pair: pair[1] - pair[0]):
        members = [week for _place, week in group]
        yield members[0], members[-1] + 1


def money_text(amount: int) -> str:
    """Whole money with thousands set apart."""
    return f"{amount:,}"
