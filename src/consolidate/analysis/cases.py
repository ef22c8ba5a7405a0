"""The cost/benefit case of each domain and measure (REQ-09, REQ-39), and the same by main area (REQ-21).

A benefit that waits for one domain or measure belongs to its case; one that waits for several has a line of its own,
so that none is counted twice. The gain is the present value of staying as today less that of the plan, in
hundred-thousandths; the gains of all lines add up to the programme's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.subject import Subject, cash_value
from consolidate.ledger import costs
from consolidate.ledger.entries import INVESTMENT, Entry, EntryKind
from consolidate.text import _
from consolidate.units import Fine


@dataclass(frozen=True)
class Case:
    """One line: whole money, once or a year; ``effects`` and ``released`` are full years of benefits."""

    of: str
    area: str | None
    one_off: int
    before: int
    after: int
    effects: int
    released: int
    gain: Fine

    @property
    def spared(self) -> int:
        """What a full year brings: less running cost, and benefits that change budgets."""
        return self.before - self.after + self.effects

    @property
    def payback(self) -> Fraction | None:
        """Years in which full years' gains pay for the one-off cost; None where one of the two is missing."""
        return Fraction(self.one_off, self.spared) if self.spared > 0 and self.one_off else None


def cases_of(subject: Subject) -> tuple[Case, ...]:
    """Domains first, then measures, then benefits that wait for several of them; each kind in order of id."""
    entries, reference = _by_case(subject, subject.ledger.entries), _by_case(subject, subject.reference.entries)
    running = running_by_domain(subject)
    found = []
    shared = sorted(name for name, spec in subject.scenario.benefits.items() if len(spec.requires) > 1)
    for name in (*subject.options, *subject.programme.measures, *shared):
        own = entries.get(name, [])
        before, after = running.get(name, (0, 0))
        found.append(
            Case(
                name,
                _area(subject, name),
                sum(entry.amount for entry in own if entry.kind in INVESTMENT),
                before,
                after,
                -sum(entry.yearly for entry in own if entry.kind is EntryKind.BUDGET_EFFECT),
                -sum(entry.yearly for entry in own if entry.kind is EntryKind.TIME_RELEASED),
                Fine(cash_value(reference.get(name, [])) - cash_value(own)),
            )
        )
    return tuple(found)


def case_of(subject: Subject, entry: Entry) -> str:
    """The case that an entry belongs to."""
    if entry.kind in (EntryKind.BUDGET_EFFECT, EntryKind.TIME_RELEASED):
        requires = subject.scenario.benefits[entry.of].requires
        return requires[0] if len(requires) == 1 else entry.of
    return entry.domain or entry.of


def _by_case(subject: Subject, entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(case_of(subject, entry), []).append(entry)
    return found


def running_by_domain(subject: Subject) -> dict[str, tuple[int, int]]:
    """By domain: yearly running cost of all participants today, and under the plan."""
    found = {}
    for domain in subject.options:
        parts = running_of(subject, domain)
        found[domain] = (sum(before for before, _ in parts.values()), sum(after for _, after in parts.values()))
    return found


def running_of(subject: Subject, domain: str) -> dict[str, tuple[int, int]]:
    """By participant of a domain: yearly running cost today, and under the plan once all have moved."""
    programme, option = subject.programme, subject.options[domain]
    before = {name: programme.installed(domain, name).running for name in programme.participants(domain)}
    if option.stays:
        return {name: (cost, cost) for name, cost in before.items()}
    own, fixed = costs.running_shares(programme, domain, option), costs.fixed_shares(programme, domain, option)
    return {name: (cost, own.get(name, 0) + fixed.get(name, 0)) for name, cost in before.items()}


def _area(subject: Subject, name: str) -> str | None:
    if name in subject.scenario.domains:
        return subject.scenario.domains[name].main_area
    if name in subject.scenario.measures:
        return subject.scenario.measures[name].main_area
    return None


def together(of: str, cases: Iterable[Case]) -> Case:
    """The sum of some cases."""
    lines = tuple(cases)
    return Case(
        of,
        None,
        sum(case.one_off for case in lines),
        sum(case.before for case in lines),
        sum(case.after for case in lines),
        sum(case.effects for case in lines),
        sum(case.released for case in lines),
        Fine(sum(case.gain for case in lines)),
    )


def by_area(cases: Iterable[Case]) -> dict[str | None, tuple[Case, ...]]:
    """Cases by main area; what names none comes last."""
    found: dict[str | None, list[Case]] = {}
    for case in cases:
        found.setdefault(case.area, []).append(case)
    return {area: tuple(found[area]) for area in sorted(found, key=lambda area: (area is None, area or ""))}


# --- shown --------------------------------------------------------------------------------------------


def case_section(subject: Subject, cases: tuple[Case, ...]) -> Iterator[Block]:
    """Each case in a row, then main areas."""
    yield Heading(2, _("Cost and benefit"))
    yield Paragraph(
        _(
            "In {currency}. Gain is the present value of staying as today less that of the plan, until {day}; payback "
            "is one-off cost over a full year's gain. Time released is no money and is in no sum."
        ).format(currency=subject.currency, day=words.short_day(subject.scenario.period.valued_until))
    )
    rows = [_row(subject.names.gate(case.of), case) for case in cases if case.of not in subject.scenario.benefits]
    shared = [case for case in cases if case.of in subject.scenario.benefits and (case.effects or case.released)]
    rows += [
        _row(_("{benefit} (waits for several)").format(benefit=subject.names.benefit(case.of)), case) for case in shared
    ]
    rows.append(_row(_("together"), together("", cases)))
    yield table((_("domain or measure"), *_titles()), rows, right=range(1, 8), sums=1)
    yield from _areas(subject, cases)


def _titles() -> tuple[str, ...]:
    once_and_yearly = (_("one-off"), _("running today, a year"), _("running after, a year"))
    gains = (_("budget effects, a year"), _("payback, years"), _("gain, present value"))
    return (*once_and_yearly, *gains, _("time released, a year"))


def _row(name: str, case: Case) -> tuple[str, ...]:
    amounts = (case.one_off, case.before, case.after, case.effects)
    gain = words.signed_fine(case.gain)
    return name, *map(words.money, amounts), words.years_text(case.payback), gain, words.money(case.released)


def _areas(subject: Subject, cases: tuple[Case, ...]) -> Iterator[Block]:
    areas = by_area(cases)
    if set(areas) == {None}:
        return
    yield Heading(3, _("By main area"))
    rows = [_row(area or _("no main area"), together("", lines)) for area, lines in areas.items()]
    yield table((_("main area"), *_titles()), rows, right=range(1, 8))
    goals: dict[str, int] = {}
    for goal in subject.scenario.goals.values():
        goals[goal.area or _("no main area")] = goals.get(goal.area or _("no main area"), 0) + 1
    if goals:
        parts = ", ".join(_("{area} {count}").format(area=area, count=count) for area, count in sorted(goals.items()))
        yield Paragraph(_("Goals by main area: {parts}.").format(parts=parts))
