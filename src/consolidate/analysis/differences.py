"""What differs between two scenarios, or between two plans (REQ-11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from consolidate.analysis.milestones import milestone_lines
from consolidate.analysis.subject import Subject
from consolidate.analysis.summary import summary_of
from consolidate.ledger.entries import EntryKind
from consolidate.plan.document import ContractDecision, Decisions, Plan, StepDecision, Target
from consolidate.scenario.document import Scenario
from consolidate.scenario.plain import plain
from consolidate.units import rounded_money

Decision = TypeVar("Decision")


@dataclass(frozen=True)
class Change:
    """A path at which two documents differ; None where the one has nothing there."""

    path: str
    old: Any
    new: Any


def scenario_changes(old: Scenario, new: Scenario) -> tuple[Change, ...]:
    """Paths at which two scenarios differ once all defaults are filled in; a list counts as one value."""
    skipped = {"defaults"}
    before, after = (plain(one.model_dump(by_alias=True, exclude=skipped)) for one in (old, new))
    return tuple(_changes("", before, after))


def _changes(path: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            yield from _changes(f"{path}.{key}" if path else key, old.get(key), new.get(key))
    else:
        yield Change(path, old, new)


@dataclass(frozen=True)
class StepMove:
    """A step that starts at another date, is met by other pools, or stands in one plan only."""

    step: str
    old: date | None
    new: date | None
    pools: bool

    @property
    def weeks(self) -> int | None:
        """Weeks later (negative: earlier); None where one plan lacks the step."""
        return None if self.old is None or self.new is None else (self.new - self.old).days // 7


@dataclass(frozen=True)
class Sum:
    """A figure of both plans: weeks late, or present value in whole money (None: never reached)."""

    of: str
    old: int | None
    new: int | None


@dataclass(frozen=True)
class PlanChanges:
    """What differs between two plans; sums and milestones only where the scenario is known."""

    targets: tuple[tuple[str, Target | None, Target | None], ...]
    moves: tuple[StepMove, ...]
    contracts: tuple[tuple[str, ContractDecision | None, ContractDecision | None], ...]
    costs: tuple[Sum, ...] = ()
    milestones: tuple[Sum, ...] = ()

    @property
    def none(self) -> bool:
        """Whether the plans decide the same."""
        return not (self.targets or self.moves or self.contracts)


def plan_changes(old: Decisions, new: Decisions) -> PlanChanges:
    """What two plans decide differently."""
    return PlanChanges(
        tuple(_pairs(old.targets, new.targets)),
        tuple(_moves(old, new)),
        tuple(_pairs(old.contracts, new.contracts)),
    )


def subject_changes(old: Subject, new: Subject) -> PlanChanges:
    """What two plans of known scenarios decide differently, and what that does to cost and milestones."""
    decided = plan_changes(old.schedule.decisions, new.schedule.decisions)
    costs = tuple(_sums(_costs(old), _costs(new)))
    milestones = tuple(_sums(_late(old), _late(new)))
    return PlanChanges(decided.targets, decided.moves, decided.contracts, costs, milestones)


def document_changes(old: Plan, new: Plan) -> PlanChanges:
    """What two plan documents decide differently; cost and milestones as far as both documents tell them."""
    decided = plan_changes(old.decisions, new.decisions)
    costs, late = (_told_costs(old), _told_costs(new)), (_told_late(old), _told_late(new))
    return PlanChanges(
        decided.targets,
        decided.moves,
        decided.contracts,
        tuple(_sums(*costs)) if all(costs) else (),
        tuple(_sums(*late)) if all(late) else (),
    )


def _told(plan: Plan, *path: str) -> Mapping[str, Any]:
    """A part of what a plan document says of itself; empty where it is not there."""
    here: Any = plan.derived
    for part in path:
        here = here.get(part) if isinstance(here, Mapping) else None
    return here if isinstance(here, Mapping) else {}


def _told_costs(plan: Plan) -> dict[str, int | None]:
    """By kind of entry: its present value. Time released is left out, since its weight is not told."""
    lines = _told(plan, "totals", "by_kind")
    kinds = [str(kind) for kind in EntryKind if kind is not EntryKind.TIME_RELEASED]
    values = {kind: _told(plan, "totals", "by_kind", kind).get("present_value") for kind in kinds if kind in lines}
    return {kind: value for kind, value in values.items() if isinstance(value, int)}


def _told_late(plan: Plan) -> dict[str, int | None]:
    lines = {name: line for name, line in _told(plan, "milestones").items() if isinstance(line, Mapping)}
    weeks = {name: line.get("weeks_late") for name, line in lines.items()}
    return {name: late if isinstance(late, int) else None for name, late in weeks.items()}


def _pairs(
    old: Mapping[str, Decision], new: Mapping[str, Decision]
) -> Iterator[tuple[str, Decision | None, Decision | None]]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _moves(old: Decisions, new: Decisions) -> Iterator[StepMove]:
    found = []
    for step in old.steps.keys() | new.steps.keys():
        before, after = old.step(step), new.step(step)
        if _plain(before) != _plain(after):
            dates = (before.start if before else None, after.start if after else None)
            found.append(StepMove(step, *dates, pools=bool(before and after and before.pools != after.pools)))
    yield from sorted(found, key=lambda move: (move.new or move.old or date.min, move.step))


def _plain(decision: StepDecision | None) -> tuple[date, dict[str, str]] | None:
    return None if decision is None else (decision.start, decision.pools)


def _costs(subject: Subject) -> dict[str, int | None]:
    """By kind of entry: what it adds to the objective, in whole money; the objective itself last."""
    summary = summary_of(subject)
    found: dict[str, int | None] = {str(line.kind): rounded_money(line.value) for line in summary.costs}
    return found | {"objective": rounded_money(summary.objective)}


def _late(subject: Subject) -> dict[str, int | None]:
    return {line.milestone: line.late for line in milestone_lines(subject)}


def _sums(old: dict[str, int | None], new: dict[str, int | None]) -> Iterator[Sum]:
    order = {**dict.fromkeys(str(kind) for kind in EntryKind), **old, **new}
    for name in order:
        if name in old or name in new:
            yield Sum(name, old.get(name, 0), new.get(name, 0))
