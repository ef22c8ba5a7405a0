"""The scenario: the complete input document (SPEC §1, ``FIELDS`` in ``docs/model.md``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, model_validator

from consolidate.scenario.aims import Actuals, Benefit, Commitments, Goal, Milestone, Policy
from consolidate.scenario.base import Day, Doc, Id, Percent, Text, misfit
from consolidate.scenario.money import Budget, Key, Sharing
from consolidate.scenario.parties import Body, Calendar, Municipality, Pool
from consolidate.scenario.today import Installed
from consolidate.scenario.windows import Blackout
from consolidate.scenario.work import Domain, Measure, Templates
from consolidate.text import _

SCENARIO_FORMAT = "consolidate/scenario/1"
VALUE_YEARS = 5


class Period(Doc):
    """When work may happen (``start``–``end``) and how long running cost and gains are valued."""

    start: Day
    end: Day
    value_until: Day | None = None
    discount_percent: Percent = Decimal(4)

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end <= self.start:
            raise misfit("end", _("a day after `start`"))
        if (self.end - self.start).days > 366 * 40:
            raise misfit("end", _("at most 40 years after `start`"))
        if self.value_until is not None and self.value_until < self.end:
            raise misfit("value_until", _("not before `end`"))
        if self.value_until is not None and (self.value_until - self.end).days > 366 * 40:
            raise misfit("value_until", _("at most 40 years after `end`"))
        return self

    @property
    def valued_until(self) -> date:
        """The last day that is valued: ``value_until``, else five years after ``end``."""
        if self.value_until is not None:
            return self.value_until
        day = min(self.end.day, 28) if self.end.month == 2 else self.end.day
        return self.end.replace(year=self.end.year + VALUE_YEARS, day=day)


class Alternative(Doc):
    """A named set of changes to the scenario: a JSON merge patch (RFC 7396)."""

    patch: dict[str, JsonValue]


class Scenario(Doc):
    """The complete input document; all maps are keyed by id, and order means nothing."""

    format: Literal["consolidate/scenario/1"]
    currency: Text = "NOK"
    price_level: Text | None = None
    period: Period
    status_date: Day | None = None
    municipalities: Annotated[dict[Id, Municipality], Field(min_length=1)]
    bodies: dict[Id, Body] = {}
    budgets: dict[Id, Budget] = {}
    keys: dict[Id, Key] = {}
    sharing: Sharing = Sharing()
    pools: dict[Id, Pool] = {}
    calendar: Calendar = Calendar()
    templates: Templates = Templates()
    measures: dict[Id, Measure] = {}
    domains: dict[Id, Domain] = {}
    installed: dict[Id, dict[Id, Installed]] = {}
    blackouts: dict[Id, Blackout] = {}
    milestones: dict[Id, Milestone] = {}
    goals: dict[Id, Goal] = {}
    benefits: dict[Id, Benefit] = {}
    policy: Policy = Policy()
    commitments: Commitments = Commitments()
    actuals: Actuals = Actuals()
    alternatives: dict[Id, Alternative] = {}
    defaults: dict[str, dict[str, Any]] = {}

    @property
    def status(self) -> date:
        """The status date: before it nothing new can start."""
        return self.status_date or self.period.start

    def participants(self, domain: str) -> tuple[str, ...]:
        """Ids of the municipalities that take part in a domain, sorted."""
        chosen = self.domains[domain].participants
        return tuple(sorted(self.municipalities if chosen is None else chosen))
