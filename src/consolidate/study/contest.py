"""Scenarios much like one another, planned one after another: each begins with what is known, and shares what it finds.

A plan of one scenario is tried on the others: where it keeps their rules and is cheaper there, it is theirs. So a
scenario that only forbids something cannot seem cheaper than the base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from consolidate.check.verdict import Verdict, check
from consolidate.plan.document import Decisions
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.solve.known import Known
from consolidate.solve.limits import Stop
from consolidate.study.document import BASE
from consolidate.study.effort import Effort, Stage, Tell
from consolidate.study.figures import ZERO, Figure, cost_of
from consolidate.study.planned import Planned, cheaper, planned
from consolidate.text import _
from consolidate.units import Fine

BASE_SHARE, SEEDS = 0.3, 2
"""Of the time: what planning the base takes. How often it is planned anew, to see how far chance moves its cost."""


@dataclass
class Contest:
    """``scenarios`` by name, ``BASE`` among them; ``found``: what came of each; ``noise``: hundred-thousandths.

    ``related``: whether a plan of the first of two scenarios may be one of the second, so that it is worth trying.
    """

    scenarios: Mapping[str, Scenario]
    effort: Effort
    stop: Stop = field(default_factory=Stop)
    tell: Tell = field(default=lambda _stage: None)
    related: Callable[[str, str], bool] = field(default=lambda _from, _to: True)

    def __post_init__(self) -> None:
        self.programmes = {name: Programme(scenario) for name, scenario in self.scenarios.items()}
        self.found: dict[str, Planned] = {}
        self.noise = ZERO
        self.solves = 0

    @property
    def base(self) -> Planned:
        """What came of the base."""
        return self.found[BASE]

    def cost(self, name: str) -> Figure:
        """What the best plan of a scenario costs; nothing is known of one that has none."""
        made = self.found[name]
        if made.outcome is Outcome.INFEASIBLE:
            return Figure(None)
        noise = ZERO if name == BASE or made.outcome is Outcome.OPTIMAL else self.noise
        return cost_of(None if made.plan is None else made.plan.ledger, made.bound, noise)

    def more(self, name: str) -> Figure:
        """How much more it costs than the base."""
        return self.cost(name) - self.cost(BASE)

    # --- planning -------------------------------------------------------------------------------------

    def run(self, known: tuple[Decisions, ...] = ()) -> None:
        """Plan the base, then each other one in equal time; share the plans; measure the noise."""
        others = [name for name in self.scenarios if name != BASE]
        seconds = (1 - BASE_SHARE) * self.effort.seconds / (len(others) + SEEDS)
        self.tell(Stage(_("the plan to compare with"), 0, 0))
        self._plan(BASE, BASE_SHARE * self.effort.seconds if others else self.effort.seconds, known)
        for number, name in enumerate(others):
            self.tell(Stage(_("alternatives"), number, len(others)))
            self._plan(name, seconds, tuple(plan.schedule.decisions for plan in self._begins(name)))
        if others:
            self._share()
            self._measure(seconds)

    def _plan(self, name: str, seconds: float, begins: tuple[Decisions, ...]) -> None:
        """Plan a scenario; the climb begins with the prices of the base."""
        base = self.found.get(BASE)
        self.found[name] = self._run(name, seconds, Known(begins, None if base is None else base.prices))

    def _run(self, name: str, seconds: float, known: Known, seed: int = 0) -> Planned:
        self.solves += 1
        limits = self.effort.limits(seconds, seed)
        return planned(self.scenarios[name], limits, known, self.stop, self.programmes[name])

    def _begins(self, name: str) -> Iterator[Verdict]:
        """Plans to begin with: that of the base, and the cheapest that is clean here, where that is another."""
        base = self.base.plan
        if base is not None:
            yield base
        fitting = min(self._fitting(name), key=lambda plan: plan.ledger.objective, default=None)
        if fitting is not None and (base is None or fitting.schedule.decisions != base.schedule.decisions):
            yield fitting

    def _fitting(self, name: str) -> Iterator[Verdict]:
        """Plans of others that are clean here."""
        for other, made in self.found.items():
            if other != name and made.plan is not None and self.related(other, name):
                verdict = check(self.programmes[name], made.plan.schedule.decisions)
                if verdict.clean:
                    yield verdict

    def _share(self) -> None:
        """Give each scenario the cheapest plan that any of them has for it, the base first."""
        for name, made in list(self.found.items()):
            if made.outcome is not Outcome.INFEASIBLE and not self.stop.requested:
                best = min(self._fitting(name), key=lambda plan: plan.ledger.objective, default=None)
                self.found[name] = cheaper(made, best)

    def _measure(self, seconds: float) -> None:
        """Plan the base anew as the others were, from their plans: how far these runs end apart, and from the best."""
        plans = [made.plan for name, made in self.found.items() if name != BASE and made.plan is not None]
        if self.base.plan is None or self.base.outcome is Outcome.OPTIMAL or not plans:
            return
        costs = []
        for seed in range(1, SEEDS + 1):
            if self.stop.requested:
                return
            self.tell(Stage(_("how far chance moves it"), seed - 1, SEEDS))
            known = Known((plans[seed % len(plans)].schedule.decisions,), self.base.prices)
            again = self._run(BASE, seconds, known, seed).plan
            costs += [] if again is None else [again.ledger.objective]
            self.found[BASE] = cheaper(self.base, again)
        costs.append(self.base.plan.ledger.objective)
        self.noise = Fine(max(costs) - min(costs))
