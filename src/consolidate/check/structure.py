"""What no planner could dispute: targets, complete paths, and how long steps last."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.check.case import Case
from consolidate.check.violation import Violation
from consolidate.plan.document import Target
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import Option
from consolidate.rules import Rule
from consolidate.text import _


def one_target(case: Case) -> Iterator[Violation]:
    """Each required domain gets exactly one candidate and route; no other domain is named."""
    targets = case.schedule.decisions.targets
    for domain in sorted(targets.keys() - case.programme.options.keys()):
        yield _target(domain, _("There is no domain {domain}, but the plan gives it a target.").format(domain=domain))
    for domain, spec in sorted(case.scenario.domains.items()):
        target = targets.get(domain)
        if target is None or target.stays:
            if spec.required:
                text = _("{domain} must get a target, and the plan leaves it as it is.")
                yield _target(domain, text.format(domain=domain))
        else:
            sentence = _why_not(case, domain, target)
            if sentence is not None:
                yield _target(domain, sentence)


def _target(domain: str, sentence: str) -> Violation:
    return Violation(Rule.ONE_TARGET, sentence, (domain,))


def _why_not(case: Case, domain: str, target: Target) -> str | None:
    """Why a target cannot be chosen, or None where it can."""
    if Option(target.product, target.route) in case.programme.options[domain]:
        return None
    candidate = case.scenario.domains[domain].candidates.get(target.product or "")
    facts = {"domain": domain, "product": target.product, "route": target.route}
    if candidate is None:
        return _("{product} is no candidate for {domain}.").format(**facts)
    if target.route not in candidate.routes:
        return _("{product} cannot be got for {domain} by the route {route}.").format(**facts)
    return _(
        "No agreement on {product} can be extended for {domain}: a participant must have it, with an option to extend "
        "it or a value under the threshold."
    ).format(**facts)


def complete_migration(case: Case) -> Iterator[Violation]:
    """Each step of every chosen path, and each measure, is in the plan, and nothing else is."""
    wanted, given = case.schedule.steps, case.schedule.decisions.steps
    for step in sorted(wanted.keys() - given.keys()):
        sentence = _("{step} is missing from the plan.").format(step=step)
        yield Violation(Rule.COMPLETE_MIGRATION, sentence, (step,), caused_by=case.blame.of_step(step))
    for step in sorted(given.keys() - wanted.keys()):
        sentence = _("{step} is in the plan, but belongs to no measure and no chosen path.").format(step=step)
        yield Violation(Rule.COMPLETE_MIGRATION, sentence, (step,), caused_by=case.blame.of_step(step))


def duration(case: Case) -> Iterator[Violation]:
    """A step starts on a Monday of the period, lasts its open weeks, and ends within the period."""
    for placed in case.schedule.placed.values():
        decision = case.schedule.decisions.step(placed.step.id)
        if decision is not None and decision.start.weekday() != 0:
            text = _("{step} starts on {day}, which is no Monday.")
            sentence = text.format(step=placed.step.id, day=decision.start.isoformat())
            yield Violation(Rule.DURATION, sentence, (placed.step.id,))
        sentence_or_none = _misfit(case, placed)
        if sentence_or_none is not None:
            cause = case.by_actuals((placed.step.id,))
            weeks = (placed.start, placed.end)
            yield Violation(Rule.DURATION, sentence_or_none, (placed.step.id,), weeks, caused_by=cause)


def _misfit(case: Case, placed: Placed) -> str | None:
    """Why a step cannot last as long as it must from its start, or None where it can."""
    end = _end(case, placed)
    if 0 <= placed.start < case.programme.weeks and end is not None and end <= case.programme.weeks:
        return None
    facts = {"step": placed.step.id, "start": case.monday(placed.start), "weeks": placed.step.weeks}
    if not 0 <= placed.start < case.programme.weeks:
        return _("{step} starts on {start}, outside the period.").format(**facts)
    if end is None:
        text = _("{step} starts on {start} and may not touch closed weeks, but does within its {weeks} weeks.")
        return text.format(**facts)
    text = _("{step} starts on {start} and does not end within the period, before {last}.")
    return text.format(**facts, last=case.monday(case.programme.weeks))


def _end(case: Case, placed: Placed) -> int | None:
    """The exclusive end week, counted week by week; None where a closed week is touched that must not be."""
    actual = case.programme.occurred.get(placed.step.id)
    if actual is not None and actual[1] is not None:
        return actual[1]
    step, week, left = placed.step, placed.start, placed.step.weeks
    closed = case.programme.timeline.closed(step.calendar) if step.mode != "run" else frozenset()
    while left > 0 and week < case.programme.weeks:
        if week not in closed:
            left -= 1
        elif step.mode == "avoid":
            return None
        week += 1
    return week + left
