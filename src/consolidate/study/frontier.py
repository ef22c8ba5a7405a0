"""Cost against burden, camels, the finish, or the largest burden on one municipality, by limits stepped over the range.

The scenario is planned without a limit first; what that plan has is the upper end of the range. Every plan within a
limit is one within each looser limit, and costs the same there. So plans are shared towards the looser limits, and
bounds and proofs that there is no plan towards the stricter ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import ceil, floor
from typing import Any

from consolidate.analysis import words
from consolidate.analysis.differences import plan_changes
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import Verdict, check
from consolidate.plan.document import Decisions
from consolidate.plan.outcome import Outcome
from consolidate.programme.camels import babies_of, camels_of
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.solve.gap import gap_of, nothing_left
from consolidate.solve.known import Known
from consolidate.solve.limits import Stop
from consolidate.solve.swap import Swapper
from consolidate.study.contest import BASE_SHARE, Contest
from consolidate.study.distance import Apart, really_different
from consolidate.study.document import BASE, mark_of
from consolidate.study.effects import effects
from consolidate.study.effort import Effort, Stage, Tell
from consolidate.study.figures import ZERO, Figure, told
from consolidate.study.frontier_axes import Axis, Finish, axis_of
from consolidate.study.frontier_document import (
    FRONTIER_FORMAT,
    DifferentPlan,
    Exchange,
    Frontier,
    Of,
    Point,
)
from consolidate.study.planned import Planned, cheaper, planned
from consolidate.study.variants import varied
from consolidate.text import _
from consolidate.units import FINE, Fine, half_up, rounded_money

FIRST_SHARE, PROBE_SHARE, PROBES = 0.35, 0.1, 4
"""Of the time: the plan without a limit, which says over which range to step; and so many runs at its strict end, to
step only over what is not proven to be out of reach."""
REST = 1 - FIRST_SHARE - PROBE_SHARE


SWAPS, SWAP_WORK = 40, 0.2
"""Targets swapped at most, to find where the search within limits can begin; CP-SAT's deterministic time for each."""


@dataclass
class LimitContest(Contest):
    """A contest of limits in which the base is planned already, and plans met before are tried too."""

    first: Planned | None = None
    met: Sequence[Verdict] = ()

    def _plan(self, name: str, seconds: float, begins: tuple[Decisions, ...]) -> None:
        if name == BASE and self.first is not None:
            self.found[BASE] = self.first
        else:
            super()._plan(name, seconds, begins)

    def _fitting(self, name: str) -> Iterator[Verdict]:
        yield from super()._fitting(name)
        verdicts = (check(self.programmes[name], plan.schedule.decisions) for plan in self.met)
        yield from (verdict for verdict in verdicts if verdict.clean)


@dataclass
class FrontierSearch:
    """A frontier under way; ``met``: all plans seen, each once, as plans of the scenario itself."""

    scenario: Scenario
    of: Of
    steps: int
    effort: Effort
    stop: Stop = field(default_factory=Stop)
    tell: Tell = field(default=lambda _stage: None)

    def __post_init__(self) -> None:
        self.programme = Programme(self.scenario)
        self.axis = axis_of(self.programme, self.of)
        self.least = self.axis.least()
        self.limits: dict[str, int] = {}
        self.met: list[Verdict] = []
        self.solves = 0

    def run(self, known: tuple[Decisions, ...] = ()) -> Frontier:
        """Plan without a limit, then within each, and share plans and bounds; what came of it as a document."""
        self.tell(Stage(_("the plan to compare with"), 0, 0))
        first = self._plan(self.scenario, FIRST_SHARE, known, self.programme)
        if first.plan is not None:
            value = self.axis.value(first.plan)
            self._meet(first.plan)
            self._descend(first.plan)
            self._narrow(value)
            self.limits = {f"limit-{limit}": limit for limit in self._chosen(value)}
        within = {name: self._limited(limit) for name, limit in self.limits.items()}
        # a contest plans its base in a share of its time; here that is done
        effort = replace(self.effort, seconds=REST / (1 - BASE_SHARE) * self.effort.seconds)
        scenarios = {BASE: self.scenario} | within
        contest = self.contest = LimitContest(scenarios, effort, self.stop, self._told, first=first, met=self.met)
        if within:
            contest.run()
        elif first.outcome in {Outcome.FEASIBLE, Outcome.NO_PLAN}:
            again = self._plan(self.scenario, REST, _known(first) or known, self.programme)
            contest.found[BASE] = _both(first, again)
        else:
            contest.found[BASE] = first
        contest.solves += self.solves
        self._share()
        return _Writer(self).document()

    def _chosen(self, value: Fraction) -> tuple[int, ...]:
        """Limits down to the least that a plan met has, and one at the least possible where that is still less."""
        reached, strictest = min(map(self.axis.value, self.met)), ceil(self.least)
        if reached == value:
            return self.axis.limits(value, self.least, self.steps)
        if strictest < reached and self.steps > 1:
            found = self.axis.limits(value, reached, self.steps - 1)
            if found and found[-1] == ceil(reached):
                return (*found, *([strictest] if strictest < found[-1] else []))
        return self.axis.limits(value, reached, self.steps)

    def _limited(self, limit: int) -> Scenario:
        return varied(self.scenario, self.axis.patch(limit))

    def _plan(
        self, scenario: Scenario, share: float, known: tuple[Decisions, ...], programme: Programme | None = None
    ) -> Planned:
        self.solves += 1
        limits = self.effort.limits(share * self.effort.seconds)
        return planned(scenario, limits, Known(known), self.stop, programme)

    def _descend(self, plan: Verdict) -> None:
        """Meet plans with less and less: one target swapped after another, the cheapest for what is spared."""
        swaps = 0
        while plan.clean and swaps < SWAPS and self.axis.value(plan) > self.least and not self.stop.requested:
            self.tell(Stage(_("targets that ask for less"), swaps, 0))
            value, swapper = self.axis.value(plan), Swapper(plan)
            found = []
            for domain, options in self.axis.easier(plan).items():
                swaps += 1
                made = swapper.swapped(domain, options, SWAP_WORK, seed=self.effort.seed).plan
                if made is not None and self.axis.value(made) < value:
                    found.append(made)
                    self._meet(made)
            if not found:
                return
            plan = min(found, key=partial(_rate, plan, self.axis))

    def _narrow(self, value: Fraction) -> None:
        """Raise the least that any plan can have: at the strict end first, then halving what is left."""
        begin = min(self.met, key=self.axis.value)
        high = ceil(min(value, self.axis.value(begin))) - 1
        for probe in range(PROBES):
            low = ceil(self.least)
            limit = (low + high) // 2 if probe else low
            if limit > high or self.stop.requested:
                return
            self.tell(Stage(_("how little is possible"), probe, PROBES))
            made = self._plan(self._limited(limit), PROBE_SHARE / PROBES, (begin.schedule.decisions,))
            self._meet(made.plan)
            if made.outcome is Outcome.INFEASIBLE:
                self.least = self.axis.beyond(limit)
            elif not probe:
                return
            else:
                high = limit - 1

    def _told(self, stage: Stage) -> None:
        """Pass on how far it has come; keep the plans that are there before others take their place."""
        for made in self.contest.found.values():
            self._meet(made.plan)
        self.tell(stage)

    def _meet(self, plan: Verdict | None) -> None:
        """Keep a plan, as one of the scenario itself."""
        known = (one.schedule.decisions for one in self.met)
        if plan is not None and plan.schedule.decisions not in known:
            self.met.append(check(self.programme, plan.schedule.decisions))

    def _share(self) -> None:
        """Give each limit the cheapest plan met that keeps it, and the bound of each looser one."""
        found = self.contest.found
        for made in found.values():
            self._meet(made.plan)
        looser: Planned | None = None
        for name in (BASE, *self.limits):
            found[name] = looser = _within(found[name], self._cheapest(name), looser)

    def _cheapest(self, name: str) -> Verdict | None:
        """The cheapest plan met that keeps a limit; it is checked in the scenario that has the limit."""
        for plan in sorted(self.met, key=lambda plan: plan.ledger.objective):
            verdict = check(self.contest.programmes[name], plan.schedule.decisions)
            if verdict.clean:
                return verdict
        return None


def _known(made: Planned) -> tuple[Decisions, ...]:
    return () if made.plan is None else (made.plan.schedule.decisions,)


def _rate(plan: Verdict, axis: Axis, other: Verdict) -> Fraction:
    """What another plan costs more, in hundred-thousandths for each unit that it has less."""
    return Fraction(other.ledger.objective - plan.ledger.objective) / (axis.value(plan) - axis.value(other))


def _both(first: Planned, again: Planned) -> Planned:
    """What two runs of one scenario say together."""
    return _bounded(cheaper(again, first.plan), first.bound)


def _within(made: Planned, plan: Verdict | None, looser: Planned | None) -> Planned:
    """What is known within a limit, given the cheapest plan met that keeps it and what holds within a looser one."""
    if looser is not None and looser.outcome is Outcome.INFEASIBLE:
        return replace(made, outcome=Outcome.INFEASIBLE, plan=None, bound=None)
    if made.outcome is Outcome.INFEASIBLE:
        return made
    return _bounded(cheaper(made, plan), None if looser is None else looser.bound)


def _bounded(made: Planned, bound: Fine | None) -> Planned:
    """What is known with another bound, which may prove the plan to be the best."""
    best = max((one for one in (made.bound, bound) if one is not None), default=None)
    proven = made.plan is not None and best is not None and nothing_left(made.plan.ledger, best)
    return replace(made, bound=best, outcome=Outcome.OPTIMAL if proven else made.outcome)


class _Writer:
    """What came of a search as a document."""

    def __init__(self, search: FrontierSearch) -> None:
        self.search, self.contest, self.axis = search, search.contest, search.axis
        self.finish = Finish(search.programme)
        self.base = self.contest.base.plan
        self.plans = {name: made.plan for name, made in self.contest.found.items() if made.plan is not None}
        self.values = {name: self.axis.value(plan) for name, plan in self.plans.items()}

    def document(self) -> Frontier:
        """The document."""
        scenario, contest = self.search.scenario, self.contest
        return Frontier(
            format=FRONTIER_FORMAT,
            scenario=mark_of(scenario),
            of=self.search.of,
            least=float(self.search.least),
            optional=tuple(sorted(name for name, spec in scenario.domains.items() if not spec.required)),
            noise=-(-contest.noise // FINE),
            solves=contest.solves,
            points=tuple(self._point(name) for name in (BASE, *self.search.limits)),
            exchange=tuple(self._exchange(*pair) for pair in pairwise(self._curve())),
            different=tuple(self._different(one) for one in really_different(self.search.met)),
        )

    # --- points ---------------------------------------------------------------------------------------

    def _point(self, name: str) -> Point:
        made, limit = self.contest.found[name], self.search.limits.get(name)
        gap = None if made.plan is None or made.bound is None else gap_of(made.plan.ledger, made.bound)
        return Point(
            **({} if made.plan is None else self._figures(made.plan)),
            limit=limit,
            due=self._day(limit) if limit is not None and self.search.of is Of.FINISH else None,
            outcome=made.outcome,
            objective=None if made.plan is None else exact_text(made.plan.ledger.objective),
            bound=None if made.bound is None or made.outcome is Outcome.INFEASIBLE else exact_text(made.bound),
            gap_percent_of_gross=None if gap is None else gap.percent_of_gross,
            more=None if name == BASE else told(self._more(name, BASE)),
            effects=None if name == BASE or made.plan is None or self.base is None else effects(self.base, made.plan),
            dominated=self._dominated(name),
            run_note=self._note(name),
        )

    def _more(self, name: str, than: str) -> Figure:
        """How much more the best plan within a limit costs than within a looser one: never less than nothing."""
        if self.contest.found[name].outcome is Outcome.INFEASIBLE:
            return Figure(None)
        return (self.contest.cost(name) - self.contest.cost(than)).at_least(ZERO)

    def _note(self, name: str) -> str | None:
        """What a run says that failed, or without a limit proved that there is no plan."""
        made = self.contest.found[name]
        told_of = {Outcome.FAILED, Outcome.INFEASIBLE} if name == BASE else {Outcome.FAILED}
        return made.note if made.outcome in told_of else None

    def _figures(self, plan: Verdict) -> dict[str, Any]:
        """The figures of a plan, by field."""
        burdens = dict.fromkeys(sorted(self.search.scenario.municipalities), 0)
        camels = camels_of(self.search.programme, plan.schedule.options)
        for one in camels:
            burdens[one.municipality] += one.burden_tenths
        worst = max(burdens, key=lambda name: burdens[name])
        changes = None if self.base is None else plan_changes(self.base.schedule.decisions, plan.schedule.decisions)
        return {
            "value": float(self.axis.value(plan)),
            "burden": sum(burdens.values()) / 10,
            "camels": len(camels),
            "babies": len(babies_of(self.search.programme, plan.schedule.options)),
            "worst": burdens[worst] / 10,
            "worst_for": worst if burdens[worst] else None,
            "finish": self._day(int(self.finish.value(plan))) if self.finish.gates else None,
            "targets": {} if changes is None else {name: new for name, _old, new in changes.targets if new is not None},
            "moved_steps": 0 if changes is None else len(changes.moves),
        }

    def _day(self, end: int) -> date:
        return words.last_day(self.search.programme.timeline, end)

    # --- the curve ------------------------------------------------------------------------------------

    def _place(self, name: str) -> tuple[int, Fraction]:
        """What a point is judged by: less is better in both."""
        return self.plans[name].ledger.objective, self.values[name]

    def _dominated(self, name: str) -> bool:
        if name not in self.plans:
            return False
        cost, value = self._place(name)
        others = map(self._place, self.plans)
        return any(one <= cost and other <= value and (one, other) != (cost, value) for one, other in others)

    def _curve(self) -> list[str]:
        """Points that are not dominated, each plan once, the largest value first."""
        found = {self._place(name): name for name in reversed([*self.plans]) if not self._dominated(name)}
        return sorted(found.values(), key=lambda name: -self.values[name])

    def _exchange(self, one: str, other: str) -> Exchange:
        amount = told(per_unit(self._more(other, one), self.values[one] - self.values[other]))
        places = {"from": float(self.values[one]), "to": float(self.values[other])}
        return Exchange.model_validate({**places, "amount": amount})

    def _different(self, one: Apart) -> DifferentPlan:
        base = 0 if self.base is None else self.base.ledger.objective
        return DifferentPlan(
            **self._figures(one.plan),
            dearer=rounded_money(one.plan.ledger.objective - base),
            distances=tuple(round(float(distance), 3) for distance in one.distances),
        )


def per_unit(figure: Figure, units: Fraction) -> Figure:
    """A figure for each of some units: noise and proven interval are rounded outwards."""
    return Figure(
        None if figure.estimate is None else Fine(half_up(figure.estimate / units)),
        Fine(ceil(figure.noise / units)),
        None if figure.low is None else Fine(floor(figure.low / units)),
        None if figure.high is None else Fine(ceil(figure.high / units)),
    )
