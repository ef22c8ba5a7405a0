"""Municipalities, the bodies that decide, and the people who do the work."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from consolidate.scenario.base import (
    Count,
    Day,
    Doc,
    FreePercent,
    Id,
    Points,
    Soft,
    TenthsOfPerson,
    WeekCount,
)
from consolidate.scenario.windows import Window


class CutoverLimit(Doc):
    """At most ``max`` cutovers start in any ``weeks`` consecutive weeks."""

    max: Count
    weeks: Annotated[WeekCount, Field(ge=1)]


class ChangeCapacity(Soft):
    """Points of change that users and leaders can take at once; price per point-week over it."""

    points: Points


class Municipality(Doc):
    """A member of the co-operation."""

    inhabitants: Count = 0
    employees: Count = 0
    pcs: Count = 0
    change_capacity: Points | ChangeCapacity | None = None
    cutovers: CutoverLimit | None = None
    workplaces: dict[str, Count] = {}
    staff_moves: dict[Id, Count] = {}

    @property
    def capacity(self) -> ChangeCapacity | None:
        """The change capacity as an object, or None where there is no limit."""
        if isinstance(self.change_capacity, int):
            return ChangeCapacity(points=self.change_capacity)
        return self.change_capacity


class MonthlyMeeting(Doc):
    """A body that meets on the same day of each month, but for some months."""

    day: Annotated[int, Field(ge=1, le=31)]
    except_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()


class Body(Doc):
    """A body that decides; with ``municipality`` it is that municipality's council."""

    meets: tuple[Day, ...] | MonthlyMeeting
    municipality: Id | None = None


class Calendar(Doc):
    """Weeks closed for all or for one municipality, and percentages of pools by week."""

    closed: dict[Id, dict[Id, Window]] = {}
    capacity: dict[Id, dict[Day, FreePercent]] = {}


Pool = dict[Id, TenthsOfPerson | dict[Day, TenthsOfPerson]]
"""Skill → tenths of a person, constant or from a date on (before the first date: none)."""
