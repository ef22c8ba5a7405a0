"""How good the plan is at least, in plain words, and how that is known (SPEC §6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph
from consolidate.analysis.near import near_text
from consolidate.analysis.subject import Subject
from consolidate.plan.document import Run
from consolidate.plan.outcome import Outcome
from consolidate.text import _
from consolidate.units import half_up


def outcome_text(outcome: Outcome) -> str:
    """What a run came to."""
    return {
        Outcome.OPTIMAL: _("No plan is better; that is proven."),
        Outcome.FEASIBLE: _("The plan keeps every hard demand; a better one may exist."),
        Outcome.INFEASIBLE: _("There is no plan: the hard demands cannot all be met, and that is proven."),
        Outcome.NO_PLAN: _("No plan was found in the time given. That is no proof that there is none."),
        Outcome.CANCELLED: _("The run was ended early; this is the best plan until then."),
        Outcome.FAILED: _("The run failed."),
    }[outcome]


def gap_text(run: Run | None) -> str:
    """How much better any other plan could be."""
    if run is None:
        return _("It was not made by a run, so nothing is known of how much better another plan could be.")
    if run.outcome is Outcome.OPTIMAL:
        return _("No plan is better.")
    if run.gap is None:
        return _("Nothing is proven yet of how much better another plan could be.")
    shares = []
    if run.gap.percent_of_investment is not None:
        percent = _percent(run.gap.percent_of_investment)
        shares.append(_("{percent} % of its one-off investment").format(percent=percent))
    if run.gap.percent_of_gross is not None:
        shares.append(_("{percent} % of its gross cost").format(percent=_percent(run.gap.percent_of_gross)))
    best = _("No plan can be more than {amount} better").format(amount=words.rough(run.gap.amount))
    return _("{best} ({shares}).").format(best=best, shares=", ".join(shares)) if shares else best + "."


def certainty_text(subject: Subject) -> str:
    """How much better any other plan than a subject's could be."""
    if subject.changed:
        return _("Plan or scenario have changed since the run: what it proved of the plan then need not hold now.")
    return gap_text(subject.run)


def _percent(value: float) -> str:
    return words.tenths_text(half_up(10 * Decimal(str(value))))


def proof_section(subject: Subject) -> Iterator[Block]:
    """Bound and gap, and the run that gave them."""
    yield Heading(2, _("How far from the best"))
    run = subject.run
    if run is None:
        yield Paragraph(certainty_text(subject))
        return
    texts = [outcome_text(run.outcome)]
    if run.outcome is not Outcome.OPTIMAL:
        texts.append(gap_text(run))
    yield Paragraph(" ".join(texts))
    yield from _near(run)
    facts = tuple(_facts(run))
    if facts:
        yield Bullets(facts)
    if run.note:
        yield Paragraph(run.note)


def _near(run: Run) -> Iterator[Block]:
    """What is proven of the plans near this one, where it is more than what is proven of all."""
    if run.near is None or run.outcome is Outcome.OPTIMAL:
        return
    if run.near.closed or run.gap is None or run.near.gap.amount < run.gap.amount:
        yield Paragraph(near_text(run.near))


def _facts(run: Run) -> Iterator[str]:
    if run.objective is not None:
        yield _("objective of the plan: {amount}").format(amount=whole_text(run.objective))
    if run.bound is not None:
        yield _("no plan can cost less than: {amount}").format(amount=whole_text(run.bound))
    if run.bound_by:
        yield _("this bound comes from: {source}").format(source=run.bound_by)
    if run.seconds is not None:
        yield _("time taken: {seconds} seconds").format(seconds=_percent(run.seconds))
    if run.seed is not None:
        yield _("seed: {seed}").format(seed=run.seed)
    for title, values in ((_("limits"), run.limits), (_("versions"), run.versions)):
        if values:
            parts = ", ".join(f"{name} {value}" for name, value in sorted(values.items()) if value is not None)
            yield f"{title}: {parts}"


def whole_text(amount: str) -> str:
    """Decimal text of a document as whole money; whatever else stands there, as it is."""
    try:
        return words.money(half_up(Decimal(amount)))
    except ArithmeticError:
        return amount
