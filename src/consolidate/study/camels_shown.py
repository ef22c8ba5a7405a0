"""Prices of refusals, told to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.names import Names
from consolidate.plan.document import Target
from consolidate.programme.steps import Option
from consolidate.study.camel_document import CamelPrice, CamelStudy, Price
from consolidate.study.effects import Effects, Place
from consolidate.study.words import estimate_text, noise_text, range_text, short_outcome, sureness_text
from consolidate.text import _, ngettext


def camel_blocks(study: CamelStudy, names: Names) -> Iterator[Block]:
    """The study, the dearest refusal first, what each means to others, then wishes and candidates."""
    yield Heading(2, _("What each refusal costs"))
    yield Paragraph(" ".join(_opening(study, names)))
    if study.camels:
        yield table(_titles(), [_row(row, names) for row in study.camels], right=(3, 4, 5, 6, 7), keys=2)
        yield from _effects_list(study.camels, names)
    if study.wishes:
        yield Heading(3, _("What keeping a system costs"))
        yield _others(_("keeps"), [(names.municipality(row.municipality), row) for row in study.wishes], names)
    if study.candidates:
        yield Heading(3, _("What other candidates cost"))
        yield _others(
            _("candidate"), [(names.product(row.domain, row.product), row) for row in study.candidates], names
        )


def _others(who: str, rows: Sequence[tuple[str, Price]], names: Names) -> Block:
    titles = (who, _("domain"), *_figure_titles(), _("how sure"), _("target"))
    return table(titles, [(name, *_common(row, names)) for name, row in rows], right=(2, 3, 4, 5), keys=2)


def _opening(study: CamelStudy, names: Names) -> Iterator[str]:
    if not study.camels:
        yield _("The plan asks nobody to swallow a camel, and buries no baby.")
        return
    yield _(
        "What all together pay more when one says no, in {currency}: the difference of the best plans found, how far "
        "chance moves it, and between which amounts the true price is proven to lie."
    ).format(currency=names.currency)
    yield _("With all others held: what it costs while every other domain stands exactly where it does.")
    yield ngettext("{count} run was made.", "{count} runs were made.", study.solves).format(count=study.solves)


def _titles() -> tuple[str, ...]:
    head = (_("refuses"), _("domain"), _("what"), _("user-points"))
    return (*head, *_figure_titles(), _("how sure"), _("instead"))


def _figure_titles() -> tuple[str, ...]:
    return _("estimate"), _("noise"), _("proven between"), _("with all others held")


def _row(row: CamelPrice, names: Names) -> tuple[str, ...]:
    what = _("camel") if row.kind == "camel" else _("baby")
    points = words.tenths_text(round(10 * row.user_points)) if row.kind == "camel" else words.dash()
    common = _common(row, names)
    instead = _("stays out of it") if row.by == "staying_out" and row.instead is not None else common[-1]
    return (names.municipality(row.municipality), common[0], what, points, *common[1:-1], instead)


def _common(row: Price, names: Names) -> tuple[str, ...]:
    """Domain, estimate, noise, proven, held, sureness, instead."""
    held = words.dash() if row.held is None else range_text(row.held.low, row.held.high)
    sure = sureness_text(row.sureness) if row.estimate is not None else short_outcome(row.outcome)
    figures = (estimate_text(row), noise_text(row.noise), range_text(*row.proven), held)
    return (names.domain(row.domain), *figures, sure, _instead(row.domain, row.instead, names))


def _instead(domain: str, target: Target | None, names: Names) -> str:
    return words.dash() if target is None else names.short_target(domain, Option(target.product, target.route))


def _effects_list(rows: Sequence[CamelPrice], names: Names) -> Iterator[Block]:
    """What each refusal means to the others: rows with the same target told once."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.effects is not None:
            text = effects_text(row.effects, names)
            found.setdefault(text, []).append(f"{names.municipality(row.municipality)}, {names.domain(row.domain)}")
    if found:
        yield Heading(3, _("What it means to the others"))
        yield Bullets(tuple(f"{'; '.join(dict.fromkeys(who))}: {text}" for text, who in found.items()))


def effects_text(found: Effects, names: Names) -> str:
    """One sentence: time, camels and babies of others, and who pays."""
    parts: list[str] = []
    if found.weeks:
        text = (
            _("all work is done {weeks} weeks later")
            if found.weeks > 0
            else _("all work is done {weeks} weeks earlier")
        )
        parts.append(text.format(weeks=abs(found.weeks)))
    if found.late_weeks:
        more, less = _("milestones are {weeks} weeks later in all"), _("milestones are {weeks} weeks less late in all")
        parts.append((more if found.late_weeks > 0 else less).format(weeks=abs(found.late_weeks)))
    for places, text in (
        (found.more_camels, _("new camels: {places}")),
        (found.fewer_camels, _("camels spared: {places}")),
        (found.more_babies, _("babies buried besides: {places}")),
        (found.fewer_babies, _("babies spared: {places}")),
    ):
        if places:
            parts.append(text.format(places=_places(places, names)))
    losers = sorted((gain, name) for name, gain in found.gains.items() if gain < 0)[:2]
    if losers:
        told = ", ".join(f"{names.municipality(name)} {words.money(gain)}" for gain, name in losers)
        parts.append(_("most is lost by {who}").format(who=told))
    return "; ".join(parts) or _("nobody else is touched")


def _places(places: Sequence[Place], names: Names) -> str:
    return ", ".join(f"{names.municipality(one.municipality)} ({names.domain(one.domain)})" for one in places)
