"""What is asked of a run, and how a run is shown."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from consolidate.answers import runs as answered
from consolidate.plan.document import Plan
from consolidate.study.questions import question_schema
from consolidate_api.jobs.options import Options
from consolidate_api.routes.shown import Name

MOST_PRIORITY = 100

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


class RunShown(answered.RunShown):  # noqa: D101 (it says the same)
    __doc__ = answered.RunShown.__doc__

    options: Options
