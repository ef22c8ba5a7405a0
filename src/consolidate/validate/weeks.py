"""Time: steps for which no week is left, bodies that never meet, change and cutovers beyond what can be taken."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.graph.bounds import NEVER
from consolidate.programme.meetings import deciding_bodies, meeting_weeks
from consolidate.programme.steps import Step
from consolidate.rules import Rule
from consolidate.text import _
from consolidate.validate.demands import Demands, Work, step_ids
from consolidate.validate.warning import Warning, day_text, listed


def body_never_meets(demands: Demands) -> Iterator[Warning]:
    """A step is to be decided by a body that does not meet in the period."""
    waiting: dict[str, list[Work]] = {}
    for work in demands.work:
        for body in deciding_bodies(demands.programme, work.step):
            waiting.setdefault(body, []).append(work)
    for body, works in sorted(waiting.items()):
        if not meeting_weeks(demands.programme, body):
            names = step_ids(works)
            text = _("{body} does not meet in the period, and decides {steps}").format(body=body, steps=listed(names))
            data = {"body": body, "steps": names}
            yield Warning("body_never_meets", f"bodies.{body}.meets", text, data, demands.unavoidable(works))


def no_week(demands: Demands) -> Iterator[Warning]:
    """What a step waits for can end in the period, but no week is left in which it could start then."""
    bounds = demands.bounds
    stuck = [work for work in demands.work if work.place not in bounds.fixed and _stuck(demands, work)]
    for path, members in demands.grouped(stuck):
        first = min(members, key=lambda work: (bounds.ready[work.place], work.step.id))
        ready, reasons = bounds.ready[first.place], _reasons(demands, first)
        text = _("{steps}: ready from {first} at the earliest, and no week is left from then on ({reasons})").format(
            steps=listed(step_ids(members)), first=day_text(demands.programme, ready), reasons=", ".join(reasons)
        )
        data = {"steps": step_ids(members), "earliest": day_text(demands.programme, ready), "reasons": reasons}
        yield Warning("no_week", path, text, data, demands.unavoidable(members))


def _stuck(demands: Demands, work: Work) -> bool:
    """Whether a step cannot start in the period although all that it waits for can end in it."""
    bounds = demands.bounds
    if not bounds.horizon <= bounds.early_start[work.place] < NEVER:
        return False
    return all(bounds.early_end[edge.node] <= bounds.horizon for edge in bounds.nodes[work.place].before)


def _reasons(demands: Demands, work: Work) -> list[str]:
    """What takes a step's weeks away, as paths of the document."""
    step, ready, weeks = work.step, demands.bounds.ready[work.place], demands.programme.weeks
    if ready + step.weeks > weeks:
        return ["period.end"]
    hard = {name for name, window in demands.scenario.blackouts.items() if window.is_hard}
    found = [f"blackouts.{name}" for name in demands.programme.blackouts.of(step) if name in hard]
    found += [f"bodies.{name}" for name in deciding_bodies(demands.programme, step)]
    if step.mode != "run" and demands.programme.timeline.closed(step.calendar):
        found.append("calendar.closed")
    return found or ["period.end"]


def too_much_change(demands: Demands) -> Iterator[Warning]:
    """One step alone brings more change than a municipality that it loads can take."""
    over: dict[str, list[Work]] = {}
    for work in demands.work:
        for municipality in _loaded(work.step):
            capacity = demands.scenario.municipalities[municipality].capacity
            if capacity is not None and _points(work.step, municipality) > capacity.points:
                over.setdefault(municipality, []).append(work)
    for municipality, works in sorted(over.items()):
        capacity = demands.scenario.municipalities[municipality].capacity
        if capacity is None:
            continue
        points, names = max(_points(work.step, municipality) for work in works), step_ids(works)
        text = _("{municipality} can take {most} points of change, and {steps} alone brings up to {points}").format(
            municipality=municipality, most=capacity.points, steps=listed(names), points=points
        )
        data = {"municipality": municipality, "most": capacity.points, "points": points, "steps": names}
        path, certain = (
            f"municipalities.{municipality}.change_capacity",
            capacity.is_hard and demands.unavoidable(works),
        )
        yield Warning("too_much_change", path, text, data, certain)


def _loaded(step: Step) -> tuple[str, ...]:
    return step.loads if step.change or step.settle[1] else ()


def _points(step: Step, municipality: str) -> int:
    """The most points that a step lays on a municipality at once: while it runs, or while it settles."""
    settles = step.settle[1] if step.settle[0] and step.municipality == municipality else 0
    return max(step.change, settles)


def too_many_cutovers(demands: Demands) -> Iterator[Warning]:
    """A limit on cutovers lets fewer happen in the weeks that are left than required domains need."""
    for name, municipality in sorted(demands.scenario.municipalities.items()):
        if municipality.cutovers is not None:
            own = [domain for domain in _required(demands) if name in demands.scenario.participants(domain)]
            places = [_cutover_window(demands, domain, name) for domain in own]
            path = f"municipalities.{name}.cutovers"
            yield from _too_many(demands, path, (municipality.cutovers.max, municipality.cutovers.weeks), places)
    for domain in _required(demands):
        spec = demands.scenario.domains[domain]
        if spec.cutovers is not None:
            places = [_cutover_window(demands, domain, name) for name in demands.scenario.participants(domain)]
            path = f"domains.{domain}.cutovers"
            yield from _too_many(demands, path, (spec.cutovers.max, spec.cutovers.weeks), places)


def _required(demands: Demands) -> list[str]:
    return [domain for domain in demands.options if demands.options[domain] and not demands.may_stay(domain)]


def _cutover_window(demands: Demands, domain: str, municipality: str) -> tuple[int, int]:
    """Earliest and latest start of a cutover over all options."""
    bounds, name = demands.bounds, f"{domain}/{municipality}/cutover"
    owners = [(domain, option) for option in demands.real_options(domain)]
    found = [bounds.window(bounds.lattice.place(name, owner)) for owner in owners]
    return min(earliest for earliest, _last in found), max(latest for _first, latest in found)


def _too_many(demands: Demands, path: str, limit: tuple[int, int], windows: list[tuple[int, int]]) -> Iterator[Warning]:
    """Cutovers that start in a span of n weeks are at most ⌈n / weeks⌉ × max."""
    most, weeks = limit
    first, last = min((w[0] for w in windows), default=0), max((w[1] for w in windows), default=0)
    if last < first:
        return
    room = most * -(-(last - first + 1) // weeks)
    if room < len(windows):
        text = _("{count} cutovers must start between {first} and {last}, and the limit lets {room} do so").format(
            count=len(windows),
            first=day_text(demands.programme, first),
            last=day_text(demands.programme, last),
            room=room,
        )
        data = {"cutovers": len(windows), "room": room, "rule": Rule.CUTOVER_LIMIT.value}
        yield Warning("too_many_cutovers", path, text, data, certain=True)
