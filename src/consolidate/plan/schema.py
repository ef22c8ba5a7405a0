"""JSON Schema of a plan."""

from __future__ import annotations

from typing import Any

from consolidate.plan.document import PLAN_FORMAT, Plan
from consolidate.scenario.schema import document_schema


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of a plan document."""
    return document_schema(Plan, PLAN_FORMAT)
