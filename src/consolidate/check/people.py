"""What people can bear: staff pools, change load, and cutovers in quick succession."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from consolidate.check.case import Case
from consolidate.check.violation import Excess, Violation, excesses
from consolidate.programme.schedule import Placed, Schedule
from consolidate.programme.steps import Kind
from consolidate.programme.usage import able_pools, load_spans, pool_capacity, pool_use
from consolidate.programme.usage import change_load as loads_of
from consolidate.rules import Rule
from consolidate.scenario.parties import CutoverLimit
from consolidate.text import _


def staff(case: Case) -> Iterator[Violation]:
    """Each need is met by a pool that may meet it, and no pool is used beyond what it has."""
    for placed in case.schedule.placed.values():
        yield from _wrong_pools(case, placed)
    known = {"joint", *case.scenario.municipalities}
    users = _users(case.schedule)
    for (pool, skill), used in sorted(pool_use(case.schedule).items()):
        if pool in known:
            for excess in excesses(used, pool_capacity(case.programme, pool, skill)):
                yield _overused(case, users[pool, skill], (pool, skill), excess)


def _wrong_pools(case: Case, placed: Placed) -> Iterator[Violation]:
    step = placed.step
    decision = case.schedule.decisions.step(step.id)
    if decision is None or not decision.pools:
        return
    needs = dict(step.staff)
    for skill, pool in sorted(decision.pools.items()):
        facts = {"step": step.id, "skill": skill, "pool": pool, "pools": ", ".join(step.pools)}
        if skill not in needs:
            text = _("{step} needs no {skill}, but the plan names a pool for it.")
        elif pool not in step.pools:
            text = _("{step} takes {skill} from {pool}, but may take it from these pools only: {pools}.")
        else:
            continue
        yield Violation(Rule.STAFF, text.format(**facts), (step.id, pool), (placed.start, placed.end))


def _users(schedule: Schedule) -> dict[tuple[str, str], list[Placed]]:
    """By pool and skill: the steps that draw on it."""
    found: dict[tuple[str, str], list[Placed]] = {}
    for placed in schedule.placed.values():
        for skill, pool in placed.pools.items():
            found.setdefault((pool, skill), []).append(placed)
    return found


def _overused(case: Case, users: list[Placed], place: tuple[str, str], excess: Excess) -> Violation:
    pool, skill = place
    users = [placed for placed in users if _works(case, placed, excess)]
    inside = [placed.step.id for placed in users]
    text = _("{pool} has {limit} tenths of a person of {skill}, and the plan uses {amount} (from {first} to {last}).")
    sentence = text.format(
        pool=pool,
        limit=excess.limit,
        skill=skill,
        amount=excess.amount,
        first=case.monday(excess.first),
        last=case.friday(excess.until),
    )
    weeks = (excess.first, excess.until)
    objects = (pool, skill, *inside)
    cause = case.by_actuals(inside)
    if any(pool not in able_pools(case.programme, one.step, skill, dict(one.step.staff)[skill]) for one in users):
        cause = None  # whom a fact draws on is still said by the plan, and another pool has the staff
    return Violation(Rule.STAFF, sentence, objects, weeks, excess.amount, excess.limit, cause)


def _works(case: Case, placed: Placed, excess: Excess) -> bool:
    """Whether a step uses staff in a week of an excess: it does not where it rests."""
    weeks = range(max(placed.start, excess.first), min(placed.end, excess.until))
    return not case.programme.paused(placed.step).issuperset(weeks)


def change_load(case: Case) -> Iterator[Violation]:
    """The points of change under way in a municipality stay within a hard capacity."""
    capacities = {
        name: municipality.capacity.points
        for name, municipality in sorted(case.scenario.municipalities.items())
        if municipality.capacity is not None and municipality.capacity.is_hard
    }
    loads = loads_of(case.schedule) if capacities else {}
    spans = _loading(case.schedule) if capacities else {}
    for name, points in capacities.items():
        for excess in excesses(loads[name], [points] * case.programme.weeks):
            inside = (step for start, end, step in spans[name] if start < excess.until and end > excess.first)
            steps = list(dict.fromkeys(inside))
            text = _("{municipality} can take {limit} points of change, and carries {amount} (from {first} to {last}).")
            sentence = text.format(
                municipality=name,
                limit=excess.limit,
                amount=excess.amount,
                first=case.monday(excess.first),
                last=case.friday(excess.until),
            )
            weeks, cause = (excess.first, excess.until), case.by_actuals(steps)
            yield Violation(Rule.CHANGE_LOAD, sentence, (name, *steps), weeks, excess.amount, excess.limit, cause)


def _loading(schedule: Schedule) -> dict[str, list[tuple[int, int, str]]]:
    """By municipality: every span in which a step brings points to it, as first week, exclusive end and step."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for placed in schedule.placed.values():
        for name, start, end, _points in load_spans(placed):
            found.setdefault(name, []).append((start, end, placed.step.id))
    return found


def cutover_limit(case: Case) -> Iterator[Violation]:
    """No more cutovers than allowed start in any so many weeks, in a municipality or a domain."""
    cutovers = sorted(
        (placed for placed in case.schedule.placed.values() if _is_cutover(placed)),
        key=lambda placed: (placed.start, placed.step.id),
    )
    by_place: defaultdict[tuple[str | None, str | None], list[Placed]] = defaultdict(list)
    for placed in cutovers:
        by_place[placed.step.municipality, None].append(placed)
        by_place[None, placed.step.domain].append(placed)
    for name, municipality in sorted(case.scenario.municipalities.items()):
        if municipality.cutovers is not None:
            yield from _crowded(case, name, by_place[name, None], municipality.cutovers)
    for domain, spec in sorted(case.scenario.domains.items()):
        if spec.cutovers is not None:
            yield from _crowded(case, domain, by_place[None, domain], spec.cutovers)


def _is_cutover(placed: Placed) -> bool:
    return placed.step.kind is Kind.LOCAL and placed.step.name == "cutover"


def _crowded(case: Case, name: str, cutovers: list[Placed], limit: CutoverLimit) -> Iterator[Violation]:
    """Windows that hold too many of some cutovers (sorted by start); none that lies within one already told."""
    told = 0
    for index, first in enumerate(cutovers):
        until = first.start + limit.weeks
        inside = [placed.step.id for placed in cutovers[index:] if placed.start < until]
        if len(inside) <= limit.max or index + len(inside) <= told:
            continue
        told = index + len(inside)
        text = _("{amount} cutovers start in {name} within {weeks} weeks from {first}; at most {limit} may.")
        sentence = text.format(
            amount=len(inside), name=name, weeks=limit.weeks, first=case.monday(first.start), limit=limit.max
        )
        cause = case.by_actuals(inside)
        weeks = (first.start, until)
        yield Violation(Rule.CUTOVER_LIMIT, sentence, (name, *inside), weeks, len(inside), limit.max, cause)
