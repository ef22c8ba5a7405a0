"""What admins do, and what those who keep the service running ask: tokens, the log of changes, is it alive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from consolidate.answers.administration import EntryShown, Health, Myself, ProgrammeShown, Role, TokenGiven, TokenShown
from consolidate.answers.base import PageOf
from consolidate.client.routes import Id, Route, body, delete, get, nothing, post, text
from consolidate.client.wire import Wire

RoleName = Literal["viewer", "planner", "approver", "admin"]
"""A role, for those who would rather write its name."""

GIVE = post("/v1/tokens", TokenGiven)
TOKENS = get("/v1/tokens", PageOf[TokenShown])
TOKEN = get("/v1/tokens/{token}", TokenShown)
REVOKE = delete("/v1/tokens/{token}")
AUDIT = get("/v1/audit", PageOf[EntryShown])
PROGRAMME = get("/v1/programme", ProgrammeShown)
WHOAMI = get("/v1/whoami", Myself)
SIGN_OUT: Route[None] = Route("POST", "/v1/sign-out", nothing, again=False)
HEALTH = get("/health", Health)
READY = get("/ready", Health)
METRICS: Route[str] = Route("GET", "/metrics", text)


class Tokens:
    """The tokens of the programme; for admins."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def give(self, name: str, role: Role | RoleName, *, days: int | None = None) -> TokenGiven:
        """Give out a token."""
        wish = {"name": name, "role": role} | ({} if days is None else {"days": days})
        return self._wire.ask(GIVE, body=body(wish))

    def list(
        self,
        *,
        role: Role | RoleName | None = None,
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

    def sign_out(self) -> None:
        """End the token itself."""
        self._wire.ask(SIGN_OUT)

    def ready(self) -> Health:
        """Whether it can work; a problem (503) where it cannot."""
        return self._wire.ask(READY)

    def metrics(self) -> str:
        """Its figures, as Prometheus reads them."""
        return self._wire.ask(METRICS)
