"""A programme planned again and again, each time with others taking part.

All money is the present value of cash from ledgers of checked plans, set against staying as today; what is priced
(lateness, burden) guides the search for the best plan, as everywhere, but is not counted here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from consolidate.analysis.names import Names
from consolidate.analysis.subject import cash_value
from consolidate.check.verdict import Verdict, check
from consolidate.graph.windows import possible_options
from consolidate.ledger import costs
from consolidate.ledger.book import reference_of
from consolidate.ledger.entries import EntryKind
from consolidate.plan.document import Decisions
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.solve.known import Known
from consolidate.study.coalitions_document import QuestionKind
from consolidate.study.contest import BASE_SHARE, SEEDS, Contest
from consolidate.study.core import Group, groups_to_examine
from consolidate.study.document import BASE
from consolidate.study.effort import Stage
from consolidate.study.figures import ZERO, Figure
from consolidate.study.parties import known, leaving, opting_out, without
from consolidate.study.planned import cheaper
from consolidate.study.variants import varied
from consolidate.text import _
from consolidate.units import Fine

DONE = (Outcome.OPTIMAL, Outcome.INFEASIBLE)


@dataclass(frozen=True)
class Ask:
    """One question. ``domain``: of which one opts out; ``day``: on which one leaves."""

    kind: QuestionKind
    municipalities: tuple[str, ...]
    domain: str | None = None
    day: date | None = None


@dataclass(frozen=True)
class Wanted:
    """All that is asked. ``samples``: None asks nothing about the core, else so many groups are drawn where they are
    many. ``shrink``: the programme's own grants shrink with those who leave.
    """

    asks: tuple[Ask, ...]
    samples: int | None = None
    shrink: bool = False


def each_staying_out(scenario: Scenario) -> tuple[Ask, ...]:
    """What is asked where nothing is said: each municipality stays out, one at a time."""
    return tuple(Ask("without", (name,)) for name in sorted(scenario.municipalities))


def group_name(members: Iterable[str]) -> str:
    """How the scenario of a group by itself is called among the others."""
    return "+".join(sorted(members))


@dataclass
class Partings(Contest):
    """A scenario, and the same with some who stay out, leave or opt out; cases come once the base is planned.

    ``names``: by question the scenario that answers it. ``groups``: those examined by themselves, the whole left out.
    """

    wanted: Wanted = field(default_factory=lambda: Wanted(()))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.names: dict[Ask, str] = {}
        self.stays_in: dict[Ask, tuple[str, ...]] = {}
        self.groups: tuple[Group, ...] = ()
        self.orders: tuple[tuple[str, ...], ...] = ()
        if self.wanted.samples is not None:
            members = self.scenarios[BASE].municipalities
            self.groups, self.orders = groups_to_examine(members, self.wanted.samples, self.effort.seed)
        self._add_without()

    # --- scenarios ------------------------------------------------------------------------------------

    def _add_without(self) -> None:
        """The scenarios that do not depend on the plan of the base."""
        base = self.scenarios[BASE]
        for ask in self.wanted.asks:
            known(base, ask.municipalities)
            if ask.kind == "without":
                self.names[ask] = self._add_group(base.municipalities.keys() - set(ask.municipalities), ask)
            elif ask.kind == "opts_out":
                self.names[ask] = f"{ask.municipalities[0]}/{ask.domain}"
                patch = opting_out(base, ask.municipalities[0], ask.domain or "")
                self._add(self.names[ask], varied(base, patch))
        for group in self.groups:
            self._add_group(group)

    def _add_group(self, members: Collection[str], ask: Ask | None = None) -> str:
        base, name = self.scenarios[BASE], group_name(members)
        if name not in self.scenarios:
            gone = ask.municipalities if ask else tuple(sorted(base.municipalities.keys() - set(members)))
            self._add(name, varied(base, without(base, gone, shrink=self.wanted.shrink)))
        return name

    def _add_leaving(self, plan: Verdict) -> None:
        """The scenarios in which one takes part in what it has cut over before it leaves."""
        base = self.scenarios[BASE]
        for ask in self.wanted.asks:
            if ask.kind == "leaves" and ask.day is not None:
                name = ask.municipalities[0]
                self.names[ask] = f"{name}={ask.day}"
                self.stays_in[ask] = cut_over_before(plan, name, ask.day)
                patch = leaving(base, name, ask.day, self.stays_in[ask], shrink=self.wanted.shrink)
                self._add(self.names[ask], varied(base, patch))

    def _add(self, name: str, scenario: Scenario) -> None:
        self.scenarios = {**self.scenarios, name: scenario}
        self.programmes[name] = Programme(scenario)

    # --- planning -------------------------------------------------------------------------------------

    def run(self, known: tuple[Decisions, ...] = ()) -> None:
        """Plan the base, then each case in equal time, the largest groups first; share the plans; measure the noise.

        Without a plan of the base no case is planned.
        """
        self.tell(Stage(_("the plan to compare with"), 0, 0))
        self._plan(BASE, BASE_SHARE * self.effort.seconds, known)
        if self.base.plan is None:
            return
        self._add_leaving(self.base.plan)
        cases = sorted((name for name in self.scenarios if name != BASE), key=lambda name: -self._size(name))
        seconds = (1 - BASE_SHARE) * self.effort.seconds / (len(cases) + 2 * SEEDS)
        for number, name in enumerate(cases):
            self.tell(Stage(_("who takes part"), number, len(cases)))
            self._plan(name, seconds, tuple(plan.schedule.decisions for plan in self._begins(name)))
        self._share()
        self._measure(seconds)
        self._share()

    def _size(self, name: str) -> int:
        return len(self.scenarios[name].municipalities)

    def _fitting(self, name: str) -> Iterator[Verdict]:
        """Plans of others that are clean here once they are cut to who takes part here; none is one of the base."""
        if name == BASE:
            return
        programme = self.programmes[name]
        for other, made in self.found.items():
            if other == name or made.plan is None or not self._holds(other, name):
                continue
            verdict = check(programme, cut(made.plan.schedule.decisions, programme))
            if verdict.clean:
                yield verdict

    def _holds(self, other: str, name: str) -> bool:
        """Whether all who take part in one scenario do in another."""
        return self.scenarios[other].municipalities.keys() >= self.scenarios[name].municipalities.keys()

    def _measure(self, seconds: float) -> None:
        """Plan the base and the first case anew, by other seeds, from the plan of the base: how far they end apart.

        The noise is the widest spread, in the objective or in cash. What is found on the way counts.
        """
        unsure = [name for name, made in self.found.items() if made.plan is not None and made.outcome not in DONE]
        for name in unsure[:2]:
            plans = [self.found[name].plan]
            for seed in range(1, SEEDS + 1):
                if self.stop.requested:
                    return
                self.tell(Stage(_("how far chance moves it"), seed - 1, SEEDS))
                begins = tuple(plan.schedule.decisions for plan in self._begins(name))
                made = self._run(name, seconds, Known(begins, self.base.prices), seed)
                plans.append(made.plan)
                self.found[name] = cheaper(self.found[name], made.plan)
            ledgers = [plan.ledger for plan in plans if plan is not None]
            objectives = [ledger.objective for ledger in ledgers]
            cash = [cash_value(ledger.entries) for ledger in ledgers]
            self.noise = Fine(
                max(self.noise, max(objectives) - min(objectives), max(cash) - min(cash)),
            )

    # --- figures --------------------------------------------------------------------------------------

    def gains(self, name: str) -> dict[str, Fine]:
        """What each who is there is better off by than by staying as today; nothing where there is no plan.

        Who is not in the scenario stays as today: it gains nothing.
        """
        plan = self.found[name].plan if name in self.found else None
        if plan is None or self.found[name].outcome is Outcome.INFEASIBLE:
            return {}
        own = gains_of(plan)
        return {party: own.get(party, ZERO) for party in sorted(self.scenarios[BASE].municipalities)}

    def gain(self, name: str, parties: Collection[str]) -> Figure:
        """What some are better off by together under the best plan: exact where a plan is proven best."""
        gains = self.gains(name)
        if not gains:
            return Figure(None)
        amount = Fine(sum(gains[party] for party in parties))
        if self.found[name].outcome is Outcome.OPTIMAL:
            return Figure(amount, ZERO, amount, amount)
        return Figure(amount, ZERO if name == BASE else self.noise)

    def worth(self, name: str) -> Figure:
        """What all who take part in a scenario are better off by together under the best plan.

        Where no plan is proven best, this is: it costs no more in all than the one found, its priced terms are not
        below nothing, and it gains no more by time released than is there to gain. That bounds its cash from above.
        From below its cash is bounded only where nothing is priced: then it is not below the bound.
        """
        figure, made = self.gain(name, self.scenarios[name].municipalities), self.found.get(name)
        if figure.estimate is None or figure.low is not None or made is None or made.plan is None:
            return figure
        programme = self.programmes[name]
        today = cash_value(reference_of(programme).entries)
        low = Fine(today - made.plan.ledger.objective - most_time_released(programme))
        high = None if made.bound is None or prices_something(programme.scenario) else Fine(today - made.bound)
        return Figure(figure.estimate, figure.noise, low, high)

    def why(self, name: str) -> str | None:
        """Why there is no plan, where that can be told: domains that no target is left for, or a failure.

        A domain to which no target is open is told alone: what waits for it has none either.
        """
        made, programme = self.found[name], self.programmes[name]
        if made.plan is not None:
            return None
        barred = [domain for domain, own in programme.options.items() if not own]
        late = [domain for domain, own in possible_options(programme)[0].items() if not own]
        if not late:
            return made.note if made.outcome is Outcome.FAILED else None
        text = _("no target and route is open for {domains}") if barred else _("there is no time left for {domains}")
        return text.format(domains=", ".join(map(Names(self.scenarios[BASE]).domain, sorted(barred or late))))


def most_time_released(programme: Programme) -> Fine:
    """More than time released can ever count in the objective: each of it from the best week on."""
    values = (
        max(costs.weighed_benefit(programme, benefit, costs.benefit_amount(programme, benefit, party), weight))
        for _name, benefit, weight in costs.counted_benefits(programme)
        if benefit.class_ == "time_released"
        for party in costs.benefit_parties(programme, benefit)
    )
    return Fine(sum(values))


def gains_of(plan: Verdict) -> dict[str, Fine]:
    """By municipality of a plan's scenario: present value of staying as today less all cash that it bears."""
    found = dict.fromkeys(sorted(plan.schedule.programme.scenario.municipalities), 0)
    for sign, entries in ((1, reference_of(plan.schedule.programme).entries), (-1, plan.ledger.entries)):
        for party in found:
            found[party] += sign * cash_value(entry for entry in entries if entry.bearer == party)
    return {party: Fine(amount) for party, amount in found.items()}


def prices_something(scenario: Scenario) -> bool:
    """Whether plans can have priced terms at all, so that the objective is more than cash."""
    policy, promises = scenario.policy, scenario.commitments.steps.values()
    soft = [*scenario.budgets.values(), *scenario.blackouts.values(), *policy.camels.values(), *policy.babies.values()]
    capacities = [municipality.capacity for municipality in scenario.municipalities.values()]
    return any(
        (
            policy.burden_price,
            policy.baby_price,
            *(one.price for one in (*soft, *capacities) if one is not None),
            *(milestone.late_per_week for milestone in scenario.milestones.values()),
            *(promise.price_per_move or promise.price_per_week for promise in promises),
        )
    )


def cut(decisions: Decisions, programme: Programme) -> Decisions:
    """What a plan decides about the domains and municipalities that another programme has."""
    taking_part = {domain: {"joint", *programme.participants(domain)} for domain in programme.options}

    def stands(step: str) -> bool:
        domain, _slash, rest = step.partition("/")
        return step in programme.measures if not rest else rest.split("/")[0] in taking_part.get(domain, ())

    return Decisions(
        targets={domain: target for domain, target in decisions.targets.items() if domain in taking_part},
        steps={step: decision for step, decision in decisions.steps.items() if stands(step)},
        contracts={place: decision for place, decision in decisions.contracts.items() if stands(place)},
    )


def cut_over_before(plan: Verdict, municipality: str, day: date) -> tuple[str, ...]:
    """The domains in which a municipality's cutover ends, in a plan, by the Monday on or before a date."""
    schedule, timeline = plan.schedule, plan.schedule.programme.timeline
    found = {domain: schedule.find(domain, municipality, "cutover") for domain in schedule.options}
    return tuple(
        domain for domain, cutover in sorted(found.items()) if cutover and timeline.day_at(7 * cutover.end) <= day
    )


def joint_cost(plan: Verdict, parties: Collection[str]) -> int:
    """What some bear of joint one-off cost, in nominal whole money."""
    return sum(
        entry.amount
        for entry in plan.ledger.entries
        if entry.kind is EntryKind.JOINT_ONE_OFF and entry.bearer in parties
    )
