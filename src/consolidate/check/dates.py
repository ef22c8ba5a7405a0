"""Dates that a plan implies, as data: milestones, goals, notices, and decisions needed by date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from consolidate.ledger.priced import late_weeks
from consolidate.programme.meetings import deciding_bodies, meeting_days
from consolidate.programme.schedule import Schedule

Json = dict[str, Any]


def shown_end(schedule: Schedule, end: int | None) -> Json | None:
    """An exclusive end week as people see it: its last working day, and the ISO week."""
    if end is None:
        return None
    friday = schedule.programme.timeline.day_at(7 * end - 3)
    year, week, _day = friday.isocalendar()
    return {"last_day": friday.isoformat(), "week": f"{year}-W{week:02}"}


def milestones(schedule: Schedule) -> dict[str, Json]:
    """By milestone: when it is due and reached, and how many weeks late (None: never reached)."""
    return {
        name: {
            "due": milestone.due.isoformat(),
            "hard": milestone.is_hard,
            "reached": shown_end(schedule, schedule.reached(name)),
            "weeks_late": late_weeks(schedule, name),
        }
        for name, milestone in sorted(schedule.programme.scenario.milestones.items())
    }


def goals(schedule: Schedule) -> dict[str, Json]:
    """By goal: when all that it lists is complete, and the measures that say they serve it."""
    scenario = schedule.programme.scenario
    found: dict[str, Json] = {}
    for name, goal in sorted(scenario.goals.items()):
        ends = [schedule.reached(item) for item in goal.complete]
        known = [end for end in ends if end is not None]
        attained = bool(ends) and len(known) == len(ends)
        found[name] = {
            "level": goal.level,
            "municipality": goal.municipality,
            "attained": shown_end(schedule, max(known)) if attained else None,
            "measures": sorted(measure for measure, spec in scenario.measures.items() if name in spec.goals),
        }
    return found


def notices(schedule: Schedule) -> dict[str, Json]:
    """By contract that is ended: how and when, and between which days notice may be given."""
    return {
        f"{domain}/{municipality}": _notice(schedule, domain, municipality)
        for domain, municipality in schedule.contracts
    }


def _notice(schedule: Schedule, domain: str, municipality: str) -> Json:
    programme, decision = schedule.programme, schedule.contracts[domain, municipality]
    last = programme.timeline.day_index(decision.last_day)
    ways = programme.contract_endings[domain, municipality]
    latest = next((way.notice for way in ways if (way.by, way.last_day) == (decision.by, last)), None)
    found: Json = {"by": decision.by, "last_day": decision.last_day.isoformat()}
    given = programme.notice_given(domain, municipality)
    if latest is None:
        return found
    if given is not None and given <= latest:
        return {**found, "notice_given": programme.timeline.day_at(given).isoformat()}
    earliest = _earliest_notice(schedule, domain, municipality)
    return {
        **found,
        "notice_from": None if earliest is None else earliest.isoformat(),
        "notice_by": programme.timeline.day_at(latest).isoformat(),
    }


def _earliest_notice(schedule: Schedule, domain: str, municipality: str) -> date | None:
    """The first day for notice: the Monday on which all it waits for has ended, or the status date."""
    programme = schedule.programme
    targets = programme.notice_target(domain, municipality, schedule.options[domain])
    ends = [schedule.reached(wait.target) for wait in targets]
    if any(end is None for end in ends):
        return None
    first = programme.timeline.day(max((end for end in ends if end is not None), default=0))
    return max(first, programme.scenario.status)


def decisions(schedule: Schedule) -> list[Json]:
    """Everything that someone must decide by a day, in order of date."""
    found = [*_meetings(schedule), *_contract_decisions(schedule)]
    return sorted(found, key=lambda one: (one["by"], one["what"], one["of"], one.get("body", "")))


def _meetings(schedule: Schedule) -> Iterator[Json]:
    """Meetings that decide a step: each deciding body's last one while the step is under way."""
    timeline = schedule.programme.timeline
    for placed in schedule.placed.values():
        for body in deciding_bodies(schedule.programme, placed.step):
            span = timeline.day(placed.start), timeline.day_at(7 * placed.end - 1)
            day = max(meeting_days(schedule.programme.scenario.bodies[body], *span), default=None)
            if day is not None:
                yield {"by": day.isoformat(), "what": "meeting", "of": placed.step.id, "body": body}


def _contract_decisions(schedule: Schedule) -> Iterator[Json]:
    """Notices, and the days by which a fee or an extension must have been agreed."""
    for name, line in notices(schedule).items():
        domain, municipality = name.split("/")
        contract = schedule.programme.installed(domain, municipality).contract
        if "notice_by" in line:
            yield {"by": line["notice_by"], "what": "notice", "of": name, "from": line["notice_from"]}
        elif line["by"] == "extension" and contract is not None:
            yield {"by": contract.last_day.isoformat(), "what": "extension", "of": name}
        elif line["by"] == "fee":
            yield {"by": line["last_day"], "what": "fee", "of": name}
