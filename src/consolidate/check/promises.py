"""What has been promised: milestones by their dates, and limits on camels and babies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from consolidate.check.case import Case
from consolidate.check.violation import ACTUALS, Number, Violation, plain
from consolidate.ledger.priced import limit_uses
from consolidate.programme.camels import LimitUse
from consolidate.rules import Rule
from consolidate.scenario.aims import Limit, Milestone
from consolidate.text import _


def milestone_due(case: Case) -> Iterator[Violation]:
    """A hard milestone is complete by the end of the week that holds its date."""
    for name, milestone in sorted(case.scenario.milestones.items()):
        if milestone.is_hard:
            yield from _missed(case, name, milestone)


def _missed(case: Case, name: str, milestone: Milestone) -> Iterator[Violation]:
    landing = case.landing(name)
    placed = case.schedule.placed
    limit = case.programme.timeline.week_of(milestone.due) + 1
    due = milestone.due.isoformat()
    if landing is None or any(wait.target not in placed for wait in landing):
        sentence = _("{milestone} is due on {due} and never reached.").format(milestone=name, due=due)
        cause = case.blame.of_gate(name)
        yield Violation(Rule.MILESTONE_DUE, sentence, (name,), limit=limit, caused_by=cause)
        return
    late = [wait.target for wait in landing if placed[wait.target].end + wait.lag > limit]
    if late:
        reached = max(placed[wait.target].end + wait.lag for wait in landing)
        text = _("{milestone} is due on {due} and reached on {reached}, {weeks} weeks late.")
        facts = {"milestone": name, "due": due, "reached": case.friday(reached), "weeks": reached - limit}
        passed = limit <= case.programme.status_week
        cause = ACTUALS if passed else case.by_actuals(late)
        objects, weeks = (name, *late), (limit, reached)
        yield Violation(Rule.MILESTONE_DUE, text.format(**facts), objects, weeks, reached, limit, cause)


def camel_limit(case: Case) -> Iterator[Violation]:
    """Camels keep within hard limits, and none is one that was refused."""
    yield from _over_limits(case, "camels", Rule.CAMEL_LIMIT)


def baby_limit(case: Case) -> Iterator[Violation]:
    """Buried babies keep within hard limits, and none is one that was refused."""
    yield from _over_limits(case, "babies", Rule.BABY_LIMIT)


def _over_limits(case: Case, what: str, rule: Rule) -> Iterator[Violation]:
    for kind, scope, limit, use in limit_uses(case.schedule):
        if kind == what and limit.is_hard:
            for sentence, objects, amount, most in _breaches(scope, limit, use, rule):
                yield Violation(rule, sentence, objects, None, amount, most)


def _breaches(
    scope: str, limit: Limit, use: LimitUse, rule: Rule
) -> Iterator[tuple[str, tuple[str, ...], Number, Number]]:
    """Every way in which a limit for one municipality or for all is broken, with its facts."""
    camels = rule is Rule.CAMEL_LIMIT
    counted = tuple(f"{domain}/{municipality}" for domain, municipality, _burden in use.counted)
    for domain, municipality in use.refused:
        text = (
            _("{municipality} refuses the camel {domain}.") if camels else _("{municipality} refuses to bury {domain}.")
        )
        pair = f"{domain}/{municipality}"
        yield text.format(municipality=scope if scope != "all" else municipality, domain=pair), (scope, pair), 1, 0
    if limit.max is not None and len(use.counted) > limit.max:
        text = _("{scope}: {amount} camels, and at most {limit} may be asked.")
        if not camels:
            text = _("{scope}: {amount} babies are buried, and at most {limit} may be.")
        sentence = text.format(scope=scope, amount=len(use.counted), limit=limit.max)
        yield sentence, (scope, *counted), len(use.counted), limit.max
    burden = Decimal(use.burden_tenths) / 10
    if limit.max_burden is not None and burden > limit.max_burden:
        text = _("{scope}: a burden of {amount} user-points, and at most {limit} may be asked.")
        sentence = text.format(scope=scope, amount=plain(burden), limit=limit.max_burden)
        yield sentence, (scope, *counted), burden, limit.max_burden
