"""Webhooks: an admin says where notices are sent, tries it out, and sees what was sent."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from consolidate.answers.base import PageOf
from consolidate.answers.notices import EXAMPLE_URL, DeliveryShown, WebhookMade, WebhookShown
from consolidate.errors import Fault, FaultyDocument
from consolidate_api.bodies import JsonBody, json_body, parsed
from consolidate_api.jobs.outside import target
from consolidate_api.jobs.posting import shown
from consolidate_api.problems import problems
from consolidate_api.routes.access import Admin
from consolidate_api.routes.shown import Cursor, Size, page_of
from consolidate_api.routes.told import BecomeOf, DeliverySort, Events
from consolidate_api.service import ServiceOf
from consolidate_api.store import notices, webhooks
from consolidate_api.store.pages import Wanted

router = APIRouter(prefix="/v1/webhooks", tags=["notices"], responses=problems(401, 403, 422, 429, 503))

Sort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]
EXAMPLE: dict[str, Any] = {"url": EXAMPLE_URL, "events": ["proposal.ready"]}


class NewWebhook(BaseModel):
    """Where notices are sent, and of which events.

    The address begins with `https://` and is public, unless the service is set to allow others.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    events: Annotated[Events, Field(min_length=1)]


@router.post(
    "",
    status_code=201,
    responses=problems(409, 413, 415),
    openapi_extra=json_body(NewWebhook.model_json_schema()),
)
def create(caller: Admin, service: ServiceOf, raw: JsonBody, response: Response) -> WebhookMade:
    """Have notices sent to an address: requests signed as the Standard Webhooks specification says."""
    wanted = parsed(raw, NewWebhook)
    try:
        target(wanted.url, private=service.settings.webhook_private)
    except ValueError as error:
        raise FaultyDocument([Fault("url", "", str(error))]) from None
    with service.database.tenant(caller.tenant) as session:
        made = webhooks.create(session, caller, wanted.url, wanted.events)
    response.headers["Location"] = f"/v1/webhooks/{made.id}"
    return WebhookMade(**WebhookShown.model_validate(made).model_dump(), secret=shown(made.secret))


@router.get("")
def listed(
    caller: Admin, service: ServiceOf, sort: Sort = "-created", cursor: Cursor = None, size: Size = 50
) -> PageOf[WebhookShown]:
    """The webhooks of the programme."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(WebhookShown, webhooks.listed(session, Wanted(sort, cursor, size)))


@router.get("/{webhook:uuid}", responses=problems(404))
def read(caller: Admin, service: ServiceOf, webhook: UUID) -> WebhookShown:
    """One webhook, without its secret."""
    with service.database.tenant(caller.tenant) as session:
        return WebhookShown.model_validate(webhooks.webhook(session, webhook))


@router.delete("/{webhook:uuid}", status_code=204, responses=problems(404))
def remove(caller: Admin, service: ServiceOf, webhook: UUID) -> None:
    """Take a webhook away, with all that was sent to it and what is still to be sent."""
    with service.database.tenant(caller.tenant) as session:
        webhooks.remove(session, caller, webhook)


@router.post("/{webhook:uuid}/test", status_code=201, responses=problems(404, 409))
def test(caller: Admin, service: ServiceOf, webhook: UUID, response: Response) -> DeliveryShown:
    """Send a notice of the event `ping`, by the way that all notices go."""
    with service.database.tenant(caller.tenant) as session:
        made = webhooks.ping(session, caller, webhook)
    response.headers["Location"] = f"/v1/deliveries/{made.id}"
    return DeliveryShown.model_validate(made)


@router.get("/{webhook:uuid}/deliveries", responses=problems(404))
def deliveries(
    caller: Admin,
    service: ServiceOf,
    webhook: UUID,
    state: BecomeOf = None,
    sort: DeliverySort = "-created",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[DeliveryShown]:
    """What was sent to a webhook, and what waits."""
    with service.database.tenant(caller.tenant) as session:
        webhooks.webhook(session, webhook)
        return page_of(DeliveryShown, notices.listed(session, webhook, Wanted(sort, cursor, size), state))
