"""Notices: to whom they are sent, by signed requests or by mail, and what has become of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from consolidate.answers.base import Answer

Event = Literal["run.ended", "proposal.ready", "baseline.adopted"]
DeliveryState = Literal["waiting", "delivered", "given_up"]
EXAMPLE_URL = "https://hooks.north.example/consolidate"
EXAMPLE_RECIPIENTS = ["plans@north.example"]


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
    state: DeliveryState
    tries: int
    next_try_at: datetime | None
    last_status: int | None
    last_error: str | None
    created_at: datetime
    ended_at: datetime | None


class WebhookShown(Answer):
    """A webhook without its secret; one that is not ``active`` is not sent anything, for the reason that is given."""

    id: UUID
    url: str = Field(examples=[EXAMPLE_URL])
    events: list[Event]
    active: bool
    disabled_reason: str | None
    author: str
    created_at: datetime


class WebhookMade(WebhookShown):
    """A new webhook; the secret by which receivers know notices for ours (Standard Webhooks) is shown this once."""

    secret: str = Field(repr=False, examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class MailShown(Answer):
    """Who gets mail, and of which events; none is sent unless a mail ``server`` is set for the service."""

    recipients: list[str] = Field(examples=[EXAMPLE_RECIPIENTS])
    events: list[Event]
    author: str | None
    changed_at: datetime | None
    server: bool
