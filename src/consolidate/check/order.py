"""What may start when: after what it waits for, after its own date, and where it was promised."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.check.case import Case
from consolidate.check.violation import ACTUALS, Violation
from consolidate.programme.programme import PINNING
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import Wait
from consolidate.rules import Rule
from consolidate.text import _


def precedence(case: Case) -> Iterator[Violation]:
    """A step starts after all it waits for is complete: ``lag`` weeks later at least, ``within`` weeks at most."""
    for placed in case.schedule.placed.values():
        for wait in placed.step.waits:
            yield from _waited(case, placed, wait)


def _waited(case: Case, placed: Placed, wait: Wait) -> Iterator[Violation]:
    landing = case.landing(wait.target)
    objects, weeks = (placed.step.id, wait.target), (placed.start, placed.end)
    if landing is None or any(inner.target not in case.schedule.placed for inner in landing):
        text = _("{step} waits for {target}, which never happens in this plan.")
        sentence = text.format(step=placed.step.id, target=wait.target)
        cause = case.by_actuals((placed.step.id,)) or case.blame.of_gate(wait.target)
        yield Violation(Rule.PRECEDENCE, sentence, objects, weeks, caused_by=cause)
        return
    if not landing:
        return
    complete = max(case.schedule.placed[inner.target].end + inner.lag for inner in landing)
    if placed.start < complete + wait.lag:
        yield _too_early(case, placed, wait, complete)
    latest = _latest(case, wait, landing, complete)
    if latest is not None and placed.start > latest:
        text = _("{step} starts on {start}, later than {within} weeks after {target} has ended ({end}).")
        sentence = text.format(
            step=placed.step.id,
            start=case.monday(placed.start),
            within=wait.within,
            target=wait.target,
            end=case.friday(complete),
        )
        gone = case.by_actuals(inner.target for inner in landing) and case.programme.run_out(placed.step, latest)
        cause = ACTUALS if gone else case.by_actuals((placed.step.id,))
        yield Violation(Rule.PRECEDENCE, sentence, objects, weeks, placed.start, latest, cause)


def _too_early(case: Case, placed: Placed, wait: Wait, complete: int) -> Violation:
    facts = {
        "step": placed.step.id,
        "start": case.monday(placed.start),
        "target": wait.target,
        "end": case.friday(complete),
        "lag": wait.lag,
    }
    text = _("{step} starts on {start}, before {target} has ended ({end}).")
    if wait.lag:
        text = _("{step} starts on {start}, sooner than {lag} weeks after {target} has ended ({end}).")
    weeks = (placed.start, max(placed.start + 1, complete + wait.lag))
    cause = case.by_actuals((placed.step.id,))
    objects = (placed.step.id, wait.target)
    return Violation(Rule.PRECEDENCE, text.format(**facts), objects, weeks, placed.start, complete + wait.lag, cause)


def _latest(case: Case, wait: Wait, landing: tuple[Wait, ...], complete: int) -> int | None:
    """The last start week that ``within`` allows.

    Through a step that is left out it passes on only to those before it that have a limit too (SPEC §7.2).
    """
    if wait.within is None:
        return None
    domain, slash, rest = wait.target.partition("/")
    if wait.target in case.schedule.steps or not slash or rest == "joint":
        return complete + wait.within
    bridged = case.programme.work(domain, case.schedule.options[domain]).left_out.get(wait.target, ())
    limits = [
        reached + before.within + wait.within
        for before in bridged
        if before.within is not None and (reached := case.schedule.reached(before.target)) is not None
    ]
    return min(limits, default=None)


def not_before(case: Case) -> Iterator[Violation]:
    """What is not pinned starts neither before the status date nor before its own date."""
    status = case.programme.status_week
    for placed in case.schedule.placed.values():
        step, start = placed.step, placed.start
        if start >= max(status, step.not_before) or case.programme.pinned_window(step) is not None:
            continue
        own = step.not_before > status
        text = _("{step} starts on {start}, before the status date.")
        if own:
            text = _("{step} starts on {start}, before {limit}, the first Monday that it may.")
        first = max(status, step.not_before)
        sentence = text.format(step=step.id, start=case.monday(start), limit=case.monday(first))
        yield Violation(Rule.NOT_BEFORE, sentence, (step.id,), (start, first), start, first)


def pinned(case: Case) -> Iterator[Violation]:
    """What is done, started or adopted stays: the starts of steps, and targets."""
    promises = case.scenario.commitments
    for name in sorted(case.programme.pinned_steps):
        yield from _pinned_step(case, name)
    for domain, target in sorted(promises.targets.items()):
        option = case.schedule.options.get(domain)
        if target.status not in PINNING or option is None:
            continue
        if option.product != target.product or (target.route is not None and option.route != target.route):
            text = _("{product} has been promised as the target of {domain}, and the plan has {option}.")
            sentence = text.format(product=target.product, domain=domain, option=option)
            yield Violation(Rule.PINNED, sentence, (domain,))


def _pinned_step(case: Case, name: str) -> Iterator[Violation]:
    step, placed = case.schedule.steps.get(name), case.schedule.placed.get(name)
    if step is None or placed is None:
        text = _("{step} has been promised or has happened, and is not in the plan.")
        cause = case.blame.of_step(name) if step is None else case.blame.of_absence(name)
        yield Violation(Rule.PINNED, text.format(step=name), (name,), caused_by=cause)
        return
    window = case.programme.pinned_window(step)
    if window is None or window[0] <= placed.start <= window[1]:
        return
    text = _("{step} starts on {start}, but is pinned to {pin}.")
    if window[0] != window[1]:
        text = _("{step} starts on {start}, but may move no earlier than {pin}.")
    sentence = text.format(step=name, start=case.monday(placed.start), pin=case.monday(window[0]))
    yield Violation(Rule.PINNED, sentence, (name,), (placed.start, placed.end), placed.start, window[0])
