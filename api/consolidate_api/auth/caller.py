"""Who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from consolidate_api.auth.roles import Role

OPERATOR = "operator"


@dataclass(frozen=True)
class Caller:
    """Somebody with a token, or an operator at the machine itself (who has none).

    ``name`` is written beside all that they change; ``limits`` are those of their programme, where it has its own.
    """

    tenant: UUID
    name: str
    role: Role
    token: UUID | None = None
    prefix: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)


def operator(tenant: UUID) -> Caller:
    """Whoever may start programs on the machine, at work in one programme."""
    return Caller(tenant, OPERATOR, Role.ADMIN)
