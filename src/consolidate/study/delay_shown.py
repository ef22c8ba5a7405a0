"""What waiting costs, told to people."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.names import Names
from consolidate.study.delay_document import Delay, DelayStudy
from consolidate.study.words import estimate_text, noise_text, range_text, short_outcome, sureness_text
from consolidate.text import _, ngettext


def delay_blocks(study: DelayStudy, names: Names) -> Iterator[Block]:
    """A table for what begins later, one for what falls due at another date."""
    yield Heading(2, _("What waiting costs"))
    text = _("What all together pay more, in {currency}. Each figure comes from planning anew.")
    yield Paragraph(text.format(currency=names.currency))
    yield Paragraph(
        ngettext("{count} run was made.", "{count} runs were made.", study.solves).format(count=study.solves)
    )
    later = [one for one in study.delays if one.kind != "milestone"]
    if later:
        yield Heading(3, _("Begun later than in the plan"))
        yield _table(later, names, _("weeks later"))
    due = [one for one in study.delays if one.kind == "milestone"]
    if due:
        yield Heading(3, _("Due later (+) or earlier (−)"))
        yield _table(due, names, _("weeks"))
    if study.left_out:
        called = ", ".join(names.gate(name) for name in study.left_out)
        yield Paragraph(
            _("Not in the plan, begun already, or too late in the period to wait: {names}.").format(names=called)
        )


def _table(rows: list[Delay], names: Names, weeks: str) -> Block:
    titles = (_("what"), weeks, _("costs"), _("noise"), _("proven between"), _("how sure"), _("all work done, weeks"))
    return table(titles, [_row(row, names) for row in rows], right=range(1, 5))


def _row(row: Delay, names: Names) -> tuple[str, ...]:
    sure = sureness_text(row.sureness) if row.estimate is not None else short_outcome(row.outcome)
    weeks = f"{row.weeks:+d}".replace("-", "\N{MINUS SIGN}")
    moved = "" if row.effects is None else f"{row.effects.weeks:+d}".replace("-", "\N{MINUS SIGN}")
    figures = (estimate_text(row), noise_text(row.noise), range_text(*row.proven))
    return (names.gate(row.of), weeks, *figures, sure, moved)
