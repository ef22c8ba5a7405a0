"""Runs: how they are solved, how far they have come, and how they ended."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from consolidate.answers.base import Answer
from consolidate.plan.outcome import Outcome

State = Literal["queued", "running", "ended"]
Kind = Literal["plan", "compare", "camels", "frontier", "coalitions", "delay", "replan"]


class Options(Answer):
    """How a run is solved; the service alone says within which limits.

    ``time_limit``: seconds of solving, over all workers that take the run. ``workers``: threads; by default as many as
    the worker's machine has for a run. ``start_run``: a run with whose plan this one begins.
    """

    time_limit: float = 60
    workers: int | None = None
    seed: int = 1
    deterministic: bool = False
    stop_gap_percent: float | None = None
    start_run: UUID | None = None

    def document(self) -> dict[str, Any]:
        """What was chosen, as it is sent."""
        return self.model_dump(mode="json", exclude_unset=True)


class GapShown(Answer):
    """How far the best plan can be from the best there is; ``amount`` in whole money, rounded up."""

    amount: int
    percent_of_gross: float | None = None
    percent_of_investment: float | None = None


class StageShown(Answer):
    """How far a study has come: what it is at, and how many of its cases are done."""

    text: str
    done: int
    of: int


class ProgressShown(Answer):
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


class EventShown(ProgressShown):
    """What is told to those who follow a run: where it stands, and how far it has come."""

    seconds: float = 0
    state: State
    outcome: Outcome | None
    reason: str | None
