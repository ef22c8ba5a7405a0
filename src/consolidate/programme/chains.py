"""From templates to steps: a domain's joint chain and each municipality's chain under one option (SPEC §4).

A step left out (other route, ``old_system`` where nothing is installed, 0 weeks) hands what it waits for to those
that wait for it; lags add up along it, and ``within`` passes on only where both sides have it (SPEC §7.2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from consolidate.programme.keys import whole_weights
from consolidate.programme.steps import Kind, Option, Step, Wait, step_id
from consolidate.programme.timeline import Timeline
from consolidate.scenario.document import Scenario
from consolidate.scenario.effective import merged_template
from consolidate.scenario.work import Domain, TemplateName, TemplateStep, Waits
from consolidate.units import half_up, whole_remainder

NO_SETTLING = (0, 0)
LIGHT_SHARE = Fraction(2, 5)
"""A light migration's price, as a share of the full local one without licences, where none is given."""


def path_of(scenario: Scenario, domain: str, municipality: str, option: Option) -> str:
    """``light`` (already has the target), ``full`` (another product) or ``fresh`` (nothing installed)."""
    system = scenario.installed[municipality][domain]
    if system.product is None:
        return "fresh"
    return "light" if system.product == option.product else "full"


def scaled_weeks(domain: Domain, option: Option, name: str, weeks: int) -> int:
    """Template weeks times the domain's and (for ``convert``) the candidate's scale, rounded once, at least 1."""
    if weeks == 0 or option.product is None:
        return 0
    scale = domain.scale.get(name, 1) if isinstance(domain.scale, Mapping) else domain.scale
    own = domain.candidates[option.product].scale if name == "convert" else 1
    return max(1, half_up(Fraction(weeks) * Fraction(scale) * Fraction(own)))


@dataclass(frozen=True, slots=True)
class Mould:
    """A template step as it is in every unit that takes the same path; ``left_out``: it is not done there."""

    name: str
    template: TemplateStep
    weeks: int
    left_out: bool
    staff: tuple[tuple[str, int], ...]
    change: int
    not_before: int


@dataclass(frozen=True)
class Path:
    """The moulds of one path; what is done of them costs ``percent`` of the path's amount, shared by ``weights``."""

    moulds: tuple[Mould, ...]
    names: frozenset[str]
    percent: Fraction
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A step of a unit (``joint`` or a municipality) before left-out steps are bridged: it waits for ids or gates."""

    id: str
    unit: str
    mould: Mould
    waits: tuple[Wait, ...]
    cost: int


@dataclass(frozen=True)
class DomainWork:
    """All steps of a domain under one option, and what the left-out ones waited for."""

    steps: Mapping[str, Step]
    left_out: Mapping[str, tuple[Wait, ...]]

    @cached_property
    def marked(self) -> Mapping[str | None, tuple[str, ...]]:
        """By municipality: its steps that are marked as starting the new system's running cost."""
        found: dict[str | None, tuple[str, ...]] = {}
        for step in self.steps.values():
            if step.starts_running:
                found[step.municipality] = (*found.get(step.municipality, ()), step.id)
        return found

    def present(self, step: str) -> tuple[Wait, ...]:
        """A step as something to wait for: itself, or what stands in its place when it is left out."""
        return (Wait(step),) if step in self.steps else self.left_out.get(step, ())


def _wait(domain: str, unit: str, after: str | Waits, own: Collection[str]) -> Wait:
    """A template's ``after`` entry as a wait on a full id."""
    name, lag, within = (after, 0, None) if isinstance(after, str) else (after.step, after.lag, after.within)
    if name in own:
        target = step_id(domain, unit, name)
    elif name.startswith("joint/"):
        target = step_id(domain, "joint", name.removeprefix("joint/"))
    else:
        target = name
    return Wait(target, lag, within)


def as_wait(after: str | Waits) -> Wait:
    """An ``after`` entry outside a template."""
    return Wait(after) if isinstance(after, str) else Wait(after.step, after.lag, after.within)


def as_it_cost(scenario: Scenario, step: str, planned: int) -> int:
    """What a step costs: what has been reported of it, else what was planned."""
    actual = scenario.actuals.steps.get(step)
    return planned if actual is None or actual.cost is None else actual.cost


def joined(first: Wait, second: Wait) -> Wait:
    """Waiting for ``first`` through a left-out step that waits for it by ``first`` and is awaited by ``second``."""
    within = None if first.within is None or second.within is None else first.within + second.within
    return Wait(first.target, first.lag + second.lag, within)


def merged(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """One wait per target, in order of target: the longest lag, the shortest ``within``."""
    found: dict[str, Wait] = {}
    for wait in waits:
        old = found.get(wait.target)
        found[wait.target] = wait if old is None else _tighter(old, wait)
    return tuple(found[target] for target in (sorted(found) if len(found) > 1 else found))


def _tighter(one: Wait, other: Wait) -> Wait:
    limits = [limit for limit in (one.within, other.within) if limit is not None]
    return Wait(one.target, max(one.lag, other.lag), min(limits, default=None))


class ChainBuilder:
    """Builds the steps of one domain under one option."""

    def __init__(self, scenario: Scenario, timeline: Timeline, domain: str, option: Option) -> None:
        self.scenario, self.timeline, self.domain, self.option = scenario, timeline, domain, option
        self.spec = scenario.domains[domain]
        self.participants = scenario.participants(domain)
        self.needed = {need: frozenset(scenario.participants(need)) for need in self.spec.needs}
        self.prefix = f"{domain}/"
        self.drafts: dict[str, Draft] = {}
        self.gone: dict[str, Draft] = {}

    def build(self) -> DomainWork:
        """All steps, or none where the domain stays."""
        if self.option.stays:
            return DomainWork({}, {})
        self._draft("joint", self._path("joint", fresh=False))
        paths = {
            "full": self._path("full", fresh=False),
            "fresh": self._path("full", fresh=True),
            "light": self._path("light", fresh=False),
        }
        for municipality in self.participants:
            self._draft(municipality, paths[path_of(self.scenario, self.domain, municipality, self.option)])
        own = {name: (("joint", name), (name,)) for name in self.participants}
        steps = {
            draft.id: self._step(draft, *(self._joint(draft) if draft.unit == "joint" else own[draft.unit]))
            for draft in self.drafts.values()
        }
        left_out = {gone: self._bridged(draft.waits) for gone, draft in self.gone.items()}
        return DomainWork(steps, left_out)

    def _path(self, template: TemplateName, *, fresh: bool) -> Path:
        steps = merged_template(self.scenario, self.domain, template)
        moulds = tuple(self._mould(name, step, fresh=fresh) for name, step in steps.items())
        percents = {mould.name: Fraction(mould.template.cost_percent) for mould in moulds if not mould.left_out}
        return Path(moulds, frozenset(steps), sum(percents.values(), Fraction(0)), whole_weights(percents))

    def _mould(self, name: str, spec: TemplateStep, *, fresh: bool) -> Mould:
        weeks = scaled_weeks(self.spec, self.option, name, spec.weeks or 0)
        wrong_route = spec.route is not None and spec.route != self.option.route
        return Mould(
            name=name,
            template=spec,
            weeks=weeks,
            left_out=weeks == 0 or wrong_route or (fresh and spec.old_system),
            staff=tuple(sorted((skill, need) for skill, need in spec.staff.items() if need)),
            change=half_up(Fraction(spec.change) * Fraction(self.spec.change_factor)),
            not_before=0 if spec.not_before is None else self.timeline.week_not_before(spec.not_before),
        )

    def _draft(self, unit: str, path: Path) -> None:
        """Draft a unit's steps, each with its part of the cost: round(amount × Σ percent / 100), split."""
        total = half_up(Fraction(self._amount(unit) * path.percent.numerator, 100 * path.percent.denominator))
        costs = whole_remainder(total, path.weights) if total else {}
        for mould in path.moulds:
            waits = tuple(_wait(self.domain, unit, after, path.names) for after in mould.template.after)
            cost = costs.get(mould.name, 0)
            draft = Draft(step_id(self.domain, unit, mould.name), unit, mould, waits, cost)
            (self.gone if mould.left_out else self.drafts)[draft.id] = draft

    def _bridged(self, waits: tuple[Wait, ...]) -> tuple[Wait, ...]:
        """Waits with left-out steps replaced by what those wait for."""
        if self.gone.keys().isdisjoint(wait.target for wait in waits):
            return merged(waits)
        found: list[Wait] = []
        for wait in waits:
            if wait.target in self.gone:
                found += [joined(before, wait) for before in self._bridged(self.gone[wait.target].waits)]
            else:
                found.append(wait)
        return merged(found)

    def _waits(self, draft: Draft) -> tuple[Wait, ...]:
        """Everything a step waits for: its template, the domain's gates, ``needs`` and the pilot."""
        bridged = self._bridged(draft.waits)
        waits: list[Wait] = []
        unit, name = draft.unit, draft.mould.name
        if not any(wait.target.startswith(self.prefix) for wait in bridged):
            waits += [as_wait(after) for after in self.spec.after]
        if (unit, name) == ("joint", "install"):
            waits += [Wait(f"{need}/joint") for need in self.spec.needs]
        if unit != "joint" and name == "cutover":
            waits += [Wait(step_id(need, unit, "cutover")) for need in self.spec.needs if unit in self.needed[need]]
            if self.spec.pilot is not None and unit != self.spec.pilot:
                waits.append(Wait(step_id(self.domain, self.spec.pilot, "cutover"), self.spec.stabilise_weeks))
        return merged((*bridged, *waits)) if waits else bridged

    def _amount(self, unit: str) -> int:
        """The whole one-off amount of the joint chain or of one municipality's chain."""
        assert self.option.product is not None
        candidate = self.spec.candidates[self.option.product]
        if unit == "joint":
            return candidate.joint_cost
        inhabitants = self.scenario.municipalities[unit].inhabitants
        base = candidate.local_cost + Fraction(candidate.local_cost_per_inhabitant) * inhabitants
        if path_of(self.scenario, self.domain, unit, self.option) == "light":
            return candidate.light_cost if candidate.light_cost is not None else half_up(LIGHT_SHARE * base)
        return half_up(base) + candidate.licence_per_user * self.scenario.installed[unit][self.domain].users

    def _joint(self, draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The pools that a joint step may draw on, and the municipalities that it loads."""
        spec = draft.mould.template
        lead = spec.lead or self.spec.lead
        return ("joint", *sorted(set(spec.lenders))), (lead,) if lead else self.participants

    def _step(self, draft: Draft, pools: tuple[str, ...], loads: tuple[str, ...]) -> Step:
        mould, spec, sharing = draft.mould, draft.mould.template, self.scenario.sharing.joint_one_off
        joint = draft.unit == "joint"
        return Step(
            id=draft.id,
            kind=Kind.JOINT if joint else Kind.LOCAL,
            name=mould.name,
            domain=self.domain,
            municipality=None if joint else draft.unit,
            weeks=mould.weeks,
            mode=spec.closed_weeks,
            waits=self._waits(draft),
            staff=mould.staff,
            pools=pools,
            cost=as_it_cost(self.scenario, draft.id, draft.cost),
            paid_by=(self.spec.paid_by or sharing.paid_by) if joint else draft.unit,
            key=self.spec.key or sharing.key,
            pays_end=spec.pays == "end",
            change=mould.change,
            settle=(spec.settle.weeks, spec.settle.points) if spec.settle else NO_SETTLING,
            loads=loads,
            decision=spec.decision,
            not_before=mould.not_before,
            starts_running=spec.starts_running,
        )
