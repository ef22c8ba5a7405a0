"""What several routes about notices share: the events, and how a delivery is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from pydantic import Field

from consolidate_api.routes.shown import Answer

Event = Literal["run.ended", "proposal.ready", "baseline.adopted"]
Events = Annotated[tuple[Event, ...], Field(max_length=20)]
DeliverySort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]


class DeliveryShown(Answer):
    """A notice to one receiver.

    ``state``: it waits for its first or next try, which is at ``next_try_at``, it was delivered, or it was given up
    after a day of tries. ``last_status`` and ``last_error``: what came of the last try.
    """

    id: UUID
    webhook: UUID | None
    recipient: str | None
    event: str
    subject: str
    payload: dict[str, Any] = Field(examples=[{"run": "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11", "outcome": "optimal"}])
    state: Literal["waiting", "delivered", "given_up"]
    tries: int
    next_try_at: datetime | None
    last_status: int | None
    last_error: str | None
    created_at: datetime
    ended_at: datetime | None
