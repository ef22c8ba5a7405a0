"""Figures of two plans side by side: what is in their objectives, and how late their milestones are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, table
from consolidate.analysis.differences import Sum as Figure
from consolidate.scenario.base import Doc, Reference
from consolidate.text import _


class Sum(Doc):
    """A figure of two plans, in whole money at present value or in weeks late; None: never reached."""

    of: Reference
    was: int | None
    now: int | None


def sums(figures: Iterable[Figure]) -> tuple[Sum, ...]:
    """Figures as they stand in documents."""
    return tuple(Sum(of=one.of, was=one.old, now=one.new) for one in figures)


def sum_table(what: str, figures: Iterable[Sum], called: Callable[[str], str]) -> Iterator[Block]:
    """A table of the figures that differ; nothing where none does."""
    rows = [(called(one.of), _figure(one.was), _figure(one.now), _change(one)) for one in figures if one.was != one.now]
    if rows:
        yield table((what, _("before"), _("now"), _("change")), rows, right=(1, 2, 3))


def _figure(value: int | None) -> str:
    return _("never") if value is None else words.money(value)


def _change(one: Sum) -> str:
    return words.dash() if one.was is None or one.now is None else words.signed(one.now - one.was)
