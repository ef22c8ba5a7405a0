"""Milestones, goals, benefits and the policy on camels and babies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from consolidate.rules import Origin
from consolidate.scenario.base import (
    Amount,
    Count,
    Day,
    Doc,
    Factor,
    Flag,
    Id,
    Percent,
    Reference,
    Soft,
    Text,
    WeekCount,
    YearKey,
    misfit,
)
from consolidate.scenario.work import Waits
from consolidate.text import _


class Milestone(Doc):
    """A state due by a date; hard without a price, soft with one (per week late)."""

    due: Day
    complete: Annotated[tuple[Reference, ...], Field(min_length=1)]
    after: tuple[Reference | Waits, ...] = ()
    hard: Flag | None = None
    late_per_week: Amount | None = None
    origin: Origin | None = None

    @model_validator(mode="after")
    def _hard_or_priced(self) -> Milestone:
        if self.hard is True and self.late_per_week is not None:
            raise misfit("late_per_week", _("no price beside `hard: true`"))
        if self.hard is False and self.late_per_week is None:
            raise misfit("late_per_week", _("a price, since `hard` is false"))
        return self

    @property
    def is_hard(self) -> bool:
        """Whether the due date may never be passed."""
        return self.late_per_week is None


class Goal(Doc):
    """A wanted state, attained when what it lists is complete."""

    level: Literal["national", "sector", "regional", "local"]
    municipality: Id | None = None
    area: Text | None = None
    complete: tuple[Reference, ...] = ()
    indicator: Text | None = None
    owner: Text | None = None


class Benefit(Doc):
    """A gain per municipality from its own last required cutover (or measure), ramping up."""

    requires: Annotated[tuple[Id, ...], Field(min_length=1)]
    class_: Literal["budget_effect", "time_released", "priced_elsewhere", "not_priced"] = Field(alias="class")
    motive: Text | None = None
    owner: Text | None = None
    per_year: Amount | dict[Id, Amount] | None = None
    per_1000_inhabitants: Amount | None = None
    ramp_weeks: WeekCount = 0
    without_change_work_percent: Percent | None = None

    @model_validator(mode="after")
    def _priced_once(self) -> Benefit:
        priced = self.per_year is not None or self.per_1000_inhabitants is not None
        if self.per_year is not None and self.per_1000_inhabitants is not None:
            raise misfit("per_1000_inhabitants", _("either `per_year` or `per_1000_inhabitants`"))
        if self.class_ in ("budget_effect", "time_released") and not priced:
            raise misfit("per_year", _("`per_year` or `per_1000_inhabitants`, since the class is priced"))
        return self


class Limit(Soft):
    """A limit on camels or babies; priced per one over ``max`` and per user-point over ``max_burden``."""

    max: Count | None = None
    max_burden: Count | None = None
    refused: tuple[Id, ...] = ()
    accepted: tuple[Id, ...] = ()


class Policy(Doc):
    """What camels, babies and time released weigh."""

    camels: dict[Id, Limit] = {}
    babies: dict[Id, Limit] = {}
    burden_price: Amount = 0
    baby_price: Amount = 0
    time_released_weight: Factor = Decimal(0)
    tender_threshold: Amount = 0


class StepCommitment(Doc):
    """What has been promised about a step; prices count for ``announced`` ones that move.

    An ``adopted`` one with a price holds at that price only: it may move, and only later.
    """

    status: Literal["done", "started", "adopted", "announced", "draft"] = "draft"
    start: Day | None = None
    price_per_move: Amount = 0
    price_per_week: Amount = 0

    @property
    def has_price(self) -> bool:
        """Whether the date may move, and that costs what the prices say."""
        priced = bool(self.price_per_move or self.price_per_week)
        return self.status == "announced" or (self.status == "adopted" and priced)

    @model_validator(mode="after")
    def _dated(self) -> StepCommitment:
        if self.status != "draft" and self.start is None:
            raise misfit("start", _("the date, since the status is not `draft`"))
        return self


class TargetCommitment(Doc):
    """A target that has been promised; pinned unless ``draft`` or ``announced``."""

    status: Literal["done", "started", "adopted", "announced", "draft"] = "draft"
    product: Id
    route: Literal["extend", "procure"] | None = None


class Commitments(Doc):
    """A baseline: what has been promised."""

    steps: dict[Reference, StepCommitment] = {}
    targets: dict[Id, TargetCommitment] = {}


class StepActual(Doc):
    """What has happened to a step by the status date; ``cost``: what it costs in the end, where that is known."""

    started: Day
    finished: Day | None = None
    remaining_weeks: WeekCount | None = None
    cost: Amount | None = None

    @model_validator(mode="after")
    def _told_once(self) -> StepActual:
        if self.finished is not None and self.finished < self.started:
            raise misfit("finished", _("not before `started`"))
        if self.finished is not None and self.remaining_weeks:
            raise misfit("remaining_weeks", _("0 or nothing, since the step is finished"))
        return self


class Actuals(Doc):
    """What has happened by the status date; ``spent`` is kept and not booked: budgets go by the plan's own figures."""

    steps: dict[Reference, StepActual] = {}
    notices: dict[Reference, Day] = {}
    spent: dict[Id, dict[YearKey, Amount]] = {}
    pools: dict[Id, dict[Id, dict[Day, Count]]] = {}
