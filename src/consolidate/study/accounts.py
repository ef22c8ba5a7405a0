"""Each municipality's account of a plan by year, and under other cost keys with the same decisions (REQ-16, REQ-54).

Nothing is planned again: another key moves joint cost between municipalities, and the ledger of the same decisions
tells what becomes of each. All amounts are sums over ledgers; whole money by year, hundred-thousandths where compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from consolidate.analysis.assumptions import assumptions
from consolidate.analysis.changes import Changes, changes_of
from consolidate.analysis.parties import Party, parties_of
from consolidate.analysis.subject import Subject, cash_value
from consolidate.analysis.years import Years
from consolidate.check.accounts import exact_text
from consolidate.check.changes import loads
from consolidate.ledger import costs
from consolidate.ledger.book import Ledger, ledger_of
from consolidate.ledger.budgets import BudgetYear, all_budgets
from consolidate.ledger.entries import CASH, Entry, EntryKind, total
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.base import Day, Doc, Flag, Id, Text
from consolidate.scenario.document import Scenario
from consolidate.scenario.money import Key
from consolidate.study.document import Study, mark_of
from consolidate.study.keys import keys_in_use, shared_by, shares_running
from consolidate.study.payments import Exact, SidePayments, side_payments
from consolidate.units import Fine, half_up

ACCOUNTS_FORMAT: Final = "consolidate/accounts/1"

COSTS: dict[str, EntryKind] = {
    "own_one_off": EntryKind.LOCAL_ONE_OFF,
    "share_of_joint": EntryKind.JOINT_ONE_OFF,
    "leaving_fees": EntryKind.LEAVING_FEE,
    "extensions": EntryKind.EXTENSION,
    "renewals": EntryKind.RENEWAL,
    "running_old": EntryKind.RUNNING_OLD,
    "running_new": EntryKind.RUNNING_NEW,
}
"""What a municipality bears, by the kind of entry; with benefits that change budgets this is all cash."""
GAINS: dict[str, EntryKind] = {
    "budget_effects": EntryKind.BUDGET_EFFECT,
    "time_released": EntryKind.TIME_RELEASED,
}
"""What it is told of as a gain: entries count these below 0, accounts above. Time released is no money."""


class AccountYear(Doc):
    """One calendar year of a municipality in whole money, nominal.

    ``own_one_off`` is local work; ``share_of_joint`` is its part of joint one-off cost, whoever pays it.
    ``double_running`` is part of ``running_old``: what the old systems cost on days on which the municipality pays for
    the new ones too. ``budget_effects`` and ``time_released`` are gains. ``better_by``: reference less all costs, plus
    budget effects.
    """

    year: int
    own_one_off: int
    share_of_joint: int
    leaving_fees: int
    extensions: int
    renewals: int
    running_old: int
    running_new: int
    double_running: int
    budget_effects: int
    time_released: int
    reference: int
    better_by: int


class PresentValue(Doc):
    """All valued years of an account at present value, exact; the parts are those of a year."""

    own_one_off: Exact
    share_of_joint: Exact
    leaving_fees: Exact
    extensions: Exact
    renewals: Exact
    running_old: Exact
    running_new: Exact
    budget_effects: Exact
    reference: Exact
    better_by: Exact


class AccountCamel(Doc):
    """A camel of a municipality: ``user_points`` are users × points of perceived quality lost."""

    domain: Id
    users: int
    user_points: Decimal


class PeakLoad(Doc):
    """The Monday of the week in which change comes nearest to what a municipality can take, or is most; points."""

    week: Day
    points: int
    limit: int | None = None


class Account(Doc):
    """What a plan means to one municipality.

    ``payback_years``: own one-off cost and share over what a full year brings; None where a year brings nothing.
    ``priced_elsewhere`` and ``not_priced``: benefits of these classes that it gets, by name only.
    """

    municipality: Id
    years: tuple[AccountYear, ...]
    present_value: PresentValue
    payback_years: Decimal | None
    camels: tuple[AccountCamel, ...]
    babies: tuple[Id, ...]
    peak: PeakLoad
    priced_elsewhere: tuple[Id, ...]
    not_priced: tuple[Id, ...]


class KeyShare(Doc):
    """What a key makes of one municipality's account: the two parts that a key moves (nominal), and its gain."""

    municipality: Id
    share_of_joint: int
    running_new: int
    better_by: Exact


class OverBudget(Doc):
    """A municipality's year in which it would spend more than it has, and more so than as the plan was made."""

    municipality: Id
    year: int
    spent: int
    available: int
    over: int
    hard: Flag


class KeyOutcome(Doc):
    """What a key makes of all accounts. ``together``: all gains. ``worse_off``: who would do better as today."""

    accounts: tuple[KeyShare, ...]
    together: Exact
    worse_off: tuple[Id, ...]
    side_payments: SidePayments


class KeyAccounts(KeyOutcome):
    """The same decisions with joint cost shared by one key; ``key`` None: as the scenario shares it, ``by`` its keys.

    All joint cost that the scenario shares by a key is shared by this one. ``one_off_alone``: only one-off cost is,
    running cost as the scenario has it; None where it shares no running cost by a key.
    """

    key: Text | None
    by: tuple[Text, ...]
    one_off_alone: KeyOutcome | None = None
    over_budget: tuple[OverBudget, ...]


class AccountsStudy(Study):
    """Every municipality's account, the one with most inhabitants first, and what each cost key would make of it.

    ``assumed``: inputs of the scenario that are marked as assumptions.
    """

    format: Literal["consolidate/accounts/1"]
    valued_until: Day
    assumptions: int
    accounts: tuple[Account, ...]
    keys: tuple[KeyAccounts, ...]


def accounts_of(subject: Subject, keys: Mapping[str, Key], alternative: str | None = None) -> AccountsStudy:
    """The accounts of a plan, as it is and under each key of its scenario and each of ``keys`` (by what it is called).

    The subject's plan should be clean: what is wrong with it is not told here.
    """
    return AccountsStudy(
        format=ACCOUNTS_FORMAT,
        scenario=mark_of(subject.scenario, alternative),
        valued_until=subject.scenario.period.valued_until,
        assumptions=sum(assumptions(subject.scenario).values()),
        accounts=tuple(_accounts(subject)),
        keys=tuple(_all_keys(subject, keys)),
    )


# --- one municipality ---------------------------------------------------------------------------------


def _accounts(subject: Subject) -> Iterator[Account]:
    years, peaks = Years(subject.programme), loads(subject.schedule)["change_points"]
    entries, reference = _by_bearer(subject.ledger.entries), _by_bearer(subject.reference.entries)
    for party in parties_of(subject, changes_of(subject)):
        name, peak = party.municipality, peaks[party.municipality]
        own, today = entries.get(name, []), reference.get(name, [])
        yield Account(
            municipality=name,
            years=_years(years, own, today, list(double_running(subject.programme, own))),
            present_value=_present_value(party, own, today),
            payback_years=None if party.payback is None else Decimal(half_up(100 * party.payback)) / 100,
            camels=tuple(_camels(party.changes)),
            babies=tuple(domain for domain, _municipality in party.changes.babies),
            peak=PeakLoad(week=peak["week"], points=peak["used"], limit=peak["limit"]),
            priced_elsewhere=_named_benefits(subject, name, "priced_elsewhere"),
            not_priced=_named_benefits(subject, name, "not_priced"),
        )


def _by_bearer(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.bearer, []).append(entry)
    return found


def _of_kind(entries: Iterable[Entry], kind: EntryKind) -> list[Entry]:
    return [entry for entry in entries if entry.kind is kind]


def _years(years: Years, entries: list[Entry], reference: list[Entry], double: list[Entry]) -> tuple[AccountYear, ...]:
    parts = {name: years.sums(_of_kind(entries, kind)) for name, kind in (COSTS | GAINS).items()}
    twice, today, cash = years.sums(double), years.sums(reference), years.sums(entries, lambda one: one.kind in CASH)
    return tuple(
        AccountYear(
            year=year,
            **{name: parts[name][year] for name in COSTS},
            **{name: -parts[name][year] for name in GAINS},
            double_running=twice[year],
            reference=today[year],
            better_by=today[year] - cash[year],
        )
        for year in years.years
    )


def double_running(programme: Programme, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The parts of flows of old systems that fall on days on which their owner pays for the new one too.

    New cost begins with a parallel run or the cutover, a fixed part with the first cutover in the domain; it then
    runs for as long as anything is valued. ``present_value`` of the parts is not set.
    """
    timeline = programme.timeline
    old: list[Entry] = []
    begins: dict[tuple[str | None, str], int] = {}
    for entry in entries:
        if entry.kind is EntryKind.RUNNING_OLD:
            old.append(entry)
        elif entry.kind is EntryKind.RUNNING_NEW:
            place, first = (entry.domain, entry.bearer), timeline.day_index(entry.date)
            begins[place] = min(first, begins.get(place, first))
    for entry in old:
        begin = begins.get((entry.domain, entry.bearer))
        if begin is None or entry.until is None:
            continue
        first, until = max(begin, timeline.day_index(entry.date)), timeline.day_index(entry.until)
        if first < until:
            amount = timeline.nominal(entry.yearly, until) - timeline.nominal(entry.yearly, first)
            yield entry._replace(date=timeline.day_at(first), amount=amount, present_value=Fine(0))


def _present_value(party: Party, entries: list[Entry], reference: list[Entry]) -> PresentValue:
    parts = {name: exact_text(cash_value(_of_kind(entries, kind))) for name, kind in COSTS.items()}
    effects = -total(entries, lambda entry: entry.kind is EntryKind.BUDGET_EFFECT)
    return PresentValue(
        **parts,
        budget_effects=exact_text(effects),
        reference=exact_text(cash_value(reference)),
        better_by=exact_text(party.gain),
    )


def _camels(changes: Changes) -> Iterator[AccountCamel]:
    for camel in changes.camels:
        yield AccountCamel(domain=camel.domain, users=camel.users, user_points=Decimal(camel.burden_tenths) / 10)


def _named_benefits(subject: Subject, municipality: str, class_: str) -> tuple[str, ...]:
    """Benefits of a class that a municipality gets, once all that they wait for is done."""
    programme, placed = subject.programme, subject.schedule.placed
    return tuple(
        name
        for name, benefit in sorted(subject.scenario.benefits.items())
        if benefit.class_ == class_
        and municipality in costs.benefit_parties(programme, benefit)
        and all(wait in placed for wait in costs.benefit_waits(programme, benefit, municipality))
    )


# --- under other keys ---------------------------------------------------------------------------------


def _all_keys(subject: Subject, added: Mapping[str, Key]) -> Iterator[KeyAccounts]:
    """As the scenario shares it, then each of its keys in order of id, then the added ones as they come."""
    scenario = subject.scenario
    own = _outcome(subject, subject.ledger)
    yield KeyAccounts(**own, key=None, by=keys_in_use(scenario), over_budget=())
    for name in (*sorted(scenario.keys), *added):
        ledger, alone = _ledger(subject, shared_by(scenario, name, added)), None
        if shares_running(scenario):
            alone = _ledger(subject, shared_by(scenario, name, added, running=False))
        yield KeyAccounts(
            **_outcome(subject, ledger),
            name=(added.get(name) or scenario.keys[name]).name,
            key=name,
            by=(name,),
            one_off_alone=None if alone is None else KeyOutcome(**_outcome(subject, alone)),
            over_budget=tuple(_over_budget(subject, ledger)),
        )


def _ledger(subject: Subject, scenario: Scenario) -> Ledger:
    """The ledger of the same decisions in another scenario."""
    return ledger_of(Schedule(Programme(scenario), subject.schedule.decisions))


def _outcome(subject: Subject, ledger: Ledger) -> dict[str, Any]:
    """The fields of an outcome; what staying as today costs is the same under every key."""
    entries, reference = _by_bearer(ledger.entries), _by_bearer(subject.reference.entries)
    gains = {
        place: Fine(cash_value(reference.get(place, [])) - cash_value(entries.get(place, [])))
        for place in subject.by_size
    }
    return {
        "accounts": tuple(_share(place, entries.get(place, []), gain) for place, gain in gains.items()),
        "together": exact_text(sum(gains.values())),
        "worse_off": tuple(place for place, gain in gains.items() if gain < 0),
        "side_payments": side_payments(gains),
    }


def _share(municipality: str, entries: list[Entry], gain: Fine) -> KeyShare:
    return KeyShare(
        municipality=municipality,
        share_of_joint=sum(entry.amount for entry in _of_kind(entries, EntryKind.JOINT_ONE_OFF)),
        running_new=sum(entry.amount for entry in _of_kind(entries, EntryKind.RUNNING_NEW)),
        better_by=exact_text(gain),
    )


def _over_budget(subject: Subject, ledger: Ledger) -> Iterator[OverBudget]:
    """Years in which a municipality passes its budget where it did not, or by more; no key moves the programme's."""
    before = {
        (payer, line.year): line.over
        for payer, lines in all_budgets(subject.programme, subject.ledger.entries).items()
        for line in lines
    }
    for payer, lines in all_budgets(ledger.programme, ledger.entries).items():
        for line in lines:
            if line.over > before[payer, line.year]:
                yield _over(subject, payer, line)


def _over(subject: Subject, payer: str, line: BudgetYear) -> OverBudget:
    return OverBudget(
        municipality=payer,
        year=line.year,
        spent=line.spent,
        available=line.available,
        over=line.over,
        hard=subject.scenario.budgets[payer].is_hard,
    )
