"""What is asked of a run, and how a run is shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from consolidate.plan.document import Plan
from consolidate.plan.outcome import Outcome
from consolidate.study.questions import question_schema
from consolidate_api.jobs.options import Options
from consolidate_api.routes.shown import Answer, Name

MOST_PRIORITY = 100
State = Literal["queued", "running", "ended"]

Kind = Literal["plan", "compare", "camels", "frontier", "coalitions", "delay", "replan"]

EXAMPLE: dict[str, Any] = {
    "scenario": "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11",
    "version": 3,
    "alternative": "half-the-budget",
    "options": {"time_limit": 60, "stop_gap_percent": 1},
    "priority": 0,
}


STUDY_EXAMPLE: dict[str, Any] = {
    "scenario": "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11",
    "question": {"kind": "camels", "wishes": ["north/finance"]},
    "options": {"time_limit": 300},
}


class NewRun(BaseModel):
    """A run of a scenario: of its newest version unless another is named, and without changes unless they are named.

    It looks for a plan, unless it has a ``question``, as the commands of studies have them. ``start``: a plan to begin
    with, of which only the decisions count. Runs of a higher ``priority`` come first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE, STUDY_EXAMPLE]})

    scenario: UUID
    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)] | None = None
    alternative: Name | None = None
    question: dict[str, Any] | None = None
    start: Plan | None = None
    options: Options = Options()
    priority: Annotated[int, Field(strict=True, ge=-MOST_PRIORITY, le=MOST_PRIORITY)] = 0


def new_run_schema() -> dict[str, Any]:
    """The JSON Schema of a new run, with that of its question, which is read by its kind."""
    schema, question = NewRun.model_json_schema(), question_schema()
    schema["$defs"] |= question.pop("$defs")
    schema["properties"]["question"] = {"anyOf": [question, {"type": "null"}], "default": None}
    return schema


class GapShown(BaseModel):
    """How far the best plan can be from the best there is; ``amount`` in whole money, rounded up."""

    amount: int
    percent_of_gross: float | None = None
    percent_of_investment: float | None = None


class StageShown(BaseModel):
    """How far a study has come: what it is at, and how many of its cases are done."""

    text: str
    done: int
    of: int


class ProgressShown(BaseModel):
    """How far a run has come: seconds of solving, the cost of the best plan and the bound below it, in money.

    ``stage``: of a study.
    """

    seconds: float = Field(examples=[12.5])
    best: str | None = Field(default=None, examples=["7025872.27700"])
    bound: str | None = Field(default=None, examples=["6990000.00000"])
    gap: GapShown | None = None
    found_by: str = ""
    stage: StageShown | None = None


class RunShown(Answer):
    """A run without what it found: the plan, or of another kind the study.

    ``tries``: how often it has failed of itself; after the third time it has *failed*. ``reason``: why it has no better
    outcome, or what is to be said of it.
    """

    id: UUID
    scenario: UUID
    version: int
    alternative: str | None
    kind: Kind
    options: Options
    priority: int
    state: State
    outcome: Outcome | None
    reason: str | None
    objective: Decimal | None
    bound: Decimal | None
    progress: ProgressShown | None
    tries: int
    author: str
    created_at: datetime
    started_at: datetime | None
    saved_at: datetime | None
    cancel_requested_at: datetime | None
    ended_at: datetime | None


class RunEvent(ProgressShown):
    """What is told to those who follow a run: where it stands, and how far it has come."""

    seconds: float = 0
    state: State
    outcome: Outcome | None
    reason: str | None
