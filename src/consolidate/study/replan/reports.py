"""Several reports of what has happened, put together as one; a new one, judged beside those that came before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from consolidate.errors import Fault, FaultyDocument
from consolidate.scenario.base import Day
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.study.replan.reported import ACTUALS, ACTUALS_FORMAT, STATUS, aged, form_faults, reported
from consolidate.study.variants import document_of

Report = Mapping[str, Any]
_DAY: TypeAdapter[date] = TypeAdapter(Day)


def merged(scenario: Scenario, reports: Sequence[Report], day: date) -> dict[str, Any]:
    """One report that tells a scenario by a day what all reports up to that day tell it, one after the other.

    ``reports`` were judged once, and stand in the order in which they came. They count in the order of their status
    dates, those of one day as they came: who speaks of a later day knows more, and has the last word where both
    speak of the same thing. So a correction of an older day that comes late is not lost, since it adds what no
    later report says, and counts in every plan that is made for a day between; and it does not undo what is known
    by now. Who wants to take back what a later report says reports that for the later day. What the scenario itself
    tells counts as told on its own status date. Weeks that a step had left are counted from the day of whoever told
    them.
    """
    known = aged(document_of(scenario).get(ACTUALS, {}), scenario, scenario.status, day)
    dated = [(day_of(one), one.get(ACTUALS, {})) for one in reports]
    told = sorted((pair for pair in dated if pair[0] <= day), key=lambda pair: pair[0])
    older = [aged(actuals, scenario, when, day) for when, actuals in told if when < scenario.status]
    newer = [aged(actuals, scenario, when, day) for when, actuals in told if when >= scenario.status]
    found: dict[str, Any] = {}
    for actuals in (*older, known, *newer):
        found = merge_patch(found, actuals)
    return {"format": ACTUALS_FORMAT, STATUS: day.isoformat(), ACTUALS: _difference(known, found)}


def judged(scenario: Scenario, earlier: Sequence[Report], report: dict[str, Any]) -> date:
    """The status date of a report that can stand beside the earlier ones, which are in the order in which they came.

    It is judged together with all reports up to its day, and with all there are, since later ones stand on top of it.

    Raises:
        FaultyDocument: the report is wrong in itself, or cannot be true beside the others; it holds every fault.
    """
    if any(form_faults(report)) or not _is_day(report[STATUS]):
        reported(scenario, report)
    day, together = day_of(report), (*earlier, report)
    last = min(max(day_of(one) for one in together), scenario.period.end)
    faults: list[Fault] = []
    for until in sorted({day, max(day, last)}):
        try:
            reported(scenario, merged(scenario, together, until))
        except FaultyDocument as error:
            faults += error.faults
    if faults:
        raise FaultyDocument(faults)
    return day


def day_of(report: Report) -> date:
    """The status date of a report that has one."""
    return _DAY.validate_python(report[STATUS])


def _is_day(value: Any) -> bool:
    try:
        _DAY.validate_python(value)
    except ValidationError:
        return False
    return True


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that makes the one of the other (RFC 7396); what is new in it holds no null."""
    found: dict[str, Any] = {name: None for name in old if name not in new}
    for name, value in new.items():
        before = old.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            if inner := _difference(before, value):
                found[name] = inner
        elif name not in old or before != value:
            found[name] = value
    return found
