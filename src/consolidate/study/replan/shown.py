"""A proposal, told to people: what has happened, what moves and why, what it costs, what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.diff_report import sum_name
from consolidate.analysis.names import Names
from consolidate.analysis.needed import Need
from consolidate.analysis.proof import outcome_text
from consolidate.study.replan.causes_shown import causes_text, moved_text
from consolidate.study.replan.document import Lesson, Move, Proposal
from consolidate.study.sums import sum_table
from consolidate.text import _, ngettext


def proposal_blocks(proposal: Proposal, names: Names) -> Iterator[Block]:
    """The whole proposal."""
    yield Heading(2, _("Proposal after {day}").format(day=words.short_day(proposal.status_date)))
    if proposal.plan is None:
        yield Paragraph(outcome_text(proposal.outcome))
        if proposal.because:
            yield Bullets(proposal.because)
        yield from _spent(proposal, names)
        return
    yield Paragraph(_first_text(proposal))
    if proposal.because:
        yield Paragraph(_("What is known to stand in the way of that:"))
        yield Bullets(proposal.because)
    if proposal.gives:
        text = _("Hard milestones that this plan does not keep, so that someone has to decide: {names}.")
        yield Paragraph(text.format(names=", ".join(names.milestone(name) for name in proposal.gives)))
    yield from _facts(proposal, names)
    yield from _moves(proposal, names)
    yield from _turns(proposal, names)
    yield from _sums(proposal, names)
    yield from _spent(proposal, names)
    yield from _due(proposal, names)
    yield from _lessons(proposal.lessons, names)


def _first_text(proposal: Proposal) -> str:
    """In a few sentences: whether anything changes, and what became of adopted dates."""
    if proposal.same:
        return _("Nothing changes: what has not begun stays where it is.")
    count = len(proposal.moves)
    found = [ngettext("{count} step moves.", "{count} steps move.", count).format(count=count)]
    waiting = sum(move.approval for move in proposal.moves) + sum(turn.approval for turn in proposal.turns)
    if waiting:
        text = ngettext("{count} of the changes needs approval.", "{count} of the changes need approval.", waiting)
        found.append(text.format(count=waiting))
    if proposal.adopted != "kept":
        proven = proposal.why_priced == "infeasible"
        found.append(
            _("No plan keeps all adopted dates: that is proven. So moving one has a price.")
            if proven
            else _("No plan that keeps all adopted dates was found in the time. So moving one has a price.")
        )
    if proposal.adopted == "reopened":
        proven = proposal.why_reopened == "infeasible"
        found.append(
            _("With all adopted targets, and no date earlier, there is none either: that is proven.")
            if proven
            else _("With all adopted targets, and no date earlier, none was found either.")
        )
        found.append(_("So targets are open where nothing has begun."))
    return " ".join(found)


def _facts(proposal: Proposal, names: Names) -> Iterator[Block]:
    if proposal.happened:
        yield Heading(3, _("What has happened otherwise than planned"))
        rows = [(names.step(one.step), _day(one.was), _day(one.now), moved_text(one)) for one in proposal.happened]
        yield table((_("step"), _("planned start"), _("start"), _("change")), rows)


def _moves(proposal: Proposal, names: Names) -> Iterator[Block]:
    if proposal.moves:
        yield Heading(3, _("What moves, and why"))
        titles = (_("step"), _("from"), _("to"), _("change"), _("status"), _("why"))
        rows = [_move_row(one, proposal, names) for one in proposal.moves]
        yield table(titles, rows)
    if proposal.repooled:
        count = len(proposal.repooled)
        text = ngettext("{count} step is done by other people.", "{count} steps are done by other people.", count)
        yield Paragraph(text.format(count=count))


def _move_row(move: Move, proposal: Proposal, names: Names) -> tuple[str, ...]:
    status = status_text(move.status)
    told = _("{status}, needs approval").format(status=status) if move.approval else status
    why = causes_text(move, {one.step: one for one in (*proposal.happened, *proposal.moves)}, names)
    return names.step(move.step), _day(move.was), _day(move.now), moved_text(move), told, why


def status_text(status: str) -> str:
    """How firm a date is."""
    return {
        "done": _("done"),
        "started": _("started"),
        "adopted": _("adopted"),
        "announced": _("announced"),
        "draft": _("draft"),
    }[status]


def _turns(proposal: Proposal, names: Names) -> Iterator[Block]:
    if proposal.turns:
        yield Heading(3, _("Other targets"))
        stays = _("stays as it is")
        rows = [(names.domain(one.domain), one.was or stays, one.now or stays) for one in proposal.turns]
        yield table((_("domain"), _("from"), _("to")), rows)
    if proposal.contracts:
        called = ", ".join(names.gate(name) for name in proposal.contracts)
        yield Paragraph(_("Contracts that end otherwise: {names}.").format(names=called))


def _sums(proposal: Proposal, names: Names) -> Iterator[Block]:
    costs = tuple(sum_table(_("for"), proposal.costs, sum_name))
    if costs:
        yield Heading(3, _("What it costs"))
        text = _("Present value in {currency}: the baseline as it was adopted, and this proposal.")
        yield Paragraph(text.format(currency=names.currency))
        yield from costs
    late = tuple(sum_table(_("milestone"), proposal.milestones, names.milestone))
    if late:
        yield Heading(3, _("Milestones, weeks late"))
        yield from late


def _spent(proposal: Proposal, names: Names) -> Iterator[Block]:
    """What was reported as spent, and that nothing reckons with it."""
    by_payer = [
        _("{payer} in {years}").format(payer=names.payer(payer), years=", ".join(sorted(years)))
        for payer, years in sorted(proposal.spent.items())
        if years
    ]
    if by_payer:
        text = _(
            "Money reported as spent is not booked ({payers}): budgets go by the plan's own figures and are not "
            "changed by it; another grant of that year or the next tells what is left."
        )
        yield Paragraph(text.format(payers="; ".join(by_payer)))


def _due(proposal: Proposal, names: Names) -> Iterator[Block]:
    if not proposal.due:
        return
    yield Heading(3, _("Decisions now due"))
    needs = {
        Need.ROUTE: _("start the joint work by the chosen route"),
        Need.MEETING: _("decide at this meeting"),
        Need.NOTICE: _("give notice"),
        Need.EXTENSION: _("extend the contract"),
        Need.FEE: _("leave the contract for its fee"),
    }
    rows = [
        (words.short_day(one.day), ", ".join(map(names.deciding, one.who)), names.gate(one.of), needs[Need(one.need)])
        for one in proposal.due
    ]
    yield table((_("by"), _("who"), _("about"), _("decision")), rows)


def _lessons(lessons: tuple[Lesson, ...], names: Names) -> Iterator[Block]:
    if lessons:
        yield Heading(3, _("What the first ones teach"))
        yield Bullets(tuple(_lesson_text(one, names) for one in lessons))


def _lesson_text(one: Lesson, names: Names) -> str:
    applied = _("This proposal reckons with it.") if one.applied else _("Not applied; `--learn` does it.")
    facts = {"domain": names.domain(one.domain), "planned": words.money(one.planned), "actual": words.money(one.actual)}
    factors = {"was": f"{one.was:g}", "now": f"{one.now:g}", "applied": applied}
    if one.of == "cost":
        text = _("{domain}: local work cost {actual} in place of {planned}; factor {now} in place of {was}. {applied}")
        return text.format(**facts, **factors)
    text = _("{domain}, {step}: {actual} weeks in place of {planned}; factor {now} in place of {was}. {applied}")
    return text.format(step=one.step, **facts, **factors)


def _day(day: date | None) -> str:
    return words.dash() if day is None else words.short_day(day)
