"""What leaving out preparation and training would save and lose: a what-if, for which nothing is planned.

Saved are the costs of those steps in a plan's ledger and the people they need; lost is the part of each benefit that
its ``without_change_work_percent`` says is not reached without them. Where a benefit has no such figure nobody knows,
and it is told how much of these benefits may at most be lost before leaving the work out costs more than it saves.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from consolidate.analysis.subject import Subject
from consolidate.check.accounts import exact_text
from consolidate.errors import UnknownName
from consolidate.ledger.entries import ONE_OFF, EntryKind
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import Kind
from consolidate.scenario.base import Doc, Id
from consolidate.study.document import Study, mark_of
from consolidate.study.payments import Exact
from consolidate.text import _
from consolidate.units import half_up

CHANGE_WORK_FORMAT: Final = "consolidate/change-work/1"
USUAL = "prepare,train"
"""Names of steps that are change work where nothing else is said."""


class Lost(Doc):
    """A benefit at present value, exact: what it brings, and what is lost of it; null where nobody has said so.

    ``money``: it changes budgets; else it is time released, which is never added to money.
    """

    benefit: Id
    money: bool
    brings: Exact
    reached_percent: Decimal | None
    lost: Exact | None


class ChangeWork(Study):
    """What a plan would save and lose without its change work.

    ``steps``: names of the steps looked at, ``count`` how many the plan has. ``saved`` is nominal whole money,
    ``saved_value`` its present value; ``person_weeks`` by skill. ``lost_value``: money of benefits that have a figure.
    ``bearable_percent``: so much of the money of benefits without a figure may be lost before the work has paid for
    itself; null where no such benefit brings money.
    """

    format: Literal["consolidate/change-work/1"]
    steps: tuple[Id, ...]
    count: int
    saved: int
    saved_value: Exact
    person_weeks: dict[Id, Decimal]
    benefits: tuple[Lost, ...]
    lost_value: Exact
    bearable_percent: Decimal | None


def change_work_of(subject: Subject, names: tuple[str, ...], alternative: str | None = None) -> ChangeWork:
    """What a plan saves and loses without steps of these names.

    Raises:
        UnknownName: no municipality's work has a step of that name.
    """
    placed = _placed(subject, names)
    chosen = {one.step.id for one in placed}
    paid = [entry for entry in subject.ledger.entries if entry.kind in ONE_OFF and entry.of in chosen]
    benefits = _benefits(subject)
    saved = sum(entry.present_value for entry in paid)
    lost = sum(_fine(one.lost) for one in benefits if one.money and one.lost is not None)
    unknown = sum(_fine(one.brings) for one in benefits if one.money and one.lost is None)
    return ChangeWork(
        format=CHANGE_WORK_FORMAT,
        scenario=mark_of(subject.scenario, alternative),
        steps=names,
        count=len(placed),
        saved=sum(entry.amount for entry in paid),
        saved_value=exact_text(saved),
        person_weeks=_person_weeks(placed),
        benefits=benefits,
        lost_value=exact_text(lost),
        bearable_percent=_percent(max(0, saved - lost), unknown) if unknown > 0 else None,
    )


def _placed(subject: Subject, names: tuple[str, ...]) -> list[Placed]:
    local = [one for one in subject.schedule.placed.values() if one.step.kind is Kind.LOCAL]
    there = {one.step.name for one in local}
    for name in names:
        if name not in there:
            known = ", ".join(sorted(there)) or _("none")
            raise UnknownName(
                _("{name}: a step of municipal work in this plan: {known}").format(name=name, known=known)
            )
    return [one for one in local if one.step.name in names]


def _person_weeks(placed: list[Placed]) -> dict[str, Decimal]:
    """Weeks of one person by skill; a step that pauses is counted by its working weeks."""
    tenths: dict[str, int] = defaultdict(int)
    for one in placed:
        for skill, need in one.step.staff:
            tenths[skill] += need * one.step.weeks
    return {skill: Decimal(need) / 10 for skill, need in sorted(tenths.items())}


def _benefits(subject: Subject) -> tuple[Lost, ...]:
    kinds = {EntryKind.BUDGET_EFFECT: True, EntryKind.TIME_RELEASED: False}
    brings: dict[tuple[str, bool], int] = defaultdict(int)
    for entry in subject.ledger.entries:
        if entry.kind in kinds:
            brings[entry.of, kinds[entry.kind]] -= entry.present_value
    return tuple(_lost(subject, name, money, value) for (name, money), value in sorted(brings.items()))


def _lost(subject: Subject, name: str, money: bool, value: int) -> Lost:
    reached = subject.scenario.benefits[name].without_change_work_percent
    lost = None if reached is None else half_up(value * (100 - Fraction(reached)) / 100)
    return Lost(
        benefit=name,
        money=money,
        brings=exact_text(value),
        reached_percent=None if reached is None else Decimal(str(reached)),
        lost=None if lost is None else exact_text(lost),
    )


def _fine(text: str) -> int:
    return int(text.replace(".", ""))


def _percent(part: int, whole: int) -> Decimal:
    return Decimal(half_up(Fraction(1000 * part, whole))) / 10
