"""Windows of time: closed weeks and blackouts (SPEC §2)."""

from __future__ import annotations

from pydantic import ConfigDict, Field, model_validator

from consolidate.rules import Origin
from consolidate.scenario.base import Day, Doc, Id, MonthDay, Soft, misfit
from consolidate.text import _


class _Span(Doc):
    """Either one span ``from``–``to`` or one that returns ``every`` year; both ends count."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    start: Day | None = Field(None, alias="from")
    to: Day | None = None
    every: tuple[MonthDay, MonthDay] | None = None
    except_: tuple[MonthDay | Day, ...] = Field((), alias="except")

    @model_validator(mode="after")
    def _one_form(self) -> _Span:
        dated = self.start is not None and self.to is not None
        if (self.start is None) != (self.to is None):
            raise misfit("from" if self.start is None else "to", _("`from` and `to` go together"))
        if dated == (self.every is not None):
            raise misfit("every", _("either `from` and `to`, or `every`"))
        if self.start is not None and self.to is not None and self.to < self.start:
            raise misfit("to", _("not before `from`"))
        return self


class Window(_Span):
    """A closed window of the calendar."""


class Blackout(_Span, Soft):
    """A window in which some kinds of step may not happen; price per step and week inside it."""

    domains: tuple[Id, ...] | None = None
    municipalities: tuple[Id, ...] | None = None
    steps: tuple[Id, ...] = ("cutover",)
    origin: Origin | None = None
