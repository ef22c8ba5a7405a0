"""What the calendar forbids: blocked weeks, and decisions without a meeting."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.check.case import Case
from consolidate.check.violation import Violation
from consolidate.programme.meetings import deciding_bodies, meeting_weeks
from consolidate.programme.schedule import Placed
from consolidate.rules import Rule
from consolidate.text import _


def blackout(case: Case) -> Iterator[Violation]:
    """A step of a named kind touches no week of a hard window."""
    hard = {
        name: case.programme.blackouts.weeks(name) for name, window in case.scenario.blackouts.items() if window.is_hard
    }
    for placed in case.schedule.placed.values() if hard else ():
        for name in case.programme.blackouts.of(placed.step):
            touched = [week for week in range(placed.start, placed.end) if week in hard.get(name, ())]
            if touched:
                yield _blocked(case, placed, name, touched)


def _blocked(case: Case, placed: Placed, window: str, touched: list[int]) -> Violation:
    text = _("{step} is under way from {first} to {last}, in weeks that {window} blocks.")
    sentence = text.format(
        step=placed.step.id, first=case.monday(placed.start), last=case.friday(placed.end), window=window
    )
    weeks, cause = (touched[0], touched[-1] + 1), case.by_actuals((placed.step.id,))
    return Violation(Rule.BLACKOUT, sentence, (placed.step.id, window), weeks, len(touched), 0, cause)


def decision_meeting(case: Case) -> Iterator[Violation]:
    """Every body that decides a step meets while it is under way, and one of them in its last week."""
    meetings: dict[str, frozenset[int]] = {}
    for placed in case.schedule.placed.values():
        bodies = deciding_bodies(case.programme, placed.step)
        for body in bodies:
            if body not in meetings:
                meetings[body] = meeting_weeks(case.programme, body)
        if bodies:
            yield from _undecided(case, placed, {body: meetings[body] for body in bodies})


def _undecided(case: Case, placed: Placed, meetings: dict[str, frozenset[int]]) -> Iterator[Violation]:
    own = range(placed.start, placed.end)
    silent = [body for body, weeks in meetings.items() if not any(week in weeks for week in own)]
    facts = {"step": placed.step.id, "first": case.monday(placed.start), "last": case.friday(placed.end)}
    if len(meetings) > 1 and silent:
        text = _("{step} needs decisions, and from {first} to {last} there is no meeting of: {bodies}.")
        bodies = silent
    elif not any(placed.end - 1 in weeks for weeks in meetings.values()):
        text = _("{step} ends on {last}, in a week without a meeting of: {bodies}.")
        bodies = sorted(meetings)
    else:
        return
    sentence = text.format(**facts, bodies=", ".join(bodies))
    cause = case.by_actuals((placed.step.id,))
    weeks = (placed.end - 1, placed.end)
    yield Violation(Rule.DECISION_MEETING, sentence, (placed.step.id, *bodies), weeks, caused_by=cause)
