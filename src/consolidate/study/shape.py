"""What a plan is like, in the figures by which alternatives are compared; each from the plan's own ledger."""

from __future__ import annotations

from consolidate.analysis import words
from consolidate.analysis.changes import Changes, changes_of
from consolidate.analysis.curve import curve_of
from consolidate.analysis.differences import plan_changes
from consolidate.analysis.subject import Subject, cash_value
from consolidate.check.accounts import gains
from consolidate.check.verdict import Verdict
from consolidate.ledger.book import reference_of
from consolidate.ledger.entries import PRICED, RUNNING, EntryKind
from consolidate.ledger.priced import late_weeks
from consolidate.study.compare_document import Milestones, PartyLine, Shape, Sums
from consolidate.units import Fine, rounded_money


def shape_of(plan: Verdict, base: Verdict | None) -> Shape:
    """The figures of a plan; what differs from that of the base, where there is one."""
    subject = _subject(plan)
    changes = changes_of(subject)
    better_by = gains(plan)
    parties = {name: _party(changes, name, better_by[name]) for name in subject.by_size}
    changed = None if base is None else plan_changes(base.schedule.decisions, plan.schedule.decisions)
    ends = [placed.end for placed in plan.schedule.placed.values()]
    timeline = subject.programme.timeline
    return Shape(
        sums=_sums(subject),
        milestones=_milestones(subject),
        camels=len(changes.camels),
        babies=len(changes.babies),
        user_points=changes.burden_tenths / 10,
        finish=words.last_day(timeline, max(ends)) if ends else None,
        break_even=curve_of(subject).break_even,
        worst_off=min(parties, key=lambda name: (parties[name].gain, name), default=None),
        parties=parties,
        targets={} if changed is None else {name: new for name, _old, new in changed.targets if new is not None},
        moved_steps=0 if changed is None else len(changed.moves),
    )


def _subject(plan: Verdict) -> Subject:
    programme = plan.schedule.programme
    return Subject(programme.scenario, programme, plan.schedule, plan.ledger, reference_of(programme), None)


def _party(changes: Changes, name: str, gain: Fine) -> PartyLine:
    own = changes.of(name)
    return PartyLine(camels=len(own.camels), babies=len(own.babies), gain=rounded_money(gain))


def _sums(subject: Subject) -> Sums:
    def value(kinds: frozenset[EntryKind]) -> int:
        return rounded_money(sum(entry.present_value for entry in subject.ledger.entries if entry.kind in kinds))

    reference, cash = cash_value(subject.reference.entries), cash_value(subject.ledger.entries)
    return Sums(
        total=rounded_money(cash),
        one_off=subject.ledger.investment,
        running=value(RUNNING),
        benefits=-value(frozenset({EntryKind.BUDGET_EFFECT})),
        priced=value(PRICED),
        reference=rounded_money(reference),
        better_by=rounded_money(reference - cash),
    )


def _milestones(subject: Subject) -> Milestones:
    weeks = {name: late_weeks(subject.schedule, name) for name in sorted(subject.scenario.milestones)}
    return Milestones(
        in_time=sum(late == 0 for late in weeks.values()),
        count=len(weeks),
        weeks_late=sum(late or 0 for late in weeks.values()),
        late=tuple(name for name, late in weeks.items() if late != 0),
    )
