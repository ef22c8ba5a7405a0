"""The first page: what the plan costs and brings, for whom, how good it is at least, on what it rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from consolidate.analysis import words
from consolidate.analysis.assumptions import assumption_text
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.changes import Changes, baby_count, camel_count, people_text
from consolidate.analysis.curve import Curve, break_even_text
from consolidate.analysis.milestones import MilestoneLine, against_date, milestone_text
from consolidate.analysis.parties import Party, better_or_worse
from consolidate.analysis.proof import certainty_text, outcome_text
from consolidate.analysis.subject import Subject, cash_value
from consolidate.ledger.entries import CASH, INVESTMENT, EntryKind, weighed
from consolidate.text import _, ngettext
from consolidate.units import Fine, rounded_money

SENTENCES = 10
"""Breaches told one by one; the rest are counted (`consolidate check` tells all)."""


@dataclass(frozen=True)
class CostLine:
    """What one kind of entry adds up to: nominal whole money, and its part of the objective."""

    kind: EntryKind
    amount: int
    value: Fine


@dataclass(frozen=True)
class Summary:
    """Sums of the whole plan; present values in hundred-thousandths, ``investment`` in whole money."""

    objective: Fine
    cash: Fine
    reference: Fine
    investment: int
    costs: tuple[CostLine, ...]
    last_end: int | None

    @property
    def gain(self) -> Fine:
        """What the plan is better than staying as today, in cash."""
        return Fine(self.reference - self.cash)


def summary_of(subject: Subject) -> Summary:
    """Sums over the ledger."""
    weight = Fraction(subject.scenario.policy.time_released_weight)
    costs = []
    for kind in EntryKind:
        entries = [entry for entry in subject.ledger.entries if entry.kind is kind]
        if entries:
            value = Fine(sum(weighed(entry, weight) for entry in entries))
            costs.append(CostLine(kind, sum(entry.amount for entry in entries), value))
    ends = [placed.end for placed in subject.schedule.placed.values()]
    return Summary(
        subject.ledger.objective,
        cash_value(subject.ledger.entries),
        cash_value(subject.reference.entries),
        subject.ledger.investment,
        tuple(costs),
        max(ends, default=None),
    )


def title(subject: Subject) -> Heading:
    """The title of the report."""
    return Heading(1, _("Coordination plan: {name}").format(name=subject.names.scenario))


def summary_section(
    subject: Subject,
    summary: Summary,
    lines: tuple[MilestoneLine, ...],
    parties: tuple[Party, ...],
    changes: Changes,
    curve: Curve,
) -> Iterator[Block]:
    """The first page."""
    yield title(subject)
    yield Paragraph(" ".join(_opening(subject)))
    yield from _breaches(subject)
    yield Bullets(tuple(_money_facts(subject, summary, curve)))
    yield Bullets(tuple(_work_facts(subject, summary, lines, changes)))
    yield Paragraph(_("The largest and the smallest municipality:"))
    yield Bullets(tuple(better_or_worse(subject, party) for party in parties[:: max(1, len(parties) - 1)][:2]))
    yield from _cost_table(subject, summary)


def _opening(subject: Subject) -> Iterator[str]:
    if subject.run is not None:
        yield outcome_text(subject.run.outcome)
    yield assumption_text(subject.scenario)


def _breaches(subject: Subject) -> Iterator[Block]:
    """Rules that a plan made by hand breaks, and breaches that what has happened causes."""
    found = subject.verdict.violations
    if not found:
        return
    if subject.verdict.clean:
        yield Paragraph(_("What has happened already breaks rules; nothing that is planned does:"))
    else:
        yield Paragraph(_("This is not a valid plan. It breaks rules:"))
    more = len(found) - SENTENCES
    rest = (ngettext("and {more} more breach", "and {more} more breaches", more).format(more=more),) if more > 0 else ()
    yield Bullets((*(violation.sentence for violation in found[:SENTENCES]), *rest))


def _money_facts(subject: Subject, summary: Summary, curve: Curve) -> Iterator[str]:
    yield _("The plan costs {cash} at present value, staying as today {reference} ({currency}).").format(
        cash=words.fine_money(summary.cash), currency=subject.currency, reference=words.fine_money(summary.reference)
    )
    text = _("So it brings {gain}") if summary.gain >= 0 else _("So it costs {gain} more than staying as today")
    until = _(", valued until {day}.").format(day=words.short_day(subject.scenario.period.valued_until))
    yield text.format(gain=words.rough(rounded_money(abs(summary.gain)))) + until
    yield _("The one-off investment is {amount} ({parts}).").format(
        amount=words.money(summary.investment), parts=_investment_parts(summary)
    )
    yield break_even_text(curve)
    yield certainty_text(subject)


def _investment_parts(summary: Summary) -> str:
    parts = (line for line in summary.costs if line.kind in INVESTMENT)
    return ", ".join(f"{words.kind_text(line.kind)} {words.money(line.amount)}" for line in parts) or words.money(0)


def _work_facts(
    subject: Subject, summary: Summary, lines: tuple[MilestoneLine, ...], changes: Changes
) -> Iterator[str]:
    joined, all_domains = len(subject.joined), len(subject.options)
    text = ngettext(
        "{joined} of {count} domain gets one common system.",
        "{joined} of {count} domains get one common system.",
        all_domains,
    )
    yield text.format(joined=joined, count=all_domains)
    if summary.last_end is not None:
        day = words.last_day(subject.programme.timeline, summary.last_end)
        yield _("All work is done {day}.").format(day=words.long_day(day))
    if lines:
        late = [f"{line.milestone} {against_date(line)}" for line in lines if not line.on_time]
        yield " ".join((milestone_text(lines), _("Late: {late}.").format(late=", ".join(late)) if late else "")).strip()
    counts = [camel_count(changes), baby_count(changes).lower()]
    if changes.people:
        counts.append(people_text(changes))
    yield ", ".join(counts) + "."


def _cost_table(subject: Subject, summary: Summary) -> Iterator[Block]:
    yield Heading(2, _("What it costs"))
    rows = [
        (
            words.kind_text(line.kind),
            words.money(line.amount) if line.kind in CASH or line.kind is EntryKind.TIME_RELEASED else words.dash(),
            words.fine_money(line.value),
            _basis(line.kind),
        )
        for line in summary.costs
    ]
    rows.append((_("objective: what the plan is judged by"), "", words.fine_money(summary.objective), ""))
    titles = (_("for"), _("amount, {currency}").format(currency=subject.currency), _("in the objective"))
    yield table((*titles, _("counts as")), rows, right=(1, 2), sums=1)


def _basis(kind: EntryKind) -> str:
    if kind in CASH:
        return _("cash, at present value")
    return _("time, by its own weight") if kind is EntryKind.TIME_RELEASED else _("a price on what could not be kept")
