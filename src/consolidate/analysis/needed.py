"""Decisions needed by date: targets and routes, meetings, notices, extensions and fees (REQ-15, REQ-51)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.names import Names
from consolidate.analysis.subject import Subject
from consolidate.check.dates import notices
from consolidate.programme.meetings import councils_of, deciding_bodies, meeting_days
from consolidate.programme.schedule import Placed
from consolidate.text import _


class Need(StrEnum):
    """What kind of decision it is."""

    ROUTE = "route"
    MEETING = "meeting"
    NOTICE = "notice"
    NOTICE_GIVEN = "notice_given"
    EXTENSION = "extension"
    FEE = "fee"
    APPROVAL = "approval"


@dataclass(frozen=True)
class NeededDecision:
    """Something that someone must decide by a day.

    ``who`` are municipalities, or bodies of a meeting; ``of`` is the step, domain or contract; ``money`` what it
    costs at once; ``until`` is the last day of a contract.
    """

    day: date
    need: Need
    who: tuple[str, ...]
    of: str
    money: int = 0
    until: date | None = None


def needed_decisions(subject: Subject) -> tuple[NeededDecision, ...]:
    """Every decision that the plan waits for, by date."""
    found = [*_routes(subject), *_meetings(subject), *_contracts(subject), *_approvals(subject)]
    return tuple(sorted(found, key=lambda one: (one.day, one.need, one.of, one.who)))


def _routes(subject: Subject) -> Iterator[NeededDecision]:
    """Route and, where an agreement is widened, target: decided before the joint work begins."""
    for domain in subject.joined:
        span = subject.joint_span(domain)
        if span is not None:
            who = subject.programme.participants(domain)
            yield NeededDecision(subject.programme.timeline.day(span[0]), Need.ROUTE, who, domain)


def _meetings(subject: Subject) -> Iterator[NeededDecision]:
    for placed in subject.schedule.placed.values():
        by_day: dict[date, list[str]] = {}
        for body in deciding_bodies(subject.programme, placed.step):
            day = _last_meeting(subject, placed, body)
            if day is not None:
                by_day.setdefault(day, []).append(body)
        for day, bodies in by_day.items():
            yield NeededDecision(day, Need.MEETING, tuple(bodies), placed.step.id)


def _last_meeting(subject: Subject, placed: Placed, body: str) -> date | None:
    """The last meeting of a body within a step's weeks."""
    timeline = subject.programme.timeline
    first, last = timeline.day(placed.start), timeline.day_at(7 * placed.end - 1)
    return max(meeting_days(subject.scenario.bodies[body], first, last), default=None)


def _contracts(subject: Subject) -> Iterator[NeededDecision]:
    """Notices, extensions and fees, by the dates that every plan document gives."""
    for name, line in notices(subject.schedule).items():
        domain, municipality = name.split("/")
        contract = subject.programme.installed(domain, municipality).contract
        who, until = (municipality,), date.fromisoformat(line["last_day"])
        if contract is None:
            continue
        if "notice_given" in line:
            yield NeededDecision(date.fromisoformat(line["notice_given"]), Need.NOTICE_GIVEN, who, name, 0, until)
        elif "notice_by" in line:
            yield NeededDecision(date.fromisoformat(line["notice_by"]), Need.NOTICE, who, name, 0, until)
        elif line["by"] == "extension" and contract.extension is not None:
            yield NeededDecision(contract.last_day, Need.EXTENSION, who, name, contract.extension.cost, until)
        elif line["by"] == "fee":
            yield NeededDecision(until, Need.FEE, who, name, contract.leave_fee or 0, until)


def _approvals(subject: Subject) -> Iterator[NeededDecision]:
    """Adopted dates that the plan moves: each move needs approval again."""
    timeline = subject.programme.timeline
    for step, promise in subject.scenario.commitments.steps.items():
        placed = subject.schedule.placed.get(step)
        if placed is None or promise.start is None or promise.status != "adopted":
            continue
        if placed.start != timeline.week_of(promise.start) and step not in subject.programme.occurred:
            who = subject.programme.participants(placed.step.domain)
            yield NeededDecision(subject.scenario.status, Need.APPROVAL, who, step)


# --- shown --------------------------------------------------------------------------------------------


def needed_section(subject: Subject, needed: tuple[NeededDecision, ...]) -> Iterator[Block]:
    """Decisions by date."""
    if not needed:
        return
    yield Heading(2, _("Decisions needed by date"))
    yield Paragraph(
        _("Each day is the last one that keeps the plan; a target under tender is an assumption until the tender ends.")
    )
    rows = [
        (words.short_day(first.day), _who_text(subject, first), about, _what_text(subject, first))
        for first, about in _gathered(subject, needed)
    ]
    yield table((_("by"), _("who"), _("about"), _("decision")), rows)


def _gathered(subject: Subject, needed: tuple[NeededDecision, ...]) -> Iterator[tuple[NeededDecision, str]]:
    """Decisions with what they are about; all that the same bodies decide at one meeting stands together."""
    meetings: dict[tuple[date, tuple[str, ...]], list[NeededDecision]] = {}
    for one in needed:
        if one.need is Need.MEETING:
            meetings.setdefault((one.day, one.who), []).append(one)
    for one in needed:
        group = meetings.get((one.day, one.who), [one]) if one.need is Need.MEETING else [one]
        if one is group[0]:
            yield one, _about_all(subject, group)


def _about_all(subject: Subject, group: list[NeededDecision]) -> str:
    """What decisions are about; steps of one name, in several domains, under that name."""
    if len(group) == 1:
        return _about(subject, group[0])
    domains: dict[str, list[str]] = {}
    alone: list[str] = []
    for one in group:
        step = subject.schedule.placed[one.of].step
        if step.domain is None:
            alone.append(subject.names.step(one.of))
        else:
            domains.setdefault(subject.names.step_name(one.of), []).append(subject.names.domain(step.domain))
    named = (_("{step}: {domains}").format(step=step, domains=", ".join(found)) for step, found in domains.items())
    return "; ".join((*alone, *named))


def _who_text(subject: Subject, one: NeededDecision) -> str:
    names = subject.names
    if one.need is Need.MEETING:
        if len(one.who) > 1 and one.who == councils_of(subject.programme, subject.scenario.municipalities):
            return _("all councils")
        called = [names.body(body) for body in one.who]
    elif len(one.who) == len(subject.scenario.municipalities) > 1:
        return _("all municipalities")
    else:
        called = [names.municipality(name) for name in one.who]
    return ", ".join(called)


def _about(subject: Subject, one: NeededDecision) -> str:
    if one.need in (Need.MEETING, Need.APPROVAL):
        return subject.names.step(one.of)
    return subject.names.domain(one.of.split("/")[0])


def _what_text(subject: Subject, one: NeededDecision) -> str:
    names = subject.names
    if one.need is Need.ROUTE:
        return _route_text(subject, one.of)
    until = "" if one.until is None else words.short_day(one.until)
    texts = {
        Need.MEETING: _("decide at this meeting"),
        Need.NOTICE: _("give notice of {product}, which ends on {until}"),
        Need.NOTICE_GIVEN: _("notice of {product} has been given, it ends on {until}"),
        Need.EXTENSION: _("extend the contract of {product} to {until} for {money}"),
        Need.FEE: _("leave the contract of {product} for {money}, it ends on {until}"),
        Need.APPROVAL: _("approve that an adopted date moves"),
    }
    return texts[one.need].format(
        product=_old_product(subject, names, one.of), until=until, money=words.money(one.money)
    )


def _old_product(subject: Subject, names: Names, contract: str) -> str:
    domain, _slash, municipality = contract.partition("/")
    systems = subject.scenario.installed.get(municipality, {})
    return names.product(domain, systems[domain].product) if domain in systems else ""


def _route_text(subject: Subject, domain: str) -> str:
    option = subject.options[domain]
    product = subject.names.product(domain, option.product)
    if option.route == "procure":
        return _("start a tender; assumed product {product}, decided by tender").format(product=product)
    return _("widen the existing agreement on {product}").format(product=product)
