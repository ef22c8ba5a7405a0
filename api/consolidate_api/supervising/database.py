"""The embedded server, started again when it has died.

It is no child of ours: PostgreSQL's own program starts it, apart from everything else. So one connection is kept open,
over which nothing is said; when the server dies, however it dies, the system closes it and wakes the supervisor.
"""

from __future__ import annotations

import select
import time
from contextlib import suppress

import psycopg
import structlog

from consolidate.errors import ConsolidateError
from consolidate_api.database.embedded import Embedded
from consolidate_api.supervising.pauses import Pauses

ANSWER_SECONDS = 10

_log = structlog.stdlib.get_logger("consolidate.supervisor")


class KeptDatabase:
    """The embedded server, kept going; ``due``: when it is to be looked after, None while it is there."""

    def __init__(self, server: Embedded) -> None:
        self._server = server
        self._pauses = Pauses()
        self._line: psycopg.Connection[tuple[object, ...]] | None = None
        self._lost: float | None = None
        self.due: float | None = 0.0

    @property
    def files(self) -> list[int]:
        """Where the supervisor hears of its end."""
        return [] if self._line is None else [self._line.fileno()]

    def tend(self, now: float) -> None:
        """See whether it has died, and start it where that is due."""
        if self._line is not None and _heard(self._line) and not _answers(self._line):
            self._close()
            self._lost, self.due = now, now + self._pauses.after(now)
            _log.warning("died", role="database", again_after=self.due - now)
        if self.due is not None and self.due <= now:
            self._mend(now)

    def end(self) -> None:
        """Look after it no more."""
        self._close()
        self.due = None

    def _mend(self, now: float) -> None:
        """Start the server unless it runs; as long as processes of the one that died are left, this is in vain."""
        try:
            addresses = self._server.start()
            self._line = psycopg.connect(addresses.app, autocommit=True, connect_timeout=ANSWER_SECONDS)
        except (ConsolidateError, OSError, psycopg.Error) as error:
            pause = max(0.5, self._pauses.after(now))
            self.due = time.monotonic() + pause
            _log.warning("not started", role="database", why=str(error), again_after=pause)
            return
        self.due = None
        if self._lost is not None:
            _log.warning("started again", role="database", away=round(time.monotonic() - self._lost, 1))
            self._lost = None

    def _close(self) -> None:
        if self._line is not None:
            with suppress(psycopg.Error):
                self._line.close()
        self._line = None


def _heard(line: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Whether the server has said something, or the line is dead."""
    return bool(select.select([line.fileno()], [], [], 0)[0])


def _answers(line: psycopg.Connection[tuple[object, ...]]) -> bool:
    try:
        line.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
