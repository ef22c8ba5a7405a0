"""Scenarios in their versions, what differs between two, and what is wrong with a document or a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from consolidate.answers.base import Answer, FaultDocument
from consolidate.scenario.document import SCENARIO_FORMAT

EXAMPLE: dict[str, Any] = {
    "format": SCENARIO_FORMAT,
    "name": "Two towns",
    "period": {"start": "2027-01-01", "end": "2028-12-31"},
    "municipalities": {"north": {"inhabitants": 9000}, "south": {"inhabitants": 4000}},
}
EXAMPLE_PATCH: dict[str, Any] = {"municipalities": {"south": {"inhabitants": 4100}}}


class ScenarioShown(Answer):
    """A scenario; ``newest`` is the number of its newest version."""

    id: UUID
    name: str
    newest: int
    created_at: datetime
    changed_at: datetime


class VersionShown(Answer):
    """A version without its document."""

    scenario: UUID
    number: int
    parent: int | None
    hash: str
    author: str
    why: str
    created_at: datetime


class VersionDocument(VersionShown):
    """A version with its document, as it was sent."""

    document: dict[str, Any] = Field(examples=[EXAMPLE])


class ChangeShown(Answer):
    """A path at which two documents differ; null where the one has nothing there."""

    path: str = Field(examples=["municipalities.south.inhabitants"])
    old: Any = Field(examples=[4000])
    new: Any = Field(examples=[4100])


class Differences(Answer):
    """What differs between two versions once all defaults are filled in."""

    changes: list[ChangeShown]


class AlternativeShown(Answer):
    """An alternative: what it changes once all defaults are filled in, or the faults for which it cannot be planned.

    ``hash`` is that of the scenario with the alternative on top, as plans name it.
    """

    alternative: str
    name: str | None
    note: str | None
    source: str | None
    hash: str | None
    changes: list[ChangeShown]
    faults: list[FaultDocument] = Field(examples=[[]])


class AlternativeDocument(AlternativeShown):
    """An alternative with its merge patch, and the document with it on top, which is a scenario of its own."""

    patch: dict[str, Any] = Field(examples=[EXAMPLE_PATCH])
    document: dict[str, Any] = Field(examples=[EXAMPLE])


class WarningShown(Answer):
    """What a planner should know before planning; ``certain``: while it stands there is no plan."""

    kind: str = Field(examples=["skill_nobody_has"])
    path: str = Field(examples=["pools.north"])
    text: str = Field(examples=["Nobody has the skill “trainer” that a step in north needs."])
    certain: bool
    data: dict[str, Any]


class Judgement(Answer):
    """What `consolidate validate --json` prints: a document with faults cannot be stored, one with warnings can."""

    faults: list[FaultDocument]
    warnings: list[WarningShown]


class VerdictShown(Answer):
    """What `consolidate check --json` prints: the plan's cost in money, and by rule each breach with its facts."""

    clean: bool
    objective: str
    violations: dict[str, list[dict[str, Any]]]
