"""What admins do, and what those who keep the service running ask: tokens, the log of changes, is it alive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from consolidate.client.routes import Answer, Id, Page, Route, body, delete, get, post, text
from consolidate.client.wire import Wire

Role = Literal["viewer", "planner", "approver", "admin"]


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
    """A new token; its secret is shown this once, and never by `repr`."""

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
    """The co-operation to which the token belongs, with the limits that are in force for it."""

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
    """The service answers."""

    status: Literal["alive", "ready"]
    version: str


GIVE = post("/v1/tokens", TokenGiven)
TOKENS = get("/v1/tokens", Page[TokenShown])
TOKEN = get("/v1/tokens/{token}", TokenShown)
REVOKE = delete("/v1/tokens/{token}")
AUDIT = get("/v1/audit", Page[EntryShown])
PROGRAMME = get("/v1/programme", ProgrammeShown)
WHOAMI = get("/v1/whoami", Myself)
HEALTH = get("/health", Health)
READY = get("/ready", Health)
METRICS: Route[str] = Route("GET", "/metrics", text)


class Tokens:
    """The tokens of the programme; for admins."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def give(self, name: str, role: Role, *, days: int | None = None) -> TokenGiven:
        """Give out a token."""
        wish = {"name": name, "role": role} | ({} if days is None else {"days": days})
        return self._wire.ask(GIVE, body=body(wish))

    def list(
        self,
        *,
        role: Role | None = None,
        valid: bool | None = None,
        sort: Literal["created", "-created"] = "-created",
    ) -> Iterator[TokenShown]:
        """The tokens, those that have ended too; ``valid``: only those that work, or only those that do not."""
        return self._wire.pages(TOKENS, role=role, valid=valid, sort=sort)

    def read(self, token: Id) -> TokenShown:
        """One token, without its secret."""
        return self._wire.ask(TOKEN, {"token": token})

    def revoke(self, token: Id) -> None:
        """End a token at once."""
        self._wire.ask(REVOKE, {"token": token})


class Audit:
    """The log of every change; for admins."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(
        self,
        *,
        author: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        sort: Literal["at", "-at"] = "-at",
    ) -> Iterator[EntryShown]:
        """The changes that were made in the programme; ``subject``: how it begins; times have a zone."""
        return self._wire.pages(
            AUDIT, author=author, action=action, subject=subject, since=since, before=before, sort=sort
        )


class Operations:
    """The service itself, which needs no token, and the programme of the one who asks."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def health(self) -> Health:
        """Whether it answers."""
        return self._wire.ask(HEALTH)

    def programme(self) -> ProgrammeShown:
        """The programme to which the token belongs."""
        return self._wire.ask(PROGRAMME)

    def whoami(self) -> Myself:
        """Who the token says that one is."""
        return self._wire.ask(WHOAMI)

    def ready(self) -> Health:
        """Whether it can work; a problem (503) where it cannot."""
        return self._wire.ask(READY)

    def metrics(self) -> str:
        """Its figures, as Prometheus reads them."""
        return self._wire.ask(METRICS)
