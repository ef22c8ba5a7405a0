"""A report of what has happened by a day, put into the scenario that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import parse_scenario
from consolidate.study.variants import document_of
from consolidate.text import _

ACTUALS_FORMAT = "consolidate/actuals/1"
STATUS, ACTUALS = "status_date", "actuals"
_REMARKS = ("name", "note", "source")
_LEFT = "remaining_weeks"


def reported(scenario: Scenario, report: dict[str, Any]) -> Scenario:
    """The scenario as it is after a report: ``status_date`` is the report's, ``actuals`` are added to what is known.

    A report is a merge patch (RFC 7396) of these two, so that null takes back what an earlier report said. Where it
    says nothing of a step that was known to be under way, the step ends when it was said to.

    Raises:
        FaultyDocument: the report holds something else, is older than the scenario's own status date, tells what has
            not happened yet, or is wrong in itself; it holds every fault that could be found.
    """
    faults = list(form_faults(report))
    patch = {name: report[name] for name in (STATUS, ACTUALS) if name in report}
    changed = None
    try:
        changed = parse_scenario(merge_patch(_known(scenario, report), patch))
    except FaultyDocument as error:
        faults += error.faults
    if changed is not None:
        faults += _time_faults(scenario, changed)
    if faults or changed is None:
        raise FaultyDocument(faults)
    return changed


def aged(actuals: Mapping[str, Any], scenario: Scenario, told: date, day: date) -> dict[str, Any]:
    """What was ``told`` on a day, as it stands on a later ``day``: of ``remaining_weeks`` those in between are gone.

    A step that nobody reports anew thus ends when it was said to, and not a week later with each week. One that should
    have ended has 0 weeks left, and ends with the day for as long as nobody says that it has.
    """
    passed = _weeks_begun(scenario, day) - _weeks_begun(scenario, told)
    steps = actuals.get("steps")
    if passed <= 0 or not isinstance(steps, dict):
        return dict(actuals)
    return {**actuals, "steps": {name: _older(one, passed) for name, one in steps.items()}}


def _known(scenario: Scenario, report: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a scenario with what it tells of what has happened, as that stands on the day of a report."""
    document = document_of(scenario)
    try:
        day = date.fromisoformat(str(report.get(STATUS)))
    except ValueError:
        return document
    if ACTUALS in document:
        document[ACTUALS] = aged(document[ACTUALS], scenario, scenario.status, day)
    return document


def _older(step: Any, weeks: int) -> Any:
    left = step.get(_LEFT) if isinstance(step, dict) else None
    return {**step, _LEFT: max(0, left - weeks)} if isinstance(left, int) and left > 0 else step


def _weeks_begun(scenario: Scenario, day: date) -> int:
    """A number for the first week that begins on a day or later, none of them before the period does."""
    return -((1 - max(day, scenario.period.start).toordinal()) // 7)


def form_faults(report: dict[str, Any]) -> Iterator[Fault]:
    """What a report holds that it should not, or lacks, whatever the scenario is that it is about."""
    if report.get("format", ACTUALS_FORMAT) != ACTUALS_FORMAT:
        yield Fault("format", shown(report["format"]), _("“{format}”").format(format=ACTUALS_FORMAT))
    for name in report.keys() - {"format", STATUS, ACTUALS, *_REMARKS}:
        yield Fault(name, "", _("a report holds `status_date` and `actuals`"))
    if not isinstance(report.get(STATUS), str):
        yield Fault(STATUS, "", _("the day by which all this has happened, YYYY-MM-DD"))
    if not isinstance(report.get(ACTUALS, {}), dict):
        yield Fault(ACTUALS, shown(report[ACTUALS]), _("an object, as a scenario has it"))


def _time_faults(before: Scenario, after: Scenario) -> Iterator[Fault]:
    """Reports go forward in time, and tell what has happened, not what is hoped for."""
    if after.status < before.status:
        allowed = _("not before {day}, the status date of the scenario").format(day=before.status)
        yield Fault(STATUS, shown(str(after.status)), allowed)
    allowed = _("a day up to the status date, {day}").format(day=after.status)
    for name, actual in after.actuals.steps.items():
        for field, day in (("started", actual.started), ("finished", actual.finished)):
            if day is not None and day > after.status:
                yield Fault(f"{ACTUALS}.steps.{name}.{field}", shown(str(day)), allowed)
    for name, given in after.actuals.notices.items():
        if given > after.status:
            yield Fault(f"{ACTUALS}.notices.{name}", shown(str(given)), allowed)
