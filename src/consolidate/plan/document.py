"""The plan document: only ``decisions`` is the plan; ``derived`` is recomputed without a solver (SPEC §1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from consolidate.plan.outcome import Outcome
from consolidate.scenario.aims import Actuals
from consolidate.scenario.base import MAX_WEEKS, Day, Doc, Flag, Id, Reference, Text, misfit
from consolidate.text import _

PLAN_FORMAT = "consolidate/plan/1"


class Target(Doc):
    """The target of a domain: a product by a route, or that the domain stays as it is."""

    product: Id | None = None
    route: Literal["extend", "procure"] | None = None
    stays: Flag = False

    @model_validator(mode="after")
    def _one_form(self) -> Target:
        if self.stays != (self.product is None and self.route is None):
            raise misfit("stays", _("either `product` and `route`, or `stays: true`"))
        if (self.product is None) != (self.route is None):
            raise misfit("route" if self.route is None else "product", _("`product` and `route` go together"))
        return self


class StepDecision(Doc):
    """When a step starts, and which pool meets each need that the joint pool does not."""

    start: Day
    pools: dict[Id, Id] = {}


class ContractDecision(Doc):
    """How the contract of an old product ends."""

    last_day: Day
    by: Literal["term", "fee", "extension"]


class Decisions(Doc):
    """A plan: targets by domain, starts by step, contract ends by ``domain/municipality``."""

    targets: dict[Id, Target] = {}
    steps: dict[Reference, StepDecision | Day] = {}
    contracts: dict[Reference, ContractDecision] = {}

    def step(self, step: str) -> StepDecision | None:
        """The decision about a step, a bare date read as its start."""
        found = self.steps.get(step)
        return found if found is None or isinstance(found, StepDecision) else StepDecision(start=found)


class ScenarioMark(Doc):
    """Which scenario a plan was made for: its name, version (a count of edits), hash and alternative."""

    version: int | None = None
    hash: str | None = None
    alternative: Id | None = None


class Gap(Doc):
    """How far the plan can be from the best one (SPEC §6); amounts in whole money, rounded up."""

    amount: int
    percent_of_gross: float | None = None
    percent_of_investment: float | None = None


class Near(Doc):
    """What is proven of plans near this one: none of them costs less than ``bound`` (decimal text in money).

    Near are plans with the same targets whose joint steps and cutovers start within ``weeks`` weeks of where they do
    here. ``gap``: how far this plan is above the bound; ``closed``: that is less than one unit of currency, so that no
    plan near is cheaper.
    """

    weeks: Annotated[int, Field(ge=0, le=MAX_WEEKS)]
    bound: str
    gap: Gap
    closed: Flag = False


class Run(Doc):
    """How a plan was found: outcome, objective and bound (decimal text in money), seed, limits, versions.

    ``proof``: the hash of the proof document by which the bound can be computed again, where one was kept. ``near``:
    what is proven of plans near it, where that was asked; it is about this plan, and not about any other.
    """

    outcome: Outcome
    objective: str | None = None
    bound: str | None = None
    bound_by: Text | None = None
    proof: str | None = None
    gap: Gap | None = None
    near: Near | None = None
    seconds: float | None = None
    seed: int | None = None
    limits: dict[str, Any] = {}
    versions: dict[str, str] = {}


class Facts(Doc):
    """What had happened by a day, as the scenario and the reports told it when a plan was made anew."""

    status_date: Day
    actuals: Actuals = Actuals()


class Plan(Doc):
    """A plan document; a hand-made one may hold only ``format`` and ``decisions``.

    ``facts``: what was known to have happened, so that the next plan does not tell it as news; None: nobody says.
    """

    format: Literal["consolidate/plan/1"]
    scenario: ScenarioMark | None = None
    run: Run | None = None
    facts: Facts | None = None
    decisions: Decisions = Field(default_factory=Decisions)
    derived: dict[str, Any] = {}
