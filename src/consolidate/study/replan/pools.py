"""Whose people do a step: as in the baseline, wherever the plan made anew leaves room for that.

Which pool meets a need costs nothing, so a search changes it without any reason that people would see.
"""

from __future__ import annotations

from consolidate.check.verdict import Verdict, check
from consolidate.plan.document import Decisions, StepDecision
from consolidate.programme.programme import Programme
from consolidate.rules import Rule

ROUNDS = 12
"""So often steps that stand in each other's way are given back the people of the new plan."""


def same_people(programme: Programme, baseline: Decisions, made: Verdict) -> Verdict:
    """The same plan, in which steps that start when they were to are done by whom they were to, if that can be."""
    new = made.schedule.decisions
    back = {name: one for name in new.steps if (one := _as_before(baseline, new, name)) is not None}
    for _ in range(ROUNDS):
        if not back:
            return made
        tried = check(programme, new.model_copy(update={"steps": {**new.steps, **back}}))
        if tried.clean and tried.ledger.objective <= made.ledger.objective:
            return tried
        crowded = {name for one in tried.violations if one.rule is Rule.STAFF for name in one.objects}
        back = {name: one for name, one in back.items() if name not in crowded} if crowded & back.keys() else {}
    return made


def _as_before(baseline: Decisions, new: Decisions, name: str) -> StepDecision | None:
    """A step with the people of the baseline, where it starts when it was to and others do it now."""
    old, now = baseline.step(name), new.step(name)
    if old is None or now is None or old.start != now.start:
        return None
    return None if _joint(old) == _joint(now) else old


def _joint(decision: StepDecision) -> dict[str, str]:
    """Pools but for the joint one, which is meant where none is named."""
    return {skill: pool for skill, pool in decision.pools.items() if pool != "joint"}
