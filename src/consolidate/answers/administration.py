"""What admins are shown, and those who keep the service running: tokens, the log of changes, the programme, health."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from consolidate.answers.base import Answer


class Role(StrEnum):
    """Viewers read; planners write scenarios and plan; approvers adopt plans; admins give out tokens."""

    VIEWER = "viewer"
    PLANNER = "planner"
    APPROVER = "approver"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class TokenShown(Answer):
    """A token without its secret."""

    id: UUID
    name: str
    role: Role
    prefix: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class TokenGiven(TokenShown):
    """A new token; its secret is shown this once."""

    secret: str = Field(repr=False)


class EntryShown(Answer):
    """One change: what was done to what, by whom, when, in which request."""

    id: int
    at: datetime
    author: str
    action: str
    subject: str
    details: dict[str, Any]
    request: str | None


class RunsCounted(Answer):
    """How many runs wait, and how many are being solved."""

    queued: int
    running: int


class ProgrammeLimits(Answer):
    """What a programme may use: requests of a token, sizes, runs, and how many follow runs at once."""

    requests_per_minute: int
    max_body_bytes: int
    max_waiting_runs: int
    max_run_seconds: float
    max_followers: int


class ProgrammeShown(Answer):
    """A co-operation of municipalities; nobody in it sees anything of another."""

    id: UUID
    name: str
    created_at: datetime
    limits: ProgrammeLimits
    runs: RunsCounted


class Myself(Answer):
    """Who asks, as it is written beside what they change, and until when their token lives."""

    name: str
    programme: str
    role: Role
    expires_at: datetime


class Health(Answer):
    """The process answers."""

    status: Literal["alive", "ready"]
    version: str
