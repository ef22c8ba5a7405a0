"""What each municipality runs today: installed systems and their contracts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from consolidate.scenario.base import (
    Amount,
    Count,
    Day,
    Doc,
    Id,
    Months,
    Quality,
    Reference,
    Text,
    WeekCount,
    Year,
    misfit,
)
from consolidate.text import _

DEFAULT_RENEWAL_MONTHS = 12


class Extension(Doc):
    """A priced prolongation of a contract, once."""

    months: Annotated[Months, Field(ge=1)]
    cost: Amount


class Contract(Doc):
    """The contract of an installed system; ends at ``last_day`` or a later term end."""

    last_day: Day
    renews_months: Months | None = None
    notice_weeks: WeekCount = 0
    notice_after: Reference | None = None
    leave_fee: Amount | None = None
    extension: Extension | None = None

    @property
    def renewal(self) -> int:
        """Months of each renewal; 0 is a fixed term. Default: 12 where notice is given, else 0."""
        if self.renews_months is not None:
            return self.renews_months
        return DEFAULT_RENEWAL_MONTHS if self.notice_weeks else 0


class Alone(Doc):
    """A known renewal that falls due in a year if the old system is still there."""

    year: Year
    cost: Amount


class Installed(Doc):
    """One municipality's system in one domain; ``product`` absent: nothing is installed, users are known."""

    product: Id | None = None
    users: Count
    quality: Quality | None = None
    running: Amount = 0
    baby: Text | None = None
    contract: Contract | None = None
    alone: Alone | None = None

    @model_validator(mode="after")
    def _whole(self) -> Installed:
        if self.product is not None and self.quality is None:
            raise misfit("quality", _("the perceived quality of the installed product, 1 to 10"))
        if self.product is None and (self.running or self.baby or self.contract or self.alone or self.quality):
            raise misfit("product", _("a product; without one nothing is installed and only `users` may stand here"))
        return self
