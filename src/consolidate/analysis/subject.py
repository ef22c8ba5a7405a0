"""What a report is about: one plan of one scenario, with its ledger and the reference beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from consolidate.analysis.assumptions import assumptions
from consolidate.analysis.names import Names
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import Verdict, verdict_on
from consolidate.ledger.book import Ledger, ledger_of, reference_of
from consolidate.ledger.entries import CASH, Entry
from consolidate.plan.document import Plan, Run
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Kind, Option
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.text import _
from consolidate.units import Fine


@dataclass(frozen=True)
class Subject:
    """A plan with everything that is derived from it; all sums are sums over ``ledger`` or ``reference``.

    ``run``: what the run said that found it; None where there was none, or where plan or scenario have ``changed``
    since, so that what it proved need not hold.
    """

    scenario: Scenario
    programme: Programme
    schedule: Schedule
    ledger: Ledger
    reference: Ledger
    run: Run | None
    changed: bool = False

    @cached_property
    def names(self) -> Names:
        """How the objects of the scenario are called."""
        return Names(self.scenario)

    @cached_property
    def currency(self) -> str:
        """What amounts are counted in, marked where inputs are assumptions."""
        currency = self.names.currency
        return _("{currency}, amounts assumed").format(currency=currency) if assumptions(self.scenario) else currency

    @cached_property
    def verdict(self) -> Verdict:
        """What the examination of the plan found; a plan made by hand may break rules."""
        return verdict_on(self.schedule)

    @property
    def is_plan(self) -> bool:
        """Whether anything has been decided; a run may have ended without a plan."""
        return bool(self.schedule.decisions.steps or self.schedule.decisions.targets)

    @cached_property
    def by_size(self) -> tuple[str, ...]:
        """Municipalities, the one with most inhabitants first."""
        parties = self.scenario.municipalities
        return tuple(sorted(parties, key=lambda name: (-parties[name].inhabitants, name)))

    @property
    def options(self) -> dict[str, Option]:
        """By domain: the chosen option."""
        return self.schedule.options

    @cached_property
    def joined(self) -> tuple[str, ...]:
        """Domains that get one common system, in order of id."""
        return tuple(domain for domain, option in self.options.items() if not option.stays)

    def path(self, domain: str, municipality: str) -> str:
        """``full``, ``light`` or ``fresh``, or ``stays``."""
        option = self.options[domain]
        return "stays" if option.stays else self.programme.path(domain, municipality, option)

    def joint_span(self, domain: str) -> tuple[int, int] | None:
        """Half-open weeks of a domain's joint chain, as far as it is placed."""
        spans = [
            (placed.start, placed.end)
            for placed in self.schedule.placed.values()
            if placed.step.domain == domain and placed.step.kind is Kind.JOINT
        ]
        return (min(start for start, _end in spans), max(end for _start, end in spans)) if spans else None


def subject_of(scenario: Scenario, plan: Plan) -> Subject:
    """Everything that a report about a plan draws from."""
    programme = Programme(scenario)
    schedule = Schedule(programme, plan.decisions)
    ledger, changed = ledger_of(schedule), False
    if plan.run is not None:
        changed = _changed(plan, plan.run, ledger, scenario)
    run = None if changed else plan.run
    return Subject(scenario, programme, schedule, ledger, reference_of(programme), run, changed)


def _changed(plan: Plan, run: Run, ledger: Ledger, scenario: Scenario) -> bool:
    """Whether a run spoke of a plan that costs something else, or of another scenario, as far as the document tells."""
    saw = None if plan.scenario is None else plan.scenario.hash
    return run.objective not in {None, exact_text(ledger.objective)} or saw not in {None, scenario_hash(scenario)}


def cash_value(entries: Iterable[Entry]) -> Fine:
    """The present value of all that is cash: no priced term, no time released."""
    return Fine(sum(entry.present_value for entry in entries if entry.kind in CASH))
