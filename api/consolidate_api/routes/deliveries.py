"""Deliveries: how one notice to one receiver stands, and sending it again."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from consolidate.answers.notices import DeliveryShown
from consolidate_api.problems import problems
from consolidate_api.routes.access import Admin
from consolidate_api.service import ServiceOf
from consolidate_api.store import notices

router = APIRouter(prefix="/v1/deliveries", tags=["notices"], responses=problems(401, 403, 404, 422, 429, 503))


@router.get("/{delivery:uuid}")
def read(caller: Admin, service: ServiceOf, delivery: UUID) -> DeliveryShown:
    """One notice to one receiver."""
    with service.database.tenant(caller.tenant) as session:
        return DeliveryShown.model_validate(notices.delivery(session, delivery))


@router.post("/{delivery:uuid}/again", responses=problems(409))
def again(caller: Admin, service: ServiceOf, delivery: UUID) -> DeliveryShown:
    """Send a notice once more, from its first try on, whatever became of it; the receiver gets it under the same id."""
    with service.database.tenant(caller.tenant) as session:
        return DeliveryShown.model_validate(notices.again(session, caller, delivery))
