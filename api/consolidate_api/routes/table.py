"""The table of routes, in the order in which people meet them."""

from __future__ import annotations

from consolidate_api.routes import audit, events, operations, plans, runs, scenarios, tokens, versions

ROUTERS = (
    *(operations.router, scenarios.router, versions.router),
    *(runs.router, events.router, plans.router, tokens.router, audit.router),
)
"""Everything that can be asked for; all but the first needs a token."""
