"""Accounts as a council reads them: all municipalities side by side, then under every key, then each one by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.names import Names, visible
from consolidate.study.accounts import Account, AccountsStudy, KeyAccounts, KeyOutcome, OverBudget
from consolidate.study.payments import Exact
from consolidate.text import _, ngettext
from consolidate.units import Fine, half_up

WORSE = "▼"
MANY = 8
"""Municipalities that a sentence names."""
NAMED = ("priced_elsewhere", "not_priced")
"""Classes of benefits that are told by name only."""


def fine(text: Exact) -> Fine:
    """The hundred-thousandths that an exact amount stands for."""
    return Fine(int(text.replace(".", "")))


def accounts_blocks(study: AccountsStudy, names: Names) -> Iterator[Block]:
    """The whole study."""
    yield Heading(2, _("Each municipality's account"))
    yield from _present_values(study, names)
    yield from _keys(study, names)
    yield from _by_year(study, names)


def _currency(study: AccountsStudy, names: Names) -> str:
    return _("{currency}, amounts assumed").format(currency=names.currency) if study.assumptions else names.currency


# --- side by side -------------------------------------------------------------------------------------


def _present_values(study: AccountsStudy, names: Names) -> Iterator[Block]:
    yield Paragraph(
        _(
            "In {currency}, present value until {day}. The gain is what staying as today would cost, less all costs of "
            "the plan, plus budget effects; {mark} marks who is worse off. Camels, babies and time released are not in "
            "it. Payback is one-off cost over what a full year brings, in years."
        ).format(currency=_currency(study, names), day=words.short_day(study.valued_until), mark=WORSE)
    )
    rows = [_value_row(account, names) for account in study.accounts]
    gain, *parts = _value_cells(study.accounts)
    rows.append((_("together"), gain, words.dash(), *parts))
    first = (_("municipality"), _("gain"), _("payback"), _("staying as today"), _("own one-off"))
    costs = (_("share of joint one-off"), _("fees, extensions, renewals"), _("running old"), _("running new"))
    yield table((*first, *costs, _("budget effects")), rows, right=range(1, 10), sums=1)
    changes = (_("municipality"), _("camels"), _("user-points"), _("babies"), _("most change at once"), _("in"))
    yield table(changes, (_change_row(account, names) for account in study.accounts), right=(1, 2, 3))


PARTS = (
    ("reference",),
    ("own_one_off",),
    ("share_of_joint",),
    ("leaving_fees", "extensions", "renewals"),
    ("running_old",),
    ("running_new",),
    ("budget_effects",),
)
"""Columns of present values, by the parts that each adds up."""


def _value_cells(accounts: Iterable[Account]) -> tuple[str, ...]:
    """The gain of some accounts together, and the parts that it comes from."""
    values = [account.present_value for account in accounts]
    parts = (sum(fine(getattr(value, part)) for value in values for part in column) for column in PARTS)
    return (_gain(sum(fine(value.better_by) for value in values)), *map(words.fine_money, parts))


def _gain(amount: int) -> str:
    """A gain with its sign, marked where it is a loss."""
    text = words.signed_fine(amount)
    return f"{WORSE} {text}" if amount < 0 else text


def _value_row(account: Account, names: Names) -> tuple[str, ...]:
    payback = words.dash()
    if account.payback_years is not None:
        payback = words.tenths_text(half_up(10 * account.payback_years))
    gain, *parts = _value_cells((account,))
    return (names.municipality(account.municipality), gain, payback, *parts)


def _change_row(account: Account, names: Names) -> tuple[str, ...]:
    peak = account.peak
    load = _("{points} points").format(points=peak.points)
    if peak.limit is not None:
        load = _("{points} of {limit} points").format(points=peak.points, limit=peak.limit)
    year, week, _day = peak.week.isocalendar()
    return (
        names.municipality(account.municipality),
        str(len(account.camels)),
        words.tenths_text(half_up(10 * sum(camel.user_points for camel in account.camels))),
        str(len(account.babies)),
        load if peak.points else _("no change"),
        _("week {number} of {year}").format(number=week, year=year) if peak.points else words.dash(),
    )


# --- under every key ----------------------------------------------------------------------------------


def _key_name(key: KeyAccounts) -> str:
    return _("as in the plan") if key.key is None else visible(key.name or key.key)


def _keys(study: AccountsStudy, names: Names) -> Iterator[Block]:
    yield Heading(3, _("Better or worse off under each cost key"))
    called = {key.key: _key_name(key) for key in study.keys}
    own = "; ".join(called.get(name, name) for key in study.keys if key.key is None for name in key.by)
    yield Paragraph(
        _(
            "As planned, joint cost is shared by: {keys}. Here another key takes their place; the plan stays as it is, "
            "nothing is planned again. Payments are the smallest, made once, at present value: each who is worse "
            "off receives just its loss (+), the others give (−) in proportion to what they gain."
        ).format(keys=own)
    )
    yield from _over_budgets(study, names)
    alone = [(key, key.one_off_alone or key) for key in study.keys]
    whole: list[tuple[KeyAccounts, KeyOutcome]] = [(key, key) for key in study.keys]
    if [outcome.accounts for _key, outcome in alone] == [outcome.accounts for _key, outcome in whole]:
        yield from _outcomes(whole, names)
        return
    yield Heading(4, _("The key shares joint one-off cost; running cost is shared as in the plan"))
    yield from _outcomes(alone, names)
    yield Heading(4, _("The key shares joint one-off cost and joint running cost"))
    yield from _outcomes(whole, names)


def _outcomes(outcomes: list[tuple[KeyAccounts, KeyOutcome]], names: Names) -> Iterator[Block]:
    """Gains by municipality and key, and what payments would make good."""
    gains = [[fine(share.better_by) for share in outcome.accounts] for _key, outcome in outcomes]
    titles = (_("municipality"), *(_key_name(key) for key, _outcome in outcomes))
    rows = [
        (names.municipality(share.municipality), *(_gain(column[place]) for column in gains))
        for place, share in enumerate(outcomes[0][1].accounts)
    ]
    rows.append((_("together"), *(_gain(fine(outcome.together)) for _key, outcome in outcomes)))
    rows.append((_("worse off"), *(str(len(outcome.worse_off)) for _key, outcome in outcomes)))
    yield table(titles, rows, right=range(1, len(titles)), sums=2)
    if len({outcome.together for _key, outcome in outcomes}) > 1:
        yield Paragraph(
            _("Each pays its share of running cost from its own start, so that the sum depends on the key too.")
        )
    yield Bullets(tuple(_payment_texts(outcomes, names)))
    yield from _payments([(key, outcome) for key, outcome in outcomes if outcome.side_payments.total], names)


def _payments(outcomes: list[tuple[KeyAccounts, KeyOutcome]], names: Names) -> Iterator[Block]:
    """Who would give and receive what, by municipality and key under which payments are needed and exist."""
    if not outcomes:
        return
    titles = (_("payments"), *(_key_name(key) for key, _outcome in outcomes))
    rows = []
    for share in outcomes[0][1].accounts:
        amounts = [outcome.side_payments.payments.get(share.municipality, 0) for _key, outcome in outcomes]
        cells = (words.signed(amount) if amount else words.dash() for amount in amounts)
        rows.append((names.municipality(share.municipality), *cells))
    yield table(titles, rows, right=range(1, len(titles)))


def _payment_texts(outcomes: list[tuple[KeyAccounts, KeyOutcome]], names: Names) -> Iterator[str]:
    """What payments would make good; keys of which the same is to be said stand together."""
    found: dict[str, list[str]] = {}
    for key, outcome in outcomes:
        found.setdefault(_payment_text(outcome, names), []).append(_key_name(key))
    for text, keys in found.items():
        yield _("{keys}: {text}").format(keys="; ".join(keys), text=text)


def _payment_text(outcome: KeyOutcome, names: Names) -> str:
    found, count = outcome.side_payments, len(outcome.worse_off)
    who = _some([names.municipality(name) for name in outcome.worse_off])
    if found.lacking is not None:
        text = _("all together lack {amount}, so that no payments can leave nobody worse off. Worse off: {who}.")
        return text.format(amount=words.fine_money(fine(found.lacking)), who=who)
    if not count:
        return _("nobody is worse off, no payments are needed.")
    text = ngettext(
        "{who} is worse off; payments of {total} in all make it good.",
        "{who} are worse off; payments of {total} in all make it good.",
        count,
    )
    return text.format(who=who, total=words.money(found.total))


def _some(names: list[str]) -> str:
    if len(names) <= MANY:
        return ", ".join(names)
    return _("{names} and {count} more").format(names=", ".join(names[:MANY]), count=len(names) - MANY)


def _over_budgets(study: AccountsStudy, names: Names) -> Iterator[Block]:
    over = tuple(_over_text(key, line, names) for key in study.keys for line in key.over_budget)
    if over:
        yield Paragraph(_("Municipalities pay shares of joint cost themselves; these budgets would not hold:"))
        yield Bullets(over)


def _over_text(key: KeyAccounts, line: OverBudget, names: Names) -> str:
    text = _("{key}: {name} would spend {spent} in {year} and has {available}, {over} too much.")
    if not line.hard:
        text = _("{key}: {name} would spend {spent} in {year} and has {available}, {over} too much, at a price.")
    amounts = {name: words.money(getattr(line, name)) for name in ("spent", "available", "over")}
    return text.format(key=_key_name(key), name=names.municipality(line.municipality), year=line.year, **amounts)


# --- one municipality ---------------------------------------------------------------------------------


def _by_year(study: AccountsStudy, names: Names) -> Iterator[Block]:
    yield Heading(3, _("By year"))
    yield Paragraph(
        _(
            "Amounts as they are paid, not discounted. “Paid twice” is the part of old running cost that falls on days "
            "on which the new system is paid for too. Time released is no money and stands in no table."
        )
    )
    everyone = {class_: _shared_by_all(study, class_) for class_ in NAMED}
    if any(everyone.values()):
        yield Bullets(tuple(_benefits_of_all(everyone, names)))
    for account in study.accounts:
        yield Heading(4, names.municipality(account.municipality))
        yield Paragraph(_better_or_worse(account, names))
        facts = tuple(_facts(account, names, everyone))
        if facts:
            yield Bullets(facts)
        yield _year_table(account)


def _shared_by_all(study: AccountsStudy, class_: str) -> frozenset[str]:
    """Benefits of a class that every municipality gets: told once."""
    return frozenset[str].intersection(*(frozenset(getattr(account, class_)) for account in study.accounts))


def _benefits_of_all(everyone: dict[str, frozenset[str]], names: Names) -> Iterator[str]:
    texts = {
        "priced_elsewhere": _("All get these benefits, which are in the running cost already: {benefits}"),
        "not_priced": _("All get these benefits without a price: {benefits}"),
    }
    for class_, benefits in everyone.items():
        if benefits:
            yield texts[class_].format(benefits=", ".join(map(names.benefit, sorted(benefits))))


def _better_or_worse(account: Account, names: Names) -> str:
    gain = fine(account.present_value.better_by)
    text = _("{name} is better off by {amount} at present value than by staying as today.")
    if gain < 0:
        text = _("{name} is worse off by {amount} at present value than by staying as today.")
    return text.format(name=names.municipality(account.municipality), amount=words.fine_money(abs(gain)))


def _facts(account: Account, names: Names, everyone: dict[str, frozenset[str]]) -> Iterator[str]:
    twice = sum(year.double_running for year in account.years)
    if twice:
        yield _("{amount} of what the old systems cost is paid twice").format(amount=words.money(twice))
    released = sum(year.time_released for year in account.years)
    if released:
        yield _("time released worth {amount} in all").format(amount=words.money(released))
    if account.camels:
        domains = ", ".join(names.domain(camel.domain) for camel in account.camels)
        yield _("changes to a system that its users rate lower: {domains}").format(domains=domains)
    if account.babies:
        domains = ", ".join(map(names.domain, account.babies))
        yield _("shuts down a system that it values: {domains}").format(domains=domains)
    texts = {
        "priced_elsewhere": _("benefits that are in the running cost already: {benefits}"),
        "not_priced": _("benefits without a price: {benefits}"),
    }
    for class_, text in texts.items():
        own = [benefit for benefit in getattr(account, class_) if benefit not in everyone[class_]]
        if own:
            yield text.format(benefits=", ".join(map(names.benefit, own)))


def _year_table(account: Account) -> Block:
    """Nominal sums by year; what is 0 in every year has no column."""
    titles = {
        "better_by": _("better or worse"),
        "reference": _("staying as today"),
        "own_one_off": _("own one-off"),
        "share_of_joint": _("share of joint one-off"),
        "leaving_fees": _("leaving fees"),
        "extensions": _("extensions"),
        "renewals": _("renewals"),
        "running_old": _("running old"),
        "running_new": _("running new"),
        "double_running": _("of old: paid twice"),
        "budget_effects": _("budget effects"),
    }
    used = [name for name in titles if name == "better_by" or any(getattr(year, name) for year in account.years)]
    rows = [(str(year.year), *(_year_cell(name, getattr(year, name)) for name in used)) for year in account.years]
    sums = [sum(getattr(year, name) for year in account.years) for name in used]
    rows.append((_("all years"), *(_year_cell(name, amount) for name, amount in zip(used, sums, strict=True))))
    return table((_("year"), *(titles[name] for name in used)), rows, right=range(1, len(used) + 1), sums=1)


def _year_cell(name: str, amount: int) -> str:
    return words.signed(amount) if name == "better_by" else words.money(amount)
