"""The tables. Every row belongs to a tenant, and policies of the database hold each tenant to its own rows.

Primary and foreign keys begin with the tenant, so that no row can point at a row of another tenant. Documents are
kept as JSON text, as they were sent; what the service itself writes and asks for is JSONB. Times have a zone.
"""

from consolidate_api.store.tables.base import Base, Json
from consolidate_api.store.tables.notices import Delivery, Mailing, Webhook
from consolidate_api.store.tables.programmes import AuditEntry, Programme, Token
from consolidate_api.store.tables.replanning import Baseline, Night, Nightly, Proposal, Report
from consolidate_api.store.tables.runs import PLAN, Run
from consolidate_api.store.tables.scenarios import Scenario, ScenarioVersion

__all__ = [
    "PLAN",
    "AuditEntry",
    "Base",
    "Baseline",
    "Delivery",
    "Json",
    "Mailing",
    "Night",
    "Nightly",
    "Programme",
    "Proposal",
    "Report",
    "Run",
    "Scenario",
    "ScenarioVersion",
    "Token",
    "Webhook",
]
