"""Alternatives of a scenario as a document: what came of planning them side by side."""

from __future__ import annotations

from consolidate.check.accounts import exact_text
from consolidate.plan.outcome import Outcome
from consolidate.solve.gap import gap_of
from consolidate.study.compare_document import COMPARISON_FORMAT, AlternativeLine, Comparison
from consolidate.study.contest import Contest
from consolidate.study.document import BASE, mark_of
from consolidate.study.figures import told
from consolidate.study.shape import shape_of
from consolidate.units import FINE


def comparison(contest: Contest) -> Comparison:
    """What came of it as a document."""
    return Comparison(
        format=COMPARISON_FORMAT,
        scenario=mark_of(contest.scenarios[BASE]),
        noise=-(-contest.noise // FINE),
        solves=contest.solves,
        alternatives=tuple(_line(contest, name) for name in contest.found),
    )


def _line(contest: Contest, name: str) -> AlternativeLine:
    made = contest.found[name]
    alternative = contest.scenarios[BASE].alternatives.get(name)
    gap = None if made.plan is None or made.bound is None else gap_of(made.plan.ledger, made.bound)
    return AlternativeLine(
        name=name,
        title=None if alternative is None else alternative.name,
        outcome=made.outcome,
        objective=None if made.plan is None else exact_text(made.plan.ledger.objective),
        bound=None if made.bound is None or made.outcome is Outcome.INFEASIBLE else exact_text(made.bound),
        gap_amount=None if gap is None else gap.amount,
        gap_percent_of_gross=None if gap is None else gap.percent_of_gross,
        gap_percent_of_investment=None if gap is None else gap.percent_of_investment,
        against_base=None if name == BASE else told(contest.more(name)),
        shape=None if made.plan is None else shape_of(made.plan, contest.base.plan),
        run_note=made.note if made.outcome in {Outcome.INFEASIBLE, Outcome.FAILED} else None,
    )
