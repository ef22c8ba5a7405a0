"""Why somebody is not signed in.

ConsolidateError
├── SignInLost     the answer belongs to no sign-in that this browser has begun
├── NotVerified    the provider's answer proves nothing
├── NotAdmitted    it is known who it is, but nobody has said that they may come in
└── ProviderAway   the provider does not answer, or not as one that knows us
"""

from __future__ import annotations

from consolidate.errors import ConsolidateError


class SignInLost(ConsolidateError):
    """The answer belongs to no sign-in that this browser has begun, or that was too long ago."""


class NotVerified(ConsolidateError):
    """What the provider has answered is no proof of who it is."""


class NotAdmitted(ConsolidateError):
    """Somebody is known to the provider and may not come in here."""


class ProviderAway(ConsolidateError):
    """The provider cannot be asked now, or does not know us."""
