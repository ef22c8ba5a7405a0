"""Steps, templates, measures, domains and their candidates."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from consolidate.scenario.base import (
    Amount,
    Count,
    Day,
    Doc,
    Factor,
    Flag,
    Id,
    Percent,
    Points,
    Quality,
    Reference,
    TenthsOfPerson,
    Text,
    UnitPrice,
    WeekCount,
)
from consolidate.scenario.money import Payer
from consolidate.scenario.parties import CutoverLimit

Route = Literal["extend", "procure"]
TemplateName = Literal["joint", "full", "light"]
ClosedWeeks = Literal["pause", "run", "avoid"]


class Waits(Doc):
    """Waiting for something, with a lag or at most some weeks; calendar weeks from its end to this start."""

    step: Reference
    lag: WeekCount = 0
    within: WeekCount | None = None


class Settle(Doc):
    """After a cutover its municipality goes on carrying some points for some weeks."""

    weeks: WeekCount
    points: Points


class StepFields(Doc):
    """What steps of templates and measures share."""

    weeks: WeekCount | None = None
    after: tuple[Reference | Waits, ...] = ()
    staff: dict[Id, TenthsOfPerson] = {}
    lenders: tuple[Id, ...] = ()
    pays: Literal["start", "end"] = "start"
    change: Points = 0
    decision: Id | None = None
    closed_weeks: ClosedWeeks = "pause"
    not_before: Day | None = None
    lead: Id | None = None


class TemplateStep(StepFields):
    """A step of a template, or the fields by which a domain overrides one."""

    cost_percent: Percent = Decimal(0)
    settle: Settle | None = None
    route: Route | None = None
    starts_running: Flag = False
    old_system: Flag = False


class Templates(Doc):
    """The three chains: joint, full (another product), light (already has the target)."""

    joint: dict[Id, TemplateStep] = {}
    full: dict[Id, TemplateStep] = {}
    light: dict[Id, TemplateStep] = {}


class Measure(StepFields):
    """A joint activity that is no migration."""

    cost: Amount = 0
    paid_by: Payer | None = None
    key: Id | None = None
    goals: tuple[Id, ...] = ()
    main_area: Text | None = None
    owner: Text | None = None


class Candidate(Doc):
    """A product that may become the target of a domain."""

    quality: Quality
    quality_in: dict[Id, Quality] = {}
    routes: Annotated[tuple[Route, ...], Field(min_length=1)] = ("extend", "procure")
    extension_option: Flag = False
    value: Amount | None = None
    joint_cost: Amount = 0
    local_cost: Amount = 0
    local_cost_per_inhabitant: UnitPrice = Decimal(0)
    light_cost: Amount | None = None
    licence_per_user: Amount = 0
    running_per_user: Amount = 0
    running_fixed: Amount = 0
    scale: Factor = Decimal(1)


class Domain(Doc):
    """A field that is to get one common system."""

    after: tuple[Reference | Waits, ...] = ()
    needs: tuple[Id, ...] = ()
    candidates: Annotated[dict[Id, Candidate], Field(min_length=1)]
    required: Flag = True
    participants: tuple[Id, ...] | None = None
    pilot: Id | None = None
    stabilise_weeks: WeekCount = 0
    lead: Id | None = None
    scale: Factor | dict[Id, Factor] = Decimal(1)
    change_factor: Factor = Decimal(1)
    cutovers: CutoverLimit | None = None
    templates: Templates = Templates()
    paid_by: Payer | None = None
    key: Id | None = None
    running_key: Id | None = None
    main_area: Text | None = None
    user_group: Text | None = None
    recipients: Text | None = None
    criticality: Count | Text | None = None
    sensitive: Flag | None = None
    national_demand: Flag | None = None
    owner: Text | None = None
