"""What can be wrong with a question to the store, whoever asks.

ConsolidateError
├── Missing    there is nothing of that id for this tenant: nothing at all, or somebody else's
├── Stale      somebody has changed it since
└── Untimely   not as things stand now: it is not ready yet, or it has been decided
"""

from __future__ import annotations

from consolidate.errors import ConsolidateError


class Missing(ConsolidateError):
    """Nothing of that id is there for the one who asks; whether others have it is not told."""


class Stale(ConsolidateError):
    """What was to be changed is no longer the newest."""


class Untimely(ConsolidateError):
    """What is wanted cannot be done as things stand now, though it may have been possible once, or may become so."""
