"""A frontier, told to people: the points, the curve, what each point means, what a unit less costs, and which plans
really differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, Plot, table
from consolidate.analysis.names import Names
from consolidate.plan.document import Target
from consolidate.plan.outcome import Outcome
from consolidate.programme.steps import Option
from consolidate.study.camels_shown import effects_text
from consolidate.study.distance import WEIGHTS
from consolidate.study.frontier_document import DifferentPlan, Exchange, Frontier, Of, PlanFigures, Point
from consolidate.study.words import estimate_text, noise_text, range_text, short_outcome, sureness_text
from consolidate.text import _, ngettext
from consolidate.units import half_up

PLOT_WIDTH, PLOT_ROWS = 60, 10
PROVEN, FOUND = "●", "○"
PARTS = ("targets", "order", "dates")
"""What the weights of a distance are for."""


def frontier_blocks(study: Frontier, names: Names) -> Iterator[Block]:
    """Points, curve, exchange rates, what each point means, and plans that really differ."""
    yield Heading(2, _title(study.of))
    yield Paragraph(" ".join(_opening(study, names)))
    yield _costs(study)
    notes = tuple(one.run_note for one in study.points if one.run_note)
    if notes:
        yield Bullets(notes)
    if any(one.value is not None for one in study.points):
        yield _people(study, names)
    if len(study.curve) > 1:
        yield Plot(plot(study))
        yield Paragraph(_legend(study))
        yield Heading(3, _("What less of it costs"))
        yield Bullets(tuple(_exchange(study, one) for one in study.exchange))
        yield from _meanings(study, names)
    if len(study.different) > 1:
        yield from _different(study, names)


def _title(of: Of) -> str:
    return {
        Of.BURDEN: _("Cost against the burden of camels"),
        Of.CAMELS: _("Cost against the number of camels"),
        Of.FINISH: _("Cost against the finish"),
        Of.WORST: _("Cost against the largest burden on one municipality"),
    }[of]


# --- words for values ---------------------------------------------------------------------------------


def _number(value: float) -> str:
    return words.tenths_text(round(10 * value))


def _amount(of: Of, value: float, day: date | None) -> str:
    """A value or limit with its unit; the finish as a date."""
    if of is Of.FINISH:
        return words.dash() if day is None else words.short_day(day)
    if of is Of.CAMELS:
        return ngettext("{count} camel", "{count} camels", round(value)).format(count=round(value))
    return _("{points} user-points").format(points=_number(value))


def _has(of: Of, point: PlanFigures) -> str:
    return words.dash() if point.value is None else _amount(of, point.value, point.finish)


def _called(of: Of, point: Point) -> str:
    """A point by its limit."""
    if point.limit is None:
        return _("no limit")
    if of is Of.FINISH:
        return _("by {day}").format(day=_amount(of, point.limit, point.due))
    return _("at most {amount}").format(amount=_amount(of, point.limit, None))


# --- what it says first -------------------------------------------------------------------------------


def _opening(study: Frontier, names: Names) -> Iterator[str]:
    yield {
        Of.BURDEN: _("Each line is the best plan found that asks for no more user-points than its limit."),
        Of.CAMELS: _("Each line is the best plan found that asks for no more camels than its limit."),
        Of.FINISH: _(
            "Each line is the best plan found that has all measures done and all required domains cut over by its date."
        ),
        Of.WORST: _("Each line is the best plan found that lays no more user-points than its limit on anyone."),
    }[study.of]
    if study.of is Of.FINISH and study.optional:
        left = ", ".join(map(names.domain, study.optional))
        yield _("Domains that may stay as they are have no part in that date: {domains}.").format(domains=left)
    yield from _reach(study)
    if any(_accepted(study.of, one) for one in study.points):
        yield _("Camels that the scenario has accepted do not count.")
    yield _("Amounts in {currency}, at present value.").format(currency=names.currency)
    if len(study.points) > 1:
        yield _(
            "Dearer than without a limit: the difference of the best plans found, how far chance moves it, and between "
            "which amounts the true difference is proven to lie."
        )
    yield ngettext("{count} run was made.", "{count} runs were made.", study.solves).format(count=study.solves)


def _accepted(of: Of, point: PlanFigures) -> bool:
    """Whether a plan has camels that do not count."""
    counted = {Of.BURDEN: point.burden, Of.CAMELS: point.camels, Of.WORST: point.worst}.get(of)
    return counted is not None and point.value is not None and counted > point.value


def _reach(study: Frontier) -> Iterator[str]:
    """How far down the range goes, or why there is none."""
    first = study.points[0].value
    if first is None:
        return
    if first == 0:
        none = _("The best plan without a limit asks nobody to swallow a camel: there is nothing to spare.")
        accepted = _("The best plan without a limit asks for no camel but accepted ones: there is nothing to spare.")
        yield accepted if study.points[0].camels else none
    elif first <= study.least:
        yield {
            Of.FINISH: _("No plan is done earlier than the best one without a limit."),
            Of.CAMELS: _("No plan asks for fewer camels than the best one without a limit."),
        }.get(study.of, _("No plan asks for less than the best one without a limit."))
    elif study.least > 0 and study.of is not Of.FINISH:
        yield _("No plan has less than {least}.").format(least=_amount(study.of, study.least, None))


# --- tables -------------------------------------------------------------------------------------------


def _costs(study: Frontier) -> Block:
    titles = (_("limit"), _("has"), _("outcome"), _("objective"), _("gap, % of gross"))
    against = (_("dearer"), _("noise"), _("proven between"), _("how sure"))
    rows = [(_called(study.of, one), _has(study.of, one), *_cost_cells(one)) for one in study.points]
    return table((*titles, *against), rows, right=(3, 4, 5, 6, 7))


def _cost_cells(point: Point) -> tuple[str, ...]:
    """Outcome, objective, gap, and the difference with its noise, proof and sureness."""
    objective = words.dash() if point.objective is None else words.money(half_up(Decimal(point.objective)))
    gap = point.gap_percent_of_gross
    percent = words.dash() if gap is None else words.hundredths_text(half_up(100 * Decimal(str(gap))))
    head = (short_outcome(point.outcome), objective, percent)
    more = point.more
    if more is None:
        return (*head, *(words.dash(),) * 4)
    known = more.estimate is not None
    noise, sure = (noise_text(more.noise), sureness_text(more.sureness)) if known else (words.dash(),) * 2
    return (*head, estimate_text(more), noise, range_text(*more.proven), sure)


def _people(study: Frontier, names: Names) -> Block:
    titles = (_("limit"), _("camels"), _("user-points"), _("most on one"), _("whose"), _("babies"), _("finish"))
    rows = [
        (_called(study.of, one), *_people_cells(one, names), _standing(study, one))
        for one in study.points
        if one.value is not None
    ]
    return table((*titles, _("on the curve")), rows, right=(1, 2, 3, 5))


def _people_cells(plan: PlanFigures, names: Names) -> tuple[str, ...]:
    whose = words.dash() if plan.worst_for is None else names.municipality(plan.worst_for)
    points = (_number(plan.burden or 0), _number(plan.worst or 0), whose)
    return (str(plan.camels), *points, str(plan.babies), _day(plan.finish))


def _day(day: date | None) -> str:
    return words.dash() if day is None else words.short_day(day)


def _standing(study: Frontier, point: Point) -> str:
    """Whether a point stands on the curve; one with the plan of a looser limit does not stand there again."""
    if point.dominated:
        return _("no, another is better")
    return _("yes") if point in study.curve else _("the same again")


# --- the curve ----------------------------------------------------------------------------------------


def plot(study: Frontier) -> tuple[str, ...]:
    """The curve as a chart of characters: what is weighed to the right, what it costs more upwards."""
    curve = [(one.value or 0, Decimal(one.objective or 0), one) for one in study.curve]
    least, most = min(value for value, _cost, _one in curve), max(value for value, _cost, _one in curve)
    low, high = min(cost for _value, cost, _one in curve), max(cost for _value, cost, _one in curve)
    grid = [[" "] * (PLOT_WIDTH + 1) for _row in range(PLOT_ROWS + 1)]
    for value, cost, one in curve:
        column = round(PLOT_WIDTH * (value - least) / (most - least))
        row = half_up(PLOT_ROWS * (cost - low) / (high - low))
        grid[row][column] = PROVEN if one.outcome is Outcome.OPTIMAL else FOUND
    labels = {PLOT_ROWS: words.signed(half_up(high - low)), 0: "0"}
    width = max(map(len, labels.values()))
    lines = [f"{labels.get(row, ''):>{width}} │{''.join(grid[row]).rstrip()}" for row in range(PLOT_ROWS, -1, -1)]
    left, right = (_has(study.of, one) for one in (study.curve[-1], study.curve[0]))
    space = " " * max(2, PLOT_WIDTH + 1 - len(left) - len(right))
    return (*lines, f"{'':>{width}} └{'─' * (PLOT_WIDTH + 1)}", f"{'':>{width}}  {left}{space}{right}")


def _legend(study: Frontier) -> str:
    beaten = sum(one.dominated for one in study.points)
    text = _("Upwards what it costs more; {proven} proven to be the best, {found} the best found.")
    left_out = ngettext(
        "{count} point that another one beats is left out.",
        "{count} points that others beat are left out.",
        beaten,
    )
    return " ".join([text.format(proven=PROVEN, found=FOUND), *([left_out.format(count=beaten)] if beaten else [])])


def _exchange(study: Frontier, one: Exchange) -> str:
    """``From 7 camels to 6 camels: the next camel spared costs 1.4 million …``."""
    days = {point.value: point.finish for point in study.curve}
    amount = one.amount
    told = {
        "one": _amount(study.of, one.from_, days.get(one.from_)),
        "other": _amount(study.of, one.to, days.get(one.to)),
        "amount": words.rough(amount.estimate or 0),
    }
    parts = [noise_text(amount.noise)] if amount.noise else []
    parts.append(_("proven: {amounts}").format(amounts=range_text(*amount.proven)))
    parts += [sureness_text(amount.sureness)] if amount.sureness != "proven" else []
    return f"{_unit_text(study.of, one).format(**told)} ({'; '.join(parts)})"


def _unit_text(of: Of, one: Exchange) -> str:
    if of is Of.FINISH:
        return _("From {one} to {other}: each week earlier costs {amount}")
    if of is Of.CAMELS and one.from_ - one.to == 1:
        return _("From {one} to {other}: the next camel spared costs {amount}")
    if of is Of.CAMELS:
        return _("From {one} to {other}: each camel spared costs {amount}")
    if of is Of.WORST:
        return _("From {one} to {other} on whoever bears most: each user-point less costs {amount}")
    return _("From {one} to {other}: each user-point spared costs {amount}")


# --- what the points mean -----------------------------------------------------------------------------


def _meanings(study: Frontier, names: Names) -> Iterator[Block]:
    """Three lines for each point of the curve that has another plan than there is without a limit."""
    yield Heading(3, _("What each point means"))
    first = study.points[0]
    for one in study.curve:
        if one.limit is not None and one.effects is not None and one.objective != first.objective:
            yield Paragraph(f"{_called(study.of, one)}:")
            yield Bullets((_targets(one.targets, names), effects_text(one.effects, names), _dates(one, first)))


def _targets(targets: Mapping[str, Target], names: Names) -> str:
    if not targets:
        return _("the same targets as without a limit")
    told = (f"{names.domain(name)}: {_target(name, one, names)}" for name, one in targets.items())
    return _("other targets: {targets}").format(targets=", ".join(told))


def _target(domain: str, target: Target, names: Names) -> str:
    if target.stays:
        return _("stays as it is")
    return names.short_target(domain, Option(target.product, target.route))


def _dates(point: Point, first: Point) -> str:
    parts = []
    if point.finish is not None:
        text = _("all measures done and all required domains cut over by {day}")
        if first.finish not in {None, point.finish}:
            text = _("all measures done and all required domains cut over by {day}, without a limit by {other}")
        parts.append(text.format(day=_day(point.finish), other=_day(first.finish)))
    moved = ngettext("{count} step at another date", "{count} steps at other dates", point.moved_steps)
    return "; ".join([*parts, moved.format(count=point.moved_steps)])


# --- plans that really differ -------------------------------------------------------------------------


def _different(study: Frontier, names: Names) -> Iterator[Block]:
    yield Heading(3, _("Plans that really differ"))
    shares = {name: words.percent_text(*one.as_integer_ratio()) for name, one in zip(PARTS, WEIGHTS, strict=True)}
    yield Paragraph(
        _(
            "Of all plans met, the cheapest and those farthest from one another. A distance of 0 is the same plan, 1 "
            "is all that can differ: the targets count for {targets}, the order in which domains begin for {order}, "
            "the dates of cutovers for {dates}."
        ).format(**shares)
    )
    titles = (_("plan"), _("dearer"), _("camels"), _("user-points"), _("most on one"), _("whose"), _("babies"))
    far = [_("from {number}").format(number=number + 1) for number in range(len(study.different))]
    rows = [(str(number + 1), *_different_cells(one, names)) for number, one in enumerate(study.different)]
    places = (1, 2, 3, 4, 6, *range(8, 8 + len(far)))
    yield table((*titles, _("finish"), *far), rows, right=places)
    lines = (f"{number + 1}: {_targets(one.targets, names)}" for number, one in enumerate(study.different))
    yield Bullets(tuple(lines))


def _different_cells(one: DifferentPlan, names: Names) -> tuple[str, ...]:
    far = (words.hundredths_text(round(100 * distance)) for distance in one.distances)
    return (words.money(one.dearer), *_people_cells(one, names), *far)
