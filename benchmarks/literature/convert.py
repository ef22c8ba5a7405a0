"""A project scheduling instance as an ordinary scenario, and the makespan of a plan.

Activities are measures, resources are skills of the joint pool, time units are weeks. One soft milestone, due at once,
lists what nothing else waits for and prices every week until all is done. The engine cannot tell where such a scenario
comes from.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from psplib import ProjectInstance

from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.document import Scenario

START = date(2007, 1, 1)
DONE = "done"
PRICE = 1_000
"""Of a week, in whole money."""
ROOM_PERCENT = 125
"""Length of the period, in per cent of a plan that takes the activities as they come."""
MOST_WEEKS = 366 * 40 // 7
"""The longest period that a scenario may have."""


def scenario_of(name: str, instance: ProjectInstance) -> dict[str, Any]:
    """The scenario document of an instance with one mode for each activity; ValueError where it has others."""
    if any(len(activity.modes) != 1 or activity.delays for activity in instance.activities):
        raise ValueError(f"{name}: several modes, or other waits than from end to start")
    awaited = _awaited(instance)
    kept = sorted(awaited)
    last = set(kept) - {place for waits in awaited.values() for place in waits}
    skills = [f"r{number}" for number in range(1, instance.num_resources + 1)]
    weeks = min(ROOM_PERCENT * len(_in_order(instance, awaited)) // 100, MOST_WEEKS)
    return {
        "format": "consolidate/scenario/1",
        "name": name,
        "period": {
            "start": str(START),
            "end": str(START + timedelta(weeks=weeks) - timedelta(days=1)),
        },
        "municipalities": {"town": {}},
        "pools": {
            "joint": {skill: resource.capacity for skill, resource in zip(skills, instance.resources, strict=True)}
        },
        "measures": {_id(place): _measure(instance, place, awaited[place], skills) for place in kept},
        "milestones": {
            DONE: {"due": str(START), "complete": [_id(place) for place in sorted(last)], "late_per_week": PRICE}
        },
    }


def makespan(scenario: Scenario, decisions: Decisions) -> int:
    """The weeks until everything is done."""
    reached = Schedule(Programme(scenario), decisions).reached(DONE)
    assert reached is not None
    return reached


def _id(place: int) -> str:
    """The name of an activity, numbered from 1 as in the files."""
    return f"a{place + 1:03}"


def _measure(instance: ProjectInstance, place: int, awaited: set[int], skills: list[str]) -> dict[str, Any]:
    mode = instance.activities[place].modes[0]
    staff = {skill: need for skill, need in zip(skills, mode.demands, strict=True) if need}
    measure: dict[str, Any] = {"weeks": mode.duration, "after": [_id(other) for other in sorted(awaited)]}
    return {**measure, "staff": staff} if staff else measure


def _awaited(instance: ProjectInstance) -> dict[int, set[int]]:
    """What each activity that takes time waits for; an activity without duration passes on what it waits for itself."""
    waits: dict[int, set[int]] = {place: set() for place in range(len(instance.activities))}
    for place, activity in enumerate(instance.activities):
        for successor in activity.successors:
            waits[successor].add(place)
    takes_time = [activity.modes[0].duration > 0 for activity in instance.activities]

    def lasting(place: int) -> set[int]:
        return {inner for other in waits[place] for inner in ({other} if takes_time[other] else lasting(other))}

    return {place: lasting(place) for place in waits if takes_time[place]}


def _in_order(instance: ProjectInstance, awaited: dict[int, set[int]]) -> list[list[int]]:
    """What each resource still has by week after placing each activity where it first fits: so many weeks suffice."""
    free: list[list[int]] = []
    ends: dict[int, int] = {}
    while len(ends) < len(awaited):
        for place in sorted(awaited.keys() - ends.keys()):
            if awaited[place] <= ends.keys():
                start = max((ends[other] for other in awaited[place]), default=0)
                ends[place] = _take(instance, place, start, free)
    return free


def _take(instance: ProjectInstance, place: int, start: int, free: list[list[int]]) -> int:
    """Take what an activity needs from the first week in which it fits; returns its end."""
    mode = instance.activities[place].modes[0]
    while True:
        free += [
            [resource.capacity for resource in instance.resources] for _ in range(start + mode.duration - len(free))
        ]
        span = range(start, start + mode.duration)
        short = [week for week in span if any(need > left for need, left in zip(mode.demands, free[week], strict=True))]
        if not short:
            break
        start = short[-1] + 1
    for week in span:
        free[week] = [left - need for left, need in zip(free[week], mode.demands, strict=True)]
    end: int = start + mode.duration
    return end
