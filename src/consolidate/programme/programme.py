"""The programme: one scenario with everything that can be said of it before any decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from consolidate.programme.blackouts import Blackouts
from consolidate.programme.chains import ChainBuilder, DomainWork, as_it_cost, as_wait, merged, path_of
from consolidate.programme.contracts import Ending, endings
from consolidate.programme.keys import key_weights, whole_weights
from consolidate.programme.pushed import Pushed
from consolidate.programme.steps import STAYS, Kind, Option, Step, Wait, step_id
from consolidate.programme.timeline import Timeline, end_table
from consolidate.scenario.aims import StepCommitment
from consolidate.scenario.document import Scenario
from consolidate.scenario.today import Installed
from consolidate.scenario.work import Measure
from consolidate.units import whole_remainder

PINNING = frozenset({"done", "started", "adopted"})


def _status_week(scenario: Scenario, timeline: Timeline) -> int:
    """The first week in which something new may start; week 0 is usable unless the status date lies after it began."""
    return 0 if scenario.status <= scenario.period.start else timeline.week_not_before(scenario.status)


class Programme:
    """A scenario, resolved: weeks, options per domain, the steps each option brings, what has happened."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.timeline = Timeline(scenario)
        self.weeks = self.timeline.weeks
        self.status_week = _status_week(scenario, self.timeline)
        self._works: dict[tuple[str, Option], DomainWork] = {}
        self._ends: dict[tuple[int, str, frozenset[int]], tuple[int, ...]] = {}
        self.blackouts = Blackouts(scenario, self.timeline)
        self._weights: dict[tuple[str, str | None], dict[str, int]] = {}

    # --- choices --------------------------------------------------------------------------------------

    @cached_property
    def options(self) -> dict[str, tuple[Option, ...]]:
        """By domain: every target and route open to it, in order of id; ``STAYS`` last where optional."""
        return {domain: self._options(domain) for domain in sorted(self.scenario.domains)}

    def _options(self, domain: str) -> tuple[Option, ...]:
        spec = self.scenario.domains[domain]
        found = [
            Option(product, route)
            for product, candidate in sorted(spec.candidates.items())
            for route in sorted(set(candidate.routes))
            if route == "procure" or self.may_extend(domain, product)
        ]
        return (*found, *(() if spec.required else (STAYS,)))

    def may_extend(self, domain: str, product: str) -> bool:
        """Whether an existing agreement can be widened: a participant has the product, and the law allows it."""
        candidate = self.scenario.domains[domain].candidates[product]
        cheap = candidate.value is not None and candidate.value < self.scenario.policy.tender_threshold
        owned = any(
            self.installed(domain, municipality).product == product for municipality in self.participants(domain)
        )
        return owned and (candidate.extension_option or cheap)

    def installed(self, domain: str, municipality: str) -> Installed:
        """What a participant runs in a domain today."""
        return self.scenario.installed[municipality][domain]

    # --- work -----------------------------------------------------------------------------------------

    @cached_property
    def measures(self) -> dict[str, Step]:
        """Every measure as a step, in order of id."""
        return {name: self._measure(name, spec) for name, spec in sorted(self.scenario.measures.items())}

    def _measure(self, name: str, spec: Measure) -> Step:
        sharing = self.scenario.sharing.joint_one_off
        return Step(
            id=name,
            kind=Kind.MEASURE,
            name=name,
            domain=None,
            municipality=None,
            weeks=spec.weeks or 0,
            mode=spec.closed_weeks,
            waits=merged(as_wait(after) for after in spec.after),
            staff=tuple(sorted((skill, need) for skill, need in spec.staff.items() if need)),
            pools=("joint", *sorted(set(spec.lenders))),
            cost=as_it_cost(self.scenario, name, spec.cost),
            paid_by=spec.paid_by or sharing.paid_by,
            key=spec.key or sharing.key,
            pays_end=spec.pays == "end",
            change=spec.change,
            settle=(0, 0),
            loads=(spec.lead,) if spec.lead else tuple(sorted(self.scenario.municipalities)),
            decision=spec.decision,
            not_before=0 if spec.not_before is None else self.timeline.week_not_before(spec.not_before),
        )

    def work(self, domain: str, option: Option) -> DomainWork:
        """The steps of a domain under an option."""
        key = (domain, option)
        if key not in self._works:
            self._works[key] = ChainBuilder(self.scenario, self.timeline, domain, option).build()
        return self._works[key]

    def path(self, domain: str, municipality: str, option: Option) -> str:
        """``full``, ``light`` or ``fresh``: how a participant gets there."""
        return path_of(self.scenario, domain, municipality, option)

    @cached_property
    def outside(self) -> tuple[tuple[str, str], ...]:
        """Every (domain, municipality) with an installed system whose owner does not take part (SPEC §7.11)."""
        return tuple(
            (domain, municipality)
            for domain in sorted(self.scenario.domains)
            for municipality in sorted(self.scenario.municipalities.keys() - self.participants(domain))
            if domain in self.scenario.installed.get(municipality, {})
        )

    @cached_property
    def _takers(self) -> dict[str | None, tuple[str, ...]]:
        everyone: dict[str | None, tuple[str, ...]] = {None: tuple(sorted(self.scenario.municipalities))}
        return everyone | {domain: self.scenario.participants(domain) for domain in self.scenario.domains}

    def participants(self, domain: str | None) -> tuple[str, ...]:
        """Who takes part in a domain, or in a measure (everyone); sorted."""
        return self._takers[domain]

    def split(self, amount: int, key: str, domain: str | None) -> dict[str, int]:
        """An amount shared among the participants of a domain (None: of a measure) by a key; adds up (SPEC §3)."""
        place = (key, domain)
        if place not in self._weights:
            weights = key_weights(self.scenario, key, self.participants(domain), domain)
            self._weights[place] = whole_weights(weights)
        return whole_remainder(amount, self._weights[place])

    # --- gates ----------------------------------------------------------------------------------------

    def atoms(self, target: str) -> tuple[Wait, ...]:
        """What a gate stands for, as waits on steps: a domain its cutovers, a milestone all that it lists.

        Steps of a domain are named whether or not an option leaves them out; see ``landing``.
        """
        if target in self.scenario.milestones:
            milestone = self.scenario.milestones[target]
            listed = [Wait(item) for item in milestone.complete] + [as_wait(after) for after in milestone.after]
            return merged(Wait(atom.target, atom.lag + wait.lag) for wait in listed for atom in self.atoms(wait.target))
        if target in self.scenario.domains:
            cutovers = (step_id(target, name, "cutover") for name in self.participants(target))
            return tuple(Wait(cutover) for cutover in cutovers)
        return (Wait(target),)

    def landing(self, target: str, option_of: Callable[[str], Option]) -> tuple[Wait, ...] | None:
        """A gate or step as waits on steps that are there under the chosen options; None: it can never happen."""
        found: list[Wait] = []
        for atom in self.atoms(target):
            steps = self._present(atom.target, option_of)
            if steps is None:
                return None
            for wait in steps:
                if wait.target in self.measures or "/" in wait.target:
                    found.append(Wait(wait.target, wait.lag + atom.lag))
                    continue
                deeper = self.landing(wait.target, option_of)
                if deeper is None:
                    return None
                found += [Wait(inner.target, inner.lag + wait.lag + atom.lag) for inner in deeper]
        return merged(found)

    def _present(self, target: str, option_of: Callable[[str], Option]) -> tuple[Wait, ...] | None:
        """A step as what stands in its place, ``domain/joint`` as all joint steps; None where the domain stays."""
        if "/" not in target:
            return (Wait(target),)
        option = option_of(target.split("/", maxsplit=1)[0])
        return None if option.stays else self.present(target, option)

    def present(self, target: str, option: Option) -> tuple[Wait, ...]:
        """A step (or ``domain/joint``) as what stands in its place under an option of its domain."""
        domain, *rest = target.split("/")
        work = self.work(domain, option)
        if rest == ["joint"]:
            return tuple(Wait(step.id) for step in work.steps.values() if step.kind is Kind.JOINT)
        return work.present(target)

    # --- time -----------------------------------------------------------------------------------------

    def ends(self, step: Step) -> tuple[int, ...]:
        """By start week: the step's exclusive end, or 0 where it cannot start (SPEC §2).

        What has happened is as it was: only the actual start is left, with the actual end.
        """
        occurred = self.occurred.get(step.id)
        if occurred is not None and occurred[1] is not None:
            start, end = occurred[0], occurred[1]
            return tuple(end if week == start else 0 for week in range(self.weeks))
        closed = self.timeline.closed(step.calendar)
        key = (step.weeks, step.mode, closed)
        if key not in self._ends:
            self._ends[key] = end_table(step.weeks, step.mode, closed, self.weeks)
        return self._ends[key]

    @cached_property
    def capacity_percents(self) -> Mapping[str, tuple[int, ...]]:
        """By pool (or ``all``): how many hundredths of a percent of its staff are at work, by week."""
        return {
            pool: self.timeline.by_week({day: int(percent * 100) for day, percent in dated.items()}, 10_000)
            for pool, dated in self.scenario.calendar.capacity.items()
            if dated
        }

    def paused(self, step: Step) -> frozenset[int]:
        """Weeks in which the step rests and uses no staff while it is under way."""
        return self.timeline.closed(step.calendar) if step.mode == "pause" else frozenset()

    def window_prices(self, step: Step, blackouts: tuple[str, ...]) -> tuple[int, ...]:
        """By start week: what touching soft blackouts costs a step, in whole money (0 where it cannot start)."""
        weekly = self.blackouts.weekly_prices(blackouts)
        return tuple(sum(weekly[start:end]) if end else 0 for start, end in enumerate(self.ends(step)))

    def window_price(self, span: tuple[int, int], blackouts: tuple[str, ...]) -> int:
        """What touching soft blackouts costs a step that is under way in these weeks, even outside the period."""
        return sum(self.blackouts.weekly_prices(blackouts)[max(0, span[0]) : max(0, span[1])])

    def running_steps(self, domain: str, municipality: str, option: Option) -> tuple[str, ...]:
        """The steps from whose first start the new system costs: those marked so, else the cutover."""
        marked = self.work(domain, option).marked.get(municipality)
        return marked or (step_id(domain, municipality, "cutover"),)

    # --- contracts ------------------------------------------------------------------------------------

    @cached_property
    def all_endings(self) -> dict[tuple[str, str], tuple[Ending, ...]]:
        """By (domain, municipality) with a contract: the ways it allows to end it, but for its fee."""
        found: dict[tuple[str, str], tuple[Ending, ...]] = {}
        for domain in sorted(self.scenario.domains):
            for municipality in self.participants(domain):
                contract = self.installed(domain, municipality).contract
                if contract is not None:
                    found[domain, municipality] = endings(contract, self.timeline)
        return found

    @cached_property
    def contract_endings(self) -> dict[tuple[str, str], tuple[Ending, ...]]:
        """By (domain, municipality) with a contract: the ways it may still end but for its fee."""
        found: dict[tuple[str, str], tuple[Ending, ...]] = {}
        for (domain, municipality), ways in self.all_endings.items():
            given = self.notice_given(domain, municipality)
            found[domain, municipality] = tuple(way for way in ways if self._may_still_end(way, given))
        return found

    def notice_given(self, domain: str, municipality: str) -> int | None:
        """The day index on which notice has been given by the status date, if it has."""
        day = self.scenario.actuals.notices.get(f"{domain}/{municipality}")
        return None if day is None else self.timeline.day_index(day)

    def _may_still_end(self, ending: Ending, given: int | None) -> bool:
        """Whether notice for an ending is not needed, was given in time, or can be given from the status date on."""
        if ending.notice is None or (given is not None and given <= ending.notice):
            return True
        return self.timeline.day_at(ending.notice) >= self.scenario.status

    def must_leave(self, domain: str, municipality: str, option: Option) -> bool:
        """Whether a contract of an old product has to be ended under an option."""
        if option.stays or self.installed(domain, municipality).contract is None:
            return False
        return self.path(domain, municipality, option) == "full"

    def notice_target(self, domain: str, municipality: str, option: Option) -> tuple[Wait, ...]:
        """What notice waits for: ``notice_after``, else the joint steps that ``install`` waits for."""
        contract = self.installed(domain, municipality).contract
        if contract is not None and contract.notice_after is not None:
            return (Wait(contract.notice_after),)
        work, name = self.work(domain, option), step_id(domain, "joint", "install")
        waits = work.steps[name].waits if name in work.steps else work.present(name)
        return tuple(Wait(wait.target) for wait in waits if wait.target.startswith(f"{domain}/joint/"))

    # --- commitments and actuals ----------------------------------------------------------------------

    @cached_property
    def occurred(self) -> Mapping[str, tuple[int, int | None]]:
        """By step: its actual start week, and its exclusive end where it has finished or its rest is known."""
        found: dict[str, tuple[int, int | None]] = {}
        for name, actual in self.scenario.actuals.steps.items():
            start = self.timeline.week_of(actual.started)
            end = None
            if actual.finished is not None:
                end = max(start, self.timeline.week_of(actual.finished)) + 1
            elif actual.remaining_weeks is not None:
                end = max(start + 1, self.status_week + actual.remaining_weeks)
            found[name] = (start, end)
        return found

    @cached_property
    def facts(self) -> frozenset[str]:
        """Steps that have happened or are under way: they do not move, and a breach among them is only reported."""
        promises = self.scenario.commitments.steps.items()
        return frozenset(self.occurred) | {name for name, promise in promises if promise.status in ("done", "started")}

    def fact_span(self, step: Step) -> tuple[int, int] | None:
        """Start and exclusive end of a step that has happened or is under way; either may lie outside the period."""
        if step.id not in self.facts:
            return None
        start, end = self.occurred.get(step.id) or (self._promised_week(step.id), None)
        if end is None:
            ends = self.ends(step)
            end = ends[start] if 0 <= start < len(ends) else 0
        return start, end or start + max(1, step.weeks)

    def _promised_week(self, step: str) -> int:
        start = self.scenario.commitments.steps[step].start
        assert start is not None  # every promise but a draft is dated
        return self.timeline.week_of(start)

    def commitment(self, step: str) -> StepCommitment | None:
        """What has been promised about a step, if anything."""
        return self.scenario.commitments.steps.get(step)

    @cached_property
    def priced_weeks(self) -> Mapping[str, int]:
        """By step that may leave its promised week at a price, and has not begun: that week."""
        return {
            name: self.timeline.week_of(promise.start)
            for name, promise in sorted(self.scenario.commitments.steps.items())
            if promise.has_price and promise.start is not None and name not in self.facts
        }

    @cached_property
    def pinned_steps(self) -> frozenset[str]:
        """Steps that must be in every plan, at their dates: they have happened, or have been adopted."""
        promises = self.scenario.commitments.steps.items()
        return frozenset(self.occurred) | {name for name, promise in promises if promise.status in PINNING}

    @cached_property
    def pinned_options(self) -> Mapping[str, frozenset[Option]]:
        """By domain with a pinned target: the options that keep it."""
        return {
            domain: frozenset(option for option in self.options[domain] if option.keeps(promise))
            for domain, promise in self.scenario.commitments.targets.items()
            if promise.status in PINNING
        }

    def pinned_window(self, step: Step) -> tuple[int, int] | None:
        """First and last start week that a pin allows, or None where the step is free (SPEC §5, §7.7).

        An adopted date moves only later, and only where the status date or what has happened passes it, or at a price.
        """
        if step.id in self.occurred:
            start = self.occurred[step.id][0]
            return start, start
        promise = self.commitment(step.id)
        if promise is None or promise.start is None or promise.status not in PINNING:
            return None
        start = self.timeline.week_of(promise.start)
        if promise.status != "adopted":
            return start, start
        earliest = self._pushed.ready(step)
        if earliest <= start and not promise.has_price:
            return start, start
        return min(max(start, earliest), self.weeks - 1), self.weeks - 1

    def run_out(self, step: Step, latest: int) -> bool:
        """Whether facts leave a step no start as early as a limit wants that is counted from what has happened.

        Nobody can keep such a limit any more: it is reported, and not enforced (SPEC §5).
        """
        return latest < self._pushed.earliest(step)

    @cached_property
    def _pushed(self) -> Pushed:
        """How far facts push what waits for them."""
        return Pushed(self)
