"""What all routes share: settings, database, pace, figures, provider; a route asks for it as an argument."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from consolidate_api.auth.caller import Caller
from consolidate_api.database.engine import Database
from consolidate_api.limits import ProgrammeLimits
from consolidate_api.metrics import Metrics
from consolidate_api.oidc.provider import Provider
from consolidate_api.pace import Pace
from consolidate_api.settings import Settings
from consolidate_api.streams import Streams


@dataclass(frozen=True)
class Service:
    """One web process."""

    settings: Settings
    database: Database
    pace: Pace = field(default_factory=Pace)
    metrics: Metrics = field(default_factory=Metrics)
    streams: Streams = field(default_factory=Streams)
    provider: Provider | None = None

    def limits(self, caller: Caller) -> ProgrammeLimits:
        """What the programme of whoever asks may use."""
        return self.settings.with_own(caller.limits)


async def _service(request: Request) -> Service:
    """What all routes share; it waits for nothing, and takes no thread as an ordinary function would."""
    found = request.app.state.service
    assert isinstance(found, Service)
    return found


ServiceOf = Annotated[Service, Depends(_service)]
