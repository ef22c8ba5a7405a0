"""The table of routes, in the order in which people meet them."""

from __future__ import annotations

from consolidate_api.routes import (
    alternatives,
    audit,
    baselines,
    deliveries,
    events,
    mail,
    nightly,
    operations,
    plans,
    programme,
    proposals,
    reports,
    runs,
    scenarios,
    sign_in,
    studies,
    tokens,
    versions,
    webhooks,
)

ROUTERS = (
    *(operations.router, sign_in.router, programme.router, scenarios.router, versions.router, alternatives.router),
    *(runs.router, events.router, plans.router, studies.router, tokens.router, audit.router),
    *(baselines.router, reports.router, proposals.router, nightly.router),
    *(webhooks.router, mail.router, deliveries.router),
)
"""Everything that can be asked for; all but the first, and signing in, needs a token."""
