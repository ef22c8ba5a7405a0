"""Differences, told to people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.differences import Change, PlanChanges, StepMove, Sum
from consolidate.ledger.entries import EntryKind
from consolidate.plan.document import ContractDecision, Target
from consolidate.text import _, ngettext

MAX_VALUE = 70


def scenario_diff_blocks(changes: tuple[Change, ...]) -> Iterator[Block]:
    """Every path that changed."""
    if not changes:
        yield Paragraph(_("The two scenarios mean the same."))
        return
    count = len(changes)
    yield Paragraph(ngettext("{count} path differs.", "{count} paths differ.", count).format(count=count))
    rows = [(change.path, value_text(change.old), value_text(change.new)) for change in changes]
    yield table((_("path"), _("first"), _("second")), rows)


def value_text(value: Any) -> str:
    """A value of a document, shortened; a dash where there is none."""
    if value is None:
        return words.dash()
    text = value if isinstance(value, str) else json.dumps(_told(value), ensure_ascii=False)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"


def _told(value: Any) -> Any:
    """A value without what is empty in it, so that the few characters shown say something."""
    if isinstance(value, Mapping):
        return {key: _told(child) for key, child in value.items() if child not in (None, [], {})}
    return value


def plan_diff_blocks(changes: PlanChanges) -> Iterator[Block]:
    """Targets, steps, contracts, then cost and milestones."""
    if changes.none:
        yield Paragraph(_("The two plans decide the same."))
    if changes.targets:
        yield Heading(2, _("Targets"))
        rows = [(name, target_text(old), target_text(new)) for name, old, new in changes.targets]
        yield table((_("domain"), _("first"), _("second")), rows)
    yield from _moves(changes.moves)
    if changes.contracts:
        yield Heading(2, _("Contracts"))
        ends = [(name, contract_text(old), contract_text(new)) for name, old, new in changes.contracts]
        yield table((_("contract"), _("first"), _("second")), ends)
    yield from _sums(changes)


def target_text(target: Target | None) -> str:
    """A target in one cell."""
    if target is None:
        return words.dash()
    return _("stays") if target.stays else f"{target.product} ({target.route})"


def contract_text(contract: ContractDecision | None) -> str:
    """The end of a contract in one cell."""
    return words.dash() if contract is None else f"{contract.last_day.isoformat()} ({contract.by})"


def _moves(moves: tuple[StepMove, ...]) -> Iterator[Block]:
    if not moves:
        return
    yield Heading(2, _("Steps"))
    moved = sum(1 for move in moves if move.weeks)
    added = sum(1 for move in moves if move.old is None)
    dropped = sum(1 for move in moves if move.new is None)
    text = _("{moved} moved, {added} added, {dropped} dropped.")
    yield Paragraph(text.format(moved=moved, added=added, dropped=dropped))
    rows = [(move.step, _day(move.old), _day(move.new), _moved_text(move)) for move in moves]
    yield table((_("step"), _("first"), _("second"), _("change")), rows)


def _day(day: date | None) -> str:
    return words.dash() if day is None else day.isoformat()


def _moved_text(move: StepMove) -> str:
    if move.weeks is None:
        return _("added") if move.old is None else _("dropped")
    return words.moved_weeks(move.weeks) if move.weeks else _("other pools")


def _sums(changes: PlanChanges) -> Iterator[Block]:
    if changes.costs:
        yield Heading(2, _("In the objective"))
        rows = [(sum_name(one.of), *_pair(one)) for one in changes.costs]
        sums = int(changes.costs[-1].of == "objective")
        yield table((_("for"), _("first"), _("second"), _("change")), rows, right=(1, 2, 3), sums=sums)
    if changes.milestones:
        yield Heading(2, _("Weeks late"))
        late = [(one.of, *_pair(one)) for one in changes.milestones]
        yield table((_("milestone"), _("first"), _("second"), _("change")), late, right=(1, 2, 3))


def sum_name(kind: str) -> str:
    """What a figure of both plans is of: a kind of entry, or the objective."""
    return _("objective") if kind == "objective" else words.kind_text(EntryKind(kind))


def _pair(one: Sum) -> tuple[str, str, str]:
    never = _("never")
    old, new = (never if value is None else words.money(value) for value in (one.old, one.new))
    change = words.dash() if one.old is None or one.new is None else words.signed(one.new - one.old)
    return old, new, change
