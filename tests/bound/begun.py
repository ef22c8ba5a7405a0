"""Small scenarios in mid-period: of several domains some steps have happened or are under way, at any odd time.

What has happened may have begun before the period, end long after the status date, or break any rule.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from consolidate.graph.windows import open_options
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.read import parse_scenario
from tests.drawn.context import Json
from tests.random_scenarios import random_scenario


def begun(seed: int, share: float = 0.3) -> Json:
    """A small scenario in whose first weeks about a share of the steps that every option brings was begun."""
    rng = random.Random(f"begun/{seed}")
    document = random_scenario(rng, "small")
    start = date.fromisoformat(document["period"]["start"])
    monday = start - timedelta(days=start.weekday())
    passed = rng.randint(2, 12)
    document |= {"actuals": {}, "commitments": {}, "status_date": str(monday + timedelta(weeks=passed))}
    facts = {step: _fact(rng, monday, passed) for step in _certain(document) if rng.random() < share}
    document["actuals"] = {"steps": facts}
    if rng.random() < 0.3:
        promised = {step for step in facts if rng.random() < 0.3}
        started = {step: {"status": "started", "start": facts.pop(step)["started"]} for step in sorted(promised)}
        document["commitments"] = {"steps": started}
    return document


def _certain(document: Json) -> list[str]:
    """Measures, and the steps that each option of a domain brings."""
    programme = Programme(parse_scenario(document))
    steps = list(programme.measures)
    for domain, options in open_options(programme).items():
        own = [set(programme.work(domain, option).steps) for option in options if not option.stays]
        steps += sorted(set.intersection(*own)) if own else []
    return steps


def _fact(rng: random.Random, monday: date, passed: int) -> Json:
    """Begun some weeks before or in the period, seldom only after it; finished, under way, or by its calendar."""
    week = rng.choice((rng.randint(-6, passed - 1), rng.randint(0, passed - 1)))
    if rng.random() < 0.03:
        week = 200
    started = monday + timedelta(weeks=week)
    end: Json = {
        "finished": {"finished": str(started + timedelta(days=7 * rng.randint(0, 4) + 4))},
        "under way": {"remaining_weeks": rng.choice((0, 1, 3, 8, 20, 120))},
        "by calendar": {},
    }
    return {"started": str(started), **end[rng.choice(list(end))]}


def underway(document: Json, plan: Schedule, weeks: int, slip: int) -> Json:
    """A scenario some weeks after a plan of it began: what was to have ended has, what is under way ends some later."""
    timeline = plan.programme.timeline
    facts: Json = {}
    for name, placed in plan.placed.items():
        if placed.start < weeks:
            facts[name] = {"started": str(timeline.day(placed.start))}
            if placed.end <= weeks:
                facts[name]["finished"] = str(timeline.day_at(7 * placed.end - 3))
            else:
                facts[name]["remaining_weeks"] = placed.end - weeks + slip
    return {**document, "status_date": str(timeline.day(weeks)), "actuals": {"steps": facts}}
