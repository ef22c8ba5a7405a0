"""The coordination plan: the basis of budget and order (REQ-51); figures first, then the parts that show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.analysis.benefits import BenefitLine, benefit_lines, benefit_section
from consolidate.analysis.blocks import Block, Paragraph
from consolidate.analysis.budgets import PayerBudget, budget_section, payer_budgets
from consolidate.analysis.cases import Case, case_section, cases_of
from consolidate.analysis.changes import Changes, change_section, changes_of
from consolidate.analysis.curve import Curve, curve_of, curve_section
from consolidate.analysis.domains import domain_section
from consolidate.analysis.goals import GoalLine, goal_lines, goal_section
from consolidate.analysis.milestones import MilestoneLine, milestone_lines, milestone_section
from consolidate.analysis.needed import NeededDecision, needed_decisions, needed_section
from consolidate.analysis.order import order_section
from consolidate.analysis.parties import Party, parties_of, party_section
from consolidate.analysis.proof import outcome_text, proof_section
from consolidate.analysis.subject import Subject
from consolidate.analysis.summary import Summary, summary_of, summary_section, title
from consolidate.analysis.value import TotalValue, total_value, value_section
from consolidate.text import _


@dataclass(frozen=True)
class Report:
    """Everything that the coordination plan says, as figures."""

    subject: Subject
    summary: Summary
    budgets: tuple[PayerBudget, ...]
    milestones: tuple[MilestoneLine, ...]
    needed: tuple[NeededDecision, ...]
    changes: Changes
    parties: tuple[Party, ...]
    goals: tuple[GoalLine, ...]
    benefits: tuple[BenefitLine, ...]
    value: TotalValue
    cases: tuple[Case, ...]
    curve: Curve


def report_of(subject: Subject) -> Report:
    """The figures of a plan."""
    changes = changes_of(subject)
    return Report(
        subject=subject,
        summary=summary_of(subject),
        budgets=payer_budgets(subject),
        milestones=milestone_lines(subject),
        needed=needed_decisions(subject),
        changes=changes,
        parties=parties_of(subject, changes),
        goals=goal_lines(subject),
        benefits=benefit_lines(subject),
        value=total_value(subject),
        cases=cases_of(subject),
        curve=curve_of(subject),
    )


def report_blocks(report: Report) -> Iterator[Block]:
    """The coordination plan in the order in which it is read."""
    subject = report.subject
    yield from summary_section(subject, report.summary, report.milestones, report.parties, report.changes, report.curve)
    yield from budget_section(subject, report.budgets)
    yield from milestone_section(subject, report.milestones)
    yield from order_section(subject)
    yield from needed_section(subject, report.needed)
    yield from party_section(subject, report.parties)
    yield from change_section(subject, report.changes)
    yield from domain_section(subject)
    yield from goal_section(subject, report.goals)
    yield from benefit_section(subject, report.benefits)
    yield from value_section(subject, report.value)
    yield from case_section(subject, report.cases)
    yield from curve_section(subject, report.curve)
    yield from proof_section(subject)


def no_plan_blocks(subject: Subject) -> Iterator[Block]:
    """What there is to say where a run ended without a plan."""
    yield title(subject)
    yield Paragraph(_("There is no plan.") if subject.run is None else outcome_text(subject.run.outcome))
    if subject.run is not None and subject.run.note:
        yield Paragraph(subject.run.note)


def blocks_of(subject: Subject) -> Iterator[Block]:
    """The report of a plan, or why there is none."""
    return report_blocks(report_of(subject)) if subject.is_plan else no_plan_blocks(subject)
