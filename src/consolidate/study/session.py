"""One scenario planned again and again with some targets left out, all plans kept and shared.

A plan found for such a case is a plan of the scenario too. So the scenario's own best plan, the *base*, takes it when
it is cheaper, and no case can seem to cost less than nothing. What is found in one case is carried over to the others
by swapping targets back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from consolidate.bound.certificate import bounds_by_option
from consolidate.check.verdict import Verdict
from consolidate.plan.document import Decisions
from consolidate.plan.outcome import Outcome
from consolidate.plan.proof import ProofDocument
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.document import Scenario
from consolidate.solve.known import Known
from consolidate.solve.limits import Clock, Limits, Stop
from consolidate.solve.swap import Swap, Swapper
from consolidate.study.case import Case, Held, Restriction
from consolidate.study.effort import Effort, Stage, Tell
from consolidate.study.figures import ZERO, Figure, cost_of
from consolidate.study.planned import Planned, cheaper, planned
from consolidate.text import _
from consolidate.units import Fine

BASE_SHARE, CASE_SHARE = 0.25, 0.7
"""Of the time: what planning the scenario itself takes; and of what is then left, what is shared by cases, and by cases
again to measure noise. The rest is for swaps."""
SHORTEST, LONGEST, SWAP_WORK = 0.5, 30.0, 0.1
"""Seconds that one case takes at least and at most; CP-SAT's deterministic time for one swap."""
FAST, WHOLE = frozenset({"ascent"}), frozenset[str]()
"""What is left out of a search that begins with a plan that keeps the restriction, its bound coming from the prices of
the base; and of one that does not, to which the relaxation shows where to begin."""
SEEDS, SAMPLES = 2, 2
"""Other seeds, and cases, that noise is measured by."""


@dataclass
class Session:
    """A scenario's best plan and bound, and cases of it."""

    scenario: Scenario
    effort: Effort
    stop: Stop = field(default_factory=Stop)
    tell: Tell = field(default=lambda _stage: None)

    def __post_init__(self) -> None:
        self.programme = Programme(self.scenario)
        self.base: Verdict | None = None
        self.bound: Fine | None = None
        self.outcome = Outcome.NO_PLAN
        self.note: str | None = None
        self.noise, self.measured = ZERO, False
        self.clock = Clock()
        self.solves = 0
        self.seconds = LONGEST
        self.prices: ProofDocument | None = None
        self._by_option: Mapping[str, Mapping[Option, Fine]] = {}

    # --- the base -------------------------------------------------------------------------------------

    def plan_base(self, known: Iterable[Decisions] = ()) -> bool:
        """Plan the scenario itself, beginning with plans that are known; whether there is a plan."""
        self.tell(Stage(_("the plan to compare with"), 0, 0))
        made = self._run(self.effort.limits(BASE_SHARE * self.effort.seconds), Known(tuple(known)))
        self.outcome, self.note, self.bound, self.prices = made.outcome, made.note, made.bound, made.prices
        self.base = made.plan
        if self.prices is not None:
            self._by_option = bounds_by_option(self.programme, self.prices)
        return self.base is not None

    def begin_at(self, plan: Verdict) -> None:
        """Take a plan for the base as it is, without a bound."""
        self.base, self.outcome = plan, Outcome.FEASIBLE

    def _run(self, limits: Limits, known: Known) -> Planned:
        self.solves += 1
        return planned(self.scenario, limits, known, self.stop, self.programme)

    def apart(self, scenario: Scenario) -> Planned:
        """The best plan of a scenario much like this one, begun from this one's plan and prices, in a case's time."""
        self.solves += 1
        begin = () if self.base is None else (self.base.schedule.decisions,)
        return planned(scenario, self.effort.limits(self.seconds), Known(begin, self.prices), self.stop)

    @property
    def cost(self) -> Figure:
        """What the best plan of the scenario costs."""
        return cost_of(None if self.base is None else self.base.ledger, self.bound)

    # --- cases ----------------------------------------------------------------------------------------

    def cases(self, restrictions: Sequence[Restriction]) -> dict[Restriction, Case]:
        """Plan under each restriction, in equal time; then carry over what was found, and measure the noise."""
        assert self.base is not None
        wanted = list(dict.fromkeys(restrictions))
        seconds = self.seconds = self._seconds_each(len(wanted))
        found: dict[Restriction, Case] = {}
        for number, restriction in enumerate(wanted):
            self.tell(Stage(_("targets left out"), number, len(wanted)))
            found[restriction] = self.case(restriction, seconds)
        if not self._proven(found.values()):
            found = self._carried(found)
            if not self.measured:
                self._measure_noise(found, seconds)
        return {restriction: self._now(case) for restriction, case in found.items()}

    def _seconds_each(self, cases: int) -> float:
        """Equal time for each of some cases, out of what is left."""
        limit = self.effort.seconds
        left = (1 - BASE_SHARE) * limit if self.effort.deterministic else limit - self.clock.seconds()
        runs = cases + (0 if self.measured else SEEDS * SAMPLES)
        return min(LONGEST, max(SHORTEST, CASE_SHARE * left / max(1, runs)))

    def _now(self, case: Case) -> Case:
        """A case as it stands: the base itself, where the base has come to keep the restriction."""
        assert self.base is not None
        if self.base.schedule.options[case.restriction.domain] not in case.restriction.allowed:
            return case
        return Case(case.restriction, self.outcome, self.base, self.bound, Held(ZERO, ZERO))

    def price(self, case: Case) -> Figure:
        """What a restriction costs: never less than nothing, since its plans are plans of the scenario."""
        if case.outcome is Outcome.INFEASIBLE:
            return Figure(None)
        ledger = None if case.plan is None else case.plan.ledger
        return (cost_of(ledger, case.bound, self.noise) - self.cost).at_least(ZERO)

    def case(self, restriction: Restriction, seconds: float) -> Case:
        """The best plan under a restriction: a swap in the base, then neighbourhoods of it; else a search from it."""
        assert self.base is not None
        if self.base.schedule.options[restriction.domain] in restriction.allowed:
            return Case(restriction, self.outcome, self.base, self.bound, Held(ZERO, ZERO))
        if not restriction.allowed:
            return Case(restriction, Outcome.INFEASIBLE, None, None)
        if self.stop.requested:
            return Case(restriction, Outcome.CANCELLED, None, self._least(restriction))
        swap = Swapper(self.base).swapped(restriction.domain, restriction.allowed, SWAP_WORK, seed=self.effort.seed)
        held = self._held(swap)
        begin, without = (self.base, WHOLE) if swap.plan is None else (swap.plan, FAST)
        return replace(self._planned(restriction, begin, self.effort.limits(seconds, 0, without)), held=held)

    def _planned(self, restriction: Restriction, begin: Verdict, limits: Limits) -> Case:
        known = Known((begin.schedule.decisions,), self.prices, restriction.only)
        made = self._run(limits, known)
        if made.plan is not None:
            self._offer(made.plan)
        return Case(restriction, made.outcome, made.plan, self._least(restriction, made.bound))

    def _held(self, swap: Swap) -> Held | None:
        """The price of a swap alone; None where it is proven that nothing can be swapped alone."""
        assert self.base is not None
        if swap.impossible:
            return None
        cost = self.base.ledger.objective
        low = None if swap.bound is None else Fine(swap.bound - cost)
        return Held(low, None if swap.plan is None else Fine(swap.plan.ledger.objective - cost))

    def _least(self, restriction: Restriction, proven: Fine | None = None) -> Fine | None:
        """The best bound known of plans under a restriction."""
        by_option = self._by_option.get(restriction.domain, {})
        cheapest = min((by_option[option] for option in restriction.allowed if option in by_option), default=None)
        known = [bound for bound in (self.bound, proven, cheapest) if bound is not None]
        return max(known, default=None)

    def _offer(self, plan: Verdict) -> None:
        """A cheaper plan of the scenario becomes the base."""
        if self.base is None or plan.ledger.objective < self.base.ledger.objective:
            self.base = plan

    # --- sharing --------------------------------------------------------------------------------------

    def _proven(self, cases: Iterable[Case]) -> bool:
        """Whether nothing is left to be found, or the study was asked to end."""
        done = (Outcome.OPTIMAL, Outcome.INFEASIBLE)
        return self.stop.requested or (self.outcome in done and all(case.outcome in done for case in cases))

    def _carried(self, cases: Mapping[Restriction, Case]) -> dict[Restriction, Case]:
        """What was found beside the swapped targets, carried to the base and from there to every case."""
        assert self.base is not None
        chosen = self.base.schedule.options
        for number, (restriction, case) in enumerate(cases.items()):
            self.tell(Stage(_("what was found, carried over"), number, 2 * len(cases)))
            if case.plan is not None:
                own = frozenset((chosen[restriction.domain],))
                self._swap(case.plan, replace(restriction, allowed=own))
        found = {}
        for number, (restriction, case) in enumerate(cases.items()):
            self.tell(Stage(_("what was found, carried over"), len(cases) + number, 2 * len(cases)))
            swap = self._swap(self.base, restriction) if restriction.allowed else None
            found[restriction] = case if swap is None else replace(cheaper(case, swap.plan), held=self._held(swap))
        return found

    def _swap(self, plan: Verdict, restriction: Restriction) -> Swap | None:
        """A target swapped in a plan, which may give a new base; None where there is nothing to swap, or no time."""
        if self.stop.requested or plan.schedule.options[restriction.domain] in restriction.allowed:
            return None
        swap = Swapper(plan).swapped(restriction.domain, restriction.allowed, SWAP_WORK, seed=self.effort.seed)
        if swap.plan is not None:
            self._offer(swap.plan)
        return swap

    # --- noise ----------------------------------------------------------------------------------------

    def _measure_noise(self, cases: dict[Restriction, Case], seconds: float) -> None:
        """How far the same cases, planned again by other seeds and from another start, end apart.

        What is found on the way counts: a cheaper plan takes its place.
        """
        assert self.base is not None
        self.measured = True
        for case in _samples(cases.values()):
            costs = [] if case.plan is None else [case.plan.ledger.objective]
            for seed in range(1, SEEDS + 1):
                if self.stop.requested:
                    break
                self.tell(Stage(_("how far chance moves it"), seed - 1, SEEDS))
                again = self._planned(case.restriction, self.base, self.effort.limits(seconds, seed, WHOLE))
                costs += [] if again.plan is None else [again.plan.ledger.objective]
                cases[case.restriction] = cheaper(cases[case.restriction], again.plan)
            self.noise = Fine(max(self.noise, max(costs, default=0) - min(costs, default=0)))


def _samples(cases: Iterable[Case]) -> list[Case]:
    """Of cases with a plan that is not proven best, ranked by cost, some at equal distances."""
    planned = sorted(
        (case for case in cases if case.plan is not None and case.outcome is not Outcome.OPTIMAL),
        key=lambda case: (case.plan.ledger.objective if case.plan else 0, case.restriction.domain),
    )
    places = {len(planned) * place // (SAMPLES + 1) for place in range(1, SAMPLES + 1)}
    return [planned[place] for place in sorted(places)] if planned else []
