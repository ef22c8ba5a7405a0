"""All that is kept going, by one loop that sleeps until something happens."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from consolidate_api.supervising.bell import Bell
from consolidate_api.supervising.database import KeptDatabase
from consolidate_api.supervising.roles import KeptRole

_log = structlog.stdlib.get_logger("consolidate.supervisor")


class Kept(Protocol):
    """Something that is kept going; ``due``: when it is to be looked after, None for as long as it is there."""

    due: float | None

    def tend(self, now: float) -> None:
        """See whether it has died, and start it where that is due."""


class Supervisor:
    """Keeps the roles and, if there is an embedded one, the database going until the bell says to stop.

    ``patience``: how many seconds the roles have to end in good order.
    """

    def __init__(self, bell: Bell, roles: Sequence[KeptRole], database: KeptDatabase | None, patience: float) -> None:
        self._bell, self._roles, self._database, self._patience = bell, roles, database, patience

    def run(self, close: Callable[[], None]) -> None:
        """Keep everything going until told to stop; then ``close`` the door, and let the roles end.

        The database is left to whoever has started it.
        """
        try:
            while not self._bell.stops:
                self._tend()
        finally:
            _log.info("stopping")
            close()
            self._stop()

    def _tend(self) -> None:
        """Look after everything once, the database first, and sleep until something happens or is due."""
        kept: list[Kept] = [*([] if self._database is None else [self._database]), *self._roles]
        for one in kept:
            one.tend(time.monotonic())
        due = [one.due for one in kept if one.due is not None]
        pause = max(0.0, min(due) - time.monotonic()) if due else None
        self._bell.wait(pause, [] if self._database is None else self._database.files)

    def _stop(self) -> None:
        """Ask the roles to end, and end those that do not: when their time is over, or somebody is in a hurry."""
        if self._database is not None:
            self._database.end()
        for role in self._roles:
            role.send(signal.SIGTERM)
        stops, end = self._bell.stops, time.monotonic() + self._patience
        while any(role.alive() for role in self._roles) and self._bell.stops <= stops and time.monotonic() < end:
            self._bell.wait(max(0.0, end - time.monotonic()), [])
        for role in self._roles:
            if role.alive():
                _log.warning("killed", role=role.role.name)
                role.send(signal.SIGKILL)
            role.wait()
