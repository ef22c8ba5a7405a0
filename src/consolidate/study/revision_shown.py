"""A yearly revision, told to people: goals first, then what was moved, added and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.diff_report import sum_name
from consolidate.analysis.names import Names
from consolidate.study.revision import Item, Revision
from consolidate.study.sums import sum_table
from consolidate.text import _, ngettext


def revision_blocks(study: Revision, names: Names) -> Iterator[Block]:
    """The whole revision; what is as it was is counted, not listed."""
    yield Heading(2, _("Revision of the plan"))
    kept = _("Every goal of the last version stands, with the same meaning.")
    broken = _("Not every goal of the last version stands: those who decided them have to agree.")
    yield Paragraph(kept if study.goals_kept else broken)
    for change in ("dropped", "added", "changed", "moved"):
        rows = [_row(one, names) for one in study.items if one.change == change]
        if rows:
            yield Heading(3, _title(change))
            yield table((_("what"), _("kind"), _("reached, was"), _("reached, now"), _("change")), rows)
    same = sum(one.change == "same" for one in study.items)
    yield Paragraph(ngettext("{count} is as it was.", "{count} are as they were.", same).format(count=same))
    costs = tuple(sum_table(_("for"), study.costs, sum_name))
    if costs:
        yield Heading(3, _("What it costs"))
        yield from costs


def _title(change: str) -> str:
    return {
        "dropped": _("Dropped"),
        "added": _("Added"),
        "changed": _("Changed"),
        "moved": _("Moved"),
    }[change]


def _row(one: Item, names: Names) -> tuple[str, ...]:
    kinds = {"goal": _("goal"), "milestone": _("milestone"), "measure": _("measure"), "domain": _("domain")}
    called = {"goal": names.goal, "milestone": names.milestone, "measure": names.measure, "domain": names.domain}
    return called[one.kind](one.of), kinds[one.kind], _day(one.was), _day(one.now), _change_text(one)


def _change_text(one: Item) -> str:
    if one.change == "changed":
        return _("{was} → {now}").format(was=one.text_was or words.dash(), now=one.text_now or words.dash())
    return words.moved_weeks(one.weeks) if one.weeks else ""


def _day(day: date | None) -> str:
    return words.dash() if day is None else words.short_day(day)
