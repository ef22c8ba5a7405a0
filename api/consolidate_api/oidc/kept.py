"""What was fetched from the provider: kept for a while, and after trouble not asked for again at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from consolidate_api.oidc.errors import ProviderAway

KEEP_SECONDS = 3600.0
"""Long enough to ask seldom; a key that the provider has withdrawn is believed no longer than this."""
REST_SECONDS = 5.0

Found = TypeVar("Found")


class Kept(Generic[Found]):
    """Something that the provider tells, fetched by one thread while the others wait for it."""

    def __init__(self, fetch: Callable[[], Found], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._found: tuple[float, Found] | None = None
        self._trouble: tuple[float, str] | None = None

    def get(self, oldest: float = KEEP_SECONDS) -> Found:
        """What the provider told at most so many seconds ago.

        Raises:
            ProviderAway: it tells nothing now, or did not some seconds ago.
        """
        with self._lock:
            now = self._clock()
            if self._found is not None and now - self._found[0] < oldest:
                return self._found[1]
            if self._trouble is not None and now - self._trouble[0] < REST_SECONDS:
                raise ProviderAway(self._trouble[1])
            return self._fetched()

    def _fetched(self) -> Found:
        try:
            found = self._fetch()
        except ProviderAway as error:
            self._trouble = (self._clock(), str(error))
            raise
        self._found, self._trouble = (self._clock(), found), None
        return found
