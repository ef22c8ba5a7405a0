"""What each municipality pays, gains and changes against staying as today (REQ-16, REQ-25, REQ-54).

A municipality is better or worse off by the present value of the reference less its own one-off cost, its share of
what the programme pays, its own running cost, plus its own budget effects; burden is never in that sum (SPEC §3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.cases import running_of
from consolidate.analysis.changes import Changes, baby_count, camel_count, people_text
from consolidate.analysis.subject import Subject, cash_value
from consolidate.analysis.years import Years
from consolidate.ledger.entries import INVESTMENT, ONE_OFF, RUNNING, Entry, EntryKind
from consolidate.text import _, ngettext
from consolidate.units import Fine


@dataclass(frozen=True)
class PartyYear:
    """A municipality's calendar year in whole money, nominal; ``effects`` is a gain."""

    year: int
    own: int
    share: int
    running: int
    effects: int
    reference: int

    @property
    def net(self) -> int:
        """How much better than staying as today."""
        return self.reference - self.own - self.share - self.running + self.effects


@dataclass(frozen=True)
class Party:
    """A municipality's account: whole money, ``gain`` in hundred-thousandths of present value."""

    municipality: str
    inhabitants: int
    own: int
    share: int
    before: int
    after: int
    effects: int
    released: int
    gain: Fine
    years: tuple[PartyYear, ...]
    changes: Changes
    paths: dict[str, str]

    @property
    def spared(self) -> int:
        """What a full year brings."""
        return self.before - self.after + self.effects

    @property
    def payback(self) -> Fraction | None:
        """Years in which full years' gains pay for own cost and share; None where there are no gains."""
        return Fraction(self.own + self.share, self.spared) if self.spared > 0 else None

    def count(self, path: str) -> int:
        """Domains that go one way."""
        return sum(1 for one in self.paths.values() if one == path)


def parties_of(subject: Subject, changes: Changes) -> tuple[Party, ...]:
    """Every municipality's account, the one with most inhabitants first."""
    years = Years(subject.programme)
    running = {domain: running_of(subject, domain) for domain in subject.options}
    return tuple(_party(subject, name, changes, years, running) for name in subject.by_size)


def _party(
    subject: Subject,
    name: str,
    changes: Changes,
    years: Years,
    running: dict[str, dict[str, tuple[int, int]]],
) -> Party:
    entries = [entry for entry in subject.ledger.entries if entry.bearer == name]
    reference = [entry for entry in subject.reference.entries if entry.bearer == name]
    mine = {domain: parts[name] for domain, parts in running.items() if name in parts}
    return Party(
        name,
        subject.scenario.municipalities[name].inhabitants,
        sum(entry.amount for entry in entries if _own(entry)),
        sum(entry.amount for entry in entries if _share(entry)),
        sum(before for before, _after in mine.values()),
        sum(after for _before, after in mine.values()),
        -sum(entry.yearly for entry in entries if entry.kind is EntryKind.BUDGET_EFFECT),
        -sum(entry.yearly for entry in entries if entry.kind is EntryKind.TIME_RELEASED),
        Fine(cash_value(reference) - cash_value(entries)),
        _years(years, entries, reference),
        changes.of(name),
        {domain: subject.path(domain, name) for domain in mine},
    )


def _own(entry: Entry) -> bool:
    """One-off cost that a municipality pays itself."""
    return entry.kind in INVESTMENT and entry.payer == entry.bearer


def _share(entry: Entry) -> bool:
    """A municipality's part of what the programme pays."""
    return entry.kind in INVESTMENT and entry.payer != entry.bearer


def _years(years: Years, entries: list[Entry], reference: list[Entry]) -> tuple[PartyYear, ...]:
    own = years.sums(entries, lambda entry: entry.kind in ONE_OFF and not _share(entry))
    share = years.sums(entries, _share)
    running = years.sums(entries, lambda entry: entry.kind in RUNNING)
    effects = years.sums(entries, lambda entry: entry.kind is EntryKind.BUDGET_EFFECT)
    today = years.sums(reference)
    return tuple(
        PartyYear(year, own[year], share[year], running[year], -effects[year], today[year]) for year in years.years
    )


# --- shown --------------------------------------------------------------------------------------------


def party_section(subject: Subject, parties: tuple[Party, ...]) -> Iterator[Block]:
    """One row for each municipality, then one short section for each."""
    yield Heading(2, _("What each municipality pays, gains and changes"))
    yield Paragraph(
        _(
            "The largest first, each as plainly as the next. In {currency}; gain is the present value of staying as "
            "today less that of the plan, until {day}. Camels, babies and time released are not in it."
        ).format(currency=subject.currency, day=words.short_day(subject.scenario.period.valued_until))
    )
    rows = [_row(subject, party) for party in parties]
    rows.append(_sum_row(parties))
    yield table(_titles(), rows, right=range(1, 12), sums=1)
    for party in parties:
        yield from _one(subject, party)


def _titles() -> tuple[str, ...]:
    money = (_("own one-off"), _("share of joint"), _("running today, a year"), _("running after, a year"))
    gains = (_("budget effects, a year"), _("payback, years"), _("gain, present value"))
    changes = (_("new systems"), _("camels"), _("babies"))
    return (_("municipality"), _("inhabitants"), *money, *gains, *changes)


def _row(subject: Subject, party: Party) -> tuple[str, ...]:
    amounts = (party.own, party.share, party.before, party.after, party.effects)
    new = party.count("full") + party.count("fresh")
    return (
        subject.names.municipality(party.municipality),
        words.money(party.inhabitants),
        *map(words.money, amounts),
        words.years_text(party.payback),
        words.signed_fine(party.gain),
        *(str(count) for count in (new, len(party.changes.camels), len(party.changes.babies))),
    )


def _sum_row(parties: tuple[Party, ...]) -> tuple[str, ...]:
    def added(values: Iterator[int]) -> str:
        return words.money(sum(values))

    invested = sum(party.own + party.share for party in parties)
    spared = sum(party.spared for party in parties)
    return (
        _("together"),
        added(party.inhabitants for party in parties),
        added(party.own for party in parties),
        added(party.share for party in parties),
        added(party.before for party in parties),
        added(party.after for party in parties),
        added(party.effects for party in parties),
        words.years_text(Fraction(invested, spared) if spared > 0 else None),
        words.signed_fine(sum(party.gain for party in parties)),
        added(party.count("full") + party.count("fresh") for party in parties),
        added(len(party.changes.camels) for party in parties),
        added(len(party.changes.babies) for party in parties),
    )


def _one(subject: Subject, party: Party) -> Iterator[Block]:
    yield Heading(3, subject.names.municipality(party.municipality))
    yield Paragraph(better_or_worse(subject, party))
    yield Bullets(tuple(_facts(subject, party)))
    titles = (_("year"), _("own one-off"), _("share of joint"), _("running"), _("budget effects"))
    rows = [
        (
            str(year.year),
            *map(words.money, (year.own, year.share, year.running, year.effects, year.reference)),
            words.signed(year.net),
        )
        for year in party.years
    ]
    yield table((*titles, _("staying as today"), _("better or worse")), rows, right=range(1, 7))


def better_or_worse(subject: Subject, party: Party) -> str:
    """One sentence: what a municipality gains or loses against staying as today."""
    name = subject.names.municipality(party.municipality)
    amount = words.fine_money(abs(party.gain))
    if party.gain >= 0:
        text = _("{name} is better off by {amount} at present value than by staying as today.")
    else:
        text = _("{name} is worse off by {amount} at present value than by staying as today; the whole gains from it.")
        total = sum(entry.present_value for entry in subject.reference.entries) - cash_value(subject.ledger.entries)
        if total < 0:
            text = _("{name} is worse off by {amount} at present value than by staying as today, as is the whole.")
    return text.format(name=name, amount=amount)


def _facts(subject: Subject, party: Party) -> Iterator[str]:
    yield _("pays {own} itself and bears {share} of what the programme pays").format(
        own=words.money(party.own), share=words.money(party.share)
    )
    yield _("running cost a year: {before} today, {after} when all have moved").format(
        before=words.money(party.before), after=words.money(party.after)
    )
    if party.effects or party.released:
        yield _("benefits in a full year: {effects} in budgets; apart from it, time released worth {released}").format(
            effects=words.money(party.effects), released=words.money(party.released)
        )
    yield _systems_text(party)
    yield _camels_text(subject, party)
    if party.changes.babies:
        domains = ", ".join(subject.names.domain(domain) for domain, _name in party.changes.babies)
        yield _("{babies}: {domains}").format(babies=baby_count(party.changes), domains=domains)
    if party.changes.people:
        yield people_text(party.changes)


def _systems_text(party: Party) -> str:
    counts = {path: party.count(path) for path in ("full", "fresh", "light", "stays")}
    new = counts["full"] + counts["fresh"]
    changed = ngettext("{new} new system", "{new} new systems", new).format(new=new)
    return _("{changed}, {kept} kept as the joint one, {stays} left as today").format(
        changed=changed, kept=counts["light"], stays=counts["stays"]
    )


def _camels_text(subject: Subject, party: Party) -> str:
    if not party.changes.camels:
        return camel_count(party.changes)
    domains = ", ".join(subject.names.domain(camel.domain) for camel in party.changes.camels)
    return _("{camels}: {domains}").format(camels=camel_count(party.changes), domains=domains)
