"""What leaving out preparation and training would save and lose, told to people."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.names import Names
from consolidate.study.change_work import ChangeWork, Lost
from consolidate.text import _, ngettext
from consolidate.units import half_up


def change_work_blocks(study: ChangeWork, names: Names) -> Iterator[Block]:
    """What is saved, what is lost, and how much may be lost of what nobody has given a figure for."""
    yield Heading(2, _("Without preparation and training"))
    yield Paragraph(_("Only a what-if: nothing is planned without this work, and the plan stands as it is."))
    yield Paragraph(" ".join(_saved(study, names)))
    if study.benefits:
        titles = (_("benefit"), _("brings"), _("reached without, %"), _("lost"), _("counts as"))
        yield table(titles, [_row(one, names) for one in study.benefits], right=(1, 2, 3))
    verdict = " ".join(_verdict(study))
    if verdict:
        yield Paragraph(verdict)


def _saved(study: ChangeWork, names: Names) -> Iterator[str]:
    text = ngettext(
        "Without {count} step ({names}) {saved} {currency} of one-off cost would be saved, {value} at present value.",
        "Without {count} steps ({names}) {saved} {currency} of one-off cost would be saved, {value} at present value.",
        study.count,
    )
    yield text.format(
        count=words.money(study.count),
        names=", ".join(study.steps),
        saved=words.money(study.saved),
        currency=names.currency,
        value=_money(study.saved_value),
    )
    if study.person_weeks:
        freed = ", ".join(f"{skill} {words.decimal_text(weeks)}" for skill, weeks in study.person_weeks.items())
        yield _("It needs so many weeks of one person: {freed}.").format(freed=freed)


def _row(one: Lost, names: Names) -> tuple[str, ...]:
    reached = words.dash() if one.reached_percent is None else words.decimal_text(one.reached_percent)
    lost = _("nobody has said") if one.lost is None else _money(one.lost)
    return (names.benefit(one.benefit), _money(one.brings), reached, lost, _("money") if one.money else _("time"))


def _verdict(study: ChangeWork) -> Iterator[str]:
    net = Decimal(study.saved_value) - Decimal(study.lost_value)
    if any(one.money and one.lost is not None for one in study.benefits):
        text = _("Of benefits with a figure {lost} would be lost in money: leaving the work out saves {net} in all.")
        if net < 0:
            text = _(
                "Of benefits with a figure {lost} would be lost in money: leaving the work out costs {net} in all."
            )
        yield text.format(lost=_money(study.lost_value), net=words.money(half_up(abs(net))))
    if study.bearable_percent is not None:
        text = _(
            "Of benefits without a figure no more than {percent} % may be lost; beyond that the work pays for itself."
        )
        yield text.format(percent=words.decimal_text(study.bearable_percent))


def _money(text: str) -> str:
    return words.money(half_up(Decimal(text)))
