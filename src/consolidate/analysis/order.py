"""The order of implementation: measures, joint chains and cutovers by date (REQ-51, REQ-14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.subject import Subject
from consolidate.programme.schedule import Placed
from consolidate.text import _


@dataclass(frozen=True)
class DomainOrder:
    """A domain in the plan: half-open weeks of its joint chain, and exclusive end weeks of what follows."""

    domain: str
    start: int
    joint_end: int
    first_in: int | None
    all_in: int | None
    shut_down: int | None


@dataclass(frozen=True)
class Cutover:
    """One municipality's cutover in one domain; ``path`` is full, light or fresh."""

    domain: str
    municipality: str
    path: str
    start: int
    end: int


def domain_orders(subject: Subject) -> tuple[DomainOrder, ...]:
    """Domains that are joined, in the order in which their joint work begins."""
    found = []
    for domain in subject.joined:
        span = subject.joint_span(domain)
        if span is None:
            continue
        ends = [cutover.end for cutover in _cutovers(subject, domain)]
        whole = len(ends) == len(subject.programme.participants(domain))
        last = max(placed.end for placed in subject.schedule.placed.values() if placed.step.domain == domain)
        first_in, all_in = (min(ends), max(ends) if whole else None) if ends else (None, None)
        found.append(DomainOrder(domain, *span, first_in, all_in, last))
    return tuple(sorted(found, key=lambda one: (one.start, one.domain)))


def measure_orders(subject: Subject) -> tuple[Placed, ...]:
    """Measures by date."""
    placed = (subject.schedule.placed.get(name) for name in subject.programme.measures)
    return tuple(sorted((one for one in placed if one is not None), key=lambda one: (one.start, one.step.id)))


def _cutovers(subject: Subject, domain: str) -> Iterator[Cutover]:
    for municipality in subject.programme.participants(domain):
        placed = subject.schedule.find(domain, municipality, "cutover")
        if placed is not None:
            yield Cutover(domain, municipality, subject.path(domain, municipality), placed.start, placed.end)


def cutovers(subject: Subject) -> tuple[Cutover, ...]:
    """Every cutover by date."""
    found = (cutover for domain in subject.joined for cutover in _cutovers(subject, domain))
    return tuple(sorted(found, key=lambda one: (one.end, one.start, one.domain, one.municipality)))


def path_text(path: str) -> str:
    """How a municipality gets to the target."""
    return {
        "full": _("changes to another product"),
        "light": _("keeps its product"),
        "fresh": _("gets its first system"),
        "stays": _("stays as today"),
    }[path]


def order_section(subject: Subject) -> Iterator[Block]:
    """Measures, domains and cutovers by date."""
    yield Heading(2, _("Order of implementation"))
    yield from _measures(subject)
    yield from _domains(subject)
    yield from _all_cutovers(subject)


def _done(subject: Subject, end: int | None) -> str:
    return words.dash() if end is None else words.short_day(words.last_day(subject.programme.timeline, end))


def _measures(subject: Subject) -> Iterator[Block]:
    measures = measure_orders(subject)
    if not measures:
        return
    yield Heading(3, _("Measures"))
    titles = (_("measure"), _("starts"), _("done"), _("cost"), _("owner"), _("main area"))
    rows = []
    for placed in measures:
        spec = subject.scenario.measures[placed.step.id]
        begins = words.short_day(words.first_day(subject.programme.timeline, placed.start))
        name = subject.names.measure(placed.step.id)
        about = (spec.owner or words.dash(), spec.main_area or words.dash())
        rows.append((name, begins, _done(subject, placed.end), words.money(placed.step.cost), *about))
    yield table(titles, rows, right=(3,))


def _domains(subject: Subject) -> Iterator[Block]:
    orders = domain_orders(subject)
    yield Heading(3, _("Domains"))
    if orders:
        titles = (_("domain"), _("target"), _("joint work starts"), _("joint work done"), _("first in"), _("all in"))
        timeline = subject.programme.timeline
        rows = [
            (
                subject.names.domain(one.domain),
                subject.names.target(one.domain, subject.options[one.domain]),
                words.short_day(words.first_day(timeline, one.start)),
                *(_done(subject, end) for end in (one.joint_end, one.first_in, one.all_in, one.shut_down)),
            )
            for one in orders
        ]
        yield table((*titles, _("old systems shut down")), rows)
    staying = [domain for domain, option in subject.options.items() if option.stays]
    if staying:
        yield Paragraph(_("Nothing changes, each municipality keeps what it has:"))
        yield Bullets(tuple(subject.names.domain(domain) for domain in staying))


def _all_cutovers(subject: Subject) -> Iterator[Block]:
    found = cutovers(subject)
    if not found:
        return
    yield Heading(3, _("Cutovers by date"))
    titles = (_("done"), _("week"), _("domain"), _("municipality"), _("how"))
    rows = [
        (
            words.long_day(words.last_day(subject.programme.timeline, one.end)),
            words.week_text(subject.programme.timeline, one.end - 1),
            subject.names.domain(one.domain),
            subject.names.municipality(one.municipality),
            path_text(one.path),
        )
        for one in found
    ]
    yield table(titles, rows)
