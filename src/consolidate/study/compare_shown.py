"""Alternatives side by side, told to people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, shown, table
from consolidate.analysis.names import Names
from consolidate.plan.document import Target
from consolidate.programme.steps import Option
from consolidate.study.compare_document import AlternativeLine, Comparison, Shape
from consolidate.study.document import BASE
from consolidate.study.words import estimate_text, noise_text, range_text, short_outcome, sureness_text
from consolidate.text import _, ngettext
from consolidate.units import half_up


def comparison_blocks(study: Comparison, names: Names) -> Iterator[Block]:
    """Cost and proof, money, dates and people, municipalities, targets: a table each."""
    yield Heading(2, _("Alternatives side by side"))
    yield Paragraph(" ".join(_opening(study, names)))
    yield _costs(study)
    planned = [(line, line.shape) for line in study.alternatives if line.shape is not None]
    notes = [
        _("{name}: {note}").format(name=_called(line), note=line.run_note) for line in study.alternatives if _why(line)
    ]
    if notes:
        yield Bullets(tuple(notes))
    if planned:
        yield _money(planned)
        yield _people(planned, names)
        yield from _parties(planned, names)
        yield from _targets(planned, names)


def _why(line: AlternativeLine) -> bool:
    return line.run_note is not None and line.shape is None


def _opening(study: Comparison, names: Names) -> Iterator[str]:
    yield _("Amounts in {currency}, at present value but for one-off cost.").format(currency=names.currency)
    yield _(
        "Dearer than the base: the difference of the best plans found, how far chance moves it, and between which "
        "amounts the true difference is proven to lie."
    )
    yield ngettext("{count} run was made.", "{count} runs were made.", study.solves).format(count=study.solves)


def _called(line: AlternativeLine) -> str:
    if line.name == BASE:
        return _("as it is")
    return shown(line.title or line.name or "")


def _costs(study: Comparison) -> Block:
    titles = (_("alternative"), _("outcome"), _("objective"), _("gap, % of gross"), _("gap, % of investment"))
    against = (_("dearer than the base"), _("noise"), _("proven between"), _("how sure"))
    return table((*titles, *against), [_cost_row(line) for line in study.alternatives], right=(2, 3, 4, 5, 6, 7))


def _cost_row(line: AlternativeLine) -> tuple[str, ...]:
    objective = words.dash() if line.objective is None else words.money(half_up(Decimal(line.objective)))
    gaps = (_percent(line.gap_percent_of_gross), _percent(line.gap_percent_of_investment))
    more = line.against_base
    if more is None:
        against = (words.dash(),) * 4
    else:
        sure = sureness_text(more.sureness) if more.estimate is not None else words.dash()
        against = (estimate_text(more), noise_text(more.noise), range_text(*more.proven), sure)
    return (_called(line), short_outcome(line.outcome), objective, *gaps, *against)


def _percent(value: float | None) -> str:
    return words.dash() if value is None else words.hundredths_text(half_up(100 * Decimal(str(value))))


Planned = list[tuple[AlternativeLine, Shape]]


def _money(planned: Planned) -> Block:
    titles = (_("alternative"), _("all cash"), _("one-off cost"), _("running cost"), _("benefits in budgets"))
    rows = [
        (
            _called(line),
            *map(words.money, (sums.total, sums.one_off, sums.running, sums.benefits, sums.priced)),
            words.signed(sums.better_by),
        )
        for line, sums in ((line, shape.sums) for line, shape in planned)
    ]
    return table((*titles, _("priced demands"), _("better than today")), rows, right=range(1, 7))


def _people(planned: Planned, names: Names) -> Block:
    titles = (_("alternative"), _("milestones in time"), _("weeks late"), _("camels"), _("user-points"), _("babies"))
    more = (_("all work done"), _("pays back from"), _("worst off"))
    rows = []
    for line, shape in planned:
        reached = _("{part} of {whole}").format(part=shape.milestones.in_time, whole=shape.milestones.count)
        points = words.tenths_text(round(10 * shape.user_points))
        counts = (str(shape.milestones.weeks_late), str(shape.camels), points, str(shape.babies))
        rows.append((_called(line), reached, *counts, _day(shape.finish), _day(shape.break_even), _worst(shape, names)))
    return table((*titles, *more), rows, right=range(1, 6))


def _day(day: date | None) -> str:
    return words.dash() if day is None else words.short_day(day)


def _worst(shape: Shape, names: Names) -> str:
    if shape.worst_off is None:
        return words.dash()
    gain = words.signed(shape.parties[shape.worst_off].gain)
    return f"{names.municipality(shape.worst_off)} {gain}"


def _parties(planned: Planned, names: Names) -> Iterator[Block]:
    """Gains, then camels and babies, of each municipality."""
    who = list(planned[0][1].parties)
    titles = (_("alternative"), *(names.municipality(name) for name in who))
    yield Heading(3, _("Better off than by staying as today"))
    gains = [(_called(line), *(words.signed(shape.parties[name].gain) for name in who)) for line, shape in planned]
    yield table(titles, gains, right=range(1, len(titles)))
    yield Heading(3, _("Camels and babies of each"))
    rows = [
        (_called(line), *(f"{shape.parties[name].camels} + {shape.parties[name].babies}" for name in who))
        for line, shape in planned
    ]
    yield table(titles, rows, right=range(1, len(titles)))


def _targets(planned: Planned, names: Names) -> Iterator[Block]:
    """Targets that differ from the base."""
    items = []
    for line, shape in planned:
        if line.name == BASE or not (shape.targets or shape.moved_steps):
            continue
        told = ", ".join(f"{names.domain(name)}: {_target(name, own, names)}" for name, own in shape.targets.items())
        moved = ngettext("{count} step at another date", "{count} steps at other dates", shape.moved_steps)
        parts = [part for part in (told, moved.format(count=shape.moved_steps) if shape.moved_steps else "") if part]
        items.append(f"{_called(line)}: {'; '.join(parts)}")
    if items:
        yield Heading(3, _("What is decided differently"))
        yield Bullets(tuple(items))


def _target(domain: str, target: Target, names: Names) -> str:
    return names.short_target(domain, Option(target.product, target.route))
