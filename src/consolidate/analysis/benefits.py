"""Benefits by class; time released is kept apart from money in every total (REQ-40, REQ-42, REQ-46, REQ-47, REQ-48)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.subject import Subject
from consolidate.ledger import costs
from consolidate.ledger.entries import EntryKind
from consolidate.text import _
from consolidate.units import Fine, percent_of

CLASSES = ("budget_effect", "time_released", "priced_elsewhere", "not_priced")
_KINDS = {"budget_effect": EntryKind.BUDGET_EFFECT, "time_released": EntryKind.TIME_RELEASED}


@dataclass(frozen=True)
class BenefitLine:
    """A benefit: full years and all valued years in whole money, ``value`` at present value.

    ``first`` and ``last`` are exclusive end weeks after which it begins for the first and the last municipality;
    ``lost`` is what a full year would lose without change work, None where that is not known.
    """

    benefit: str
    class_: str
    yearly: int
    total: int
    value: Fine
    first: int | None
    last: int | None
    lost: int | None


def benefit_lines(subject: Subject) -> tuple[BenefitLine, ...]:
    """Benefits by class."""
    found = []
    for name, spec in subject.scenario.benefits.items():
        kind = _KINDS.get(spec.class_)
        entries = [entry for entry in subject.ledger.entries if entry.kind is kind and entry.of == name]
        starts = sorted(_starts(subject, name))
        yearly = -sum(entry.yearly for entry in entries)
        kept = spec.without_change_work_percent
        found.append(
            BenefitLine(
                name,
                spec.class_,
                yearly,
                -sum(entry.amount for entry in entries),
                Fine(-sum(entry.present_value for entry in entries)),
                starts[0] if starts else None,
                starts[-1] if starts else None,
                None if kept is None or not yearly else yearly - percent_of(yearly, kept),
            )
        )
    return tuple(sorted(found, key=lambda line: (CLASSES.index(line.class_), line.benefit)))


def _starts(subject: Subject, benefit: str) -> Iterator[int]:
    """By municipality that gets it: the exclusive end week after which a benefit begins."""
    spec = subject.scenario.benefits[benefit]
    for municipality in costs.benefit_parties(subject.programme, spec):
        waits = costs.benefit_waits(subject.programme, spec, municipality)
        placed = [subject.schedule.placed.get(wait) for wait in waits]
        ends = [one.end for one in placed if one is not None]
        if len(ends) == len(waits):
            yield max(ends)


def class_text(class_: str) -> str:
    """What a class of benefits means."""
    return {
        "budget_effect": _("Benefits that change budgets"),
        "time_released": _("Time released (no money, in no total of money)"),
        "priced_elsewhere": _("Already in the comparison of running cost, not counted again"),
        "not_priced": _("Without a price, to be followed up"),
    }[class_]


def benefit_section(subject: Subject, lines: tuple[BenefitLine, ...]) -> Iterator[Block]:
    """One table for each class."""
    if not lines:
        return
    yield Heading(2, _("Benefits"))
    for class_ in CLASSES:
        group = [line for line in lines if line.class_ == class_]
        if not group:
            continue
        yield Heading(3, class_text(class_))
        if class_ in _KINDS:
            yield from _priced(subject, group)
        else:
            titles = (_("benefit"), _("begins"), _("owner"), _("motive"), _("waits for"))
            yield table(titles, (_about(subject, line) for line in group))
    yield from _lost(subject, lines)


def _priced(subject: Subject, group: list[BenefitLine]) -> Iterator[Block]:
    titles = (_("benefit"), _("begins"), _("owner"), _("motive"), _("waits for"))
    rows = [
        (*_about(subject, line), words.money(line.yearly), words.money(line.total), words.fine_money(line.value))
        for line in group
    ]
    sums = (sum(line.yearly for line in group), sum(line.total for line in group))
    value = words.fine_money(sum(line.value for line in group))
    rows.append((_("together"), "", "", "", "", *map(words.money, sums), value))
    figures = (_("full year"), _("all valued years"), _("present value"))
    yield table((*titles, *figures), rows, right=(5, 6, 7), sums=1)


def _about(subject: Subject, line: BenefitLine) -> tuple[str, ...]:
    spec, names = subject.scenario.benefits[line.benefit], subject.names
    requires = ", ".join(names.gate(item) for item in spec.requires)
    return (
        names.benefit(line.benefit),
        _begins(subject, line),
        spec.owner or _("no owner yet"),
        spec.motive or words.dash(),
        requires,
    )


def _begins(subject: Subject, line: BenefitLine) -> str:
    if line.first is None or line.last is None:
        return _("never")
    timeline = subject.programme.timeline
    first, last = (words.short_day(timeline.day(week)) for week in (line.first, line.last))
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def _lost(subject: Subject, lines: tuple[BenefitLine, ...]) -> Iterator[Block]:
    """What leaving out change work would cost (REQ-31)."""
    for line in lines:
        if line.lost:
            yield Paragraph(
                _("Without change work a full year of “{benefit}” would bring {lost} less.").format(
                    benefit=subject.names.benefit(line.benefit), lost=words.money(line.lost)
                )
            )
