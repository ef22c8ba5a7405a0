"""Notices by mail: an admin says to whom and of which events, and sees what was sent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from consolidate.answers.base import PageOf
from consolidate.answers.notices import EXAMPLE_RECIPIENTS, DeliveryShown, MailShown
from consolidate_api.bodies import JsonBody, json_body, parsed
from consolidate_api.problems import problems
from consolidate_api.routes.access import Admin
from consolidate_api.routes.shown import Cursor, Size, page_of
from consolidate_api.routes.told import BecomeOf, DeliverySort, Events
from consolidate_api.service import Service, ServiceOf
from consolidate_api.smtp import ADDRESS_SCHEMA, mail_address
from consolidate_api.store import mailings, notices
from consolidate_api.store.pages import Wanted
from consolidate_api.store.tables import Mailing

MOST_RECIPIENTS = 50
EXAMPLE: dict[str, Any] = {"recipients": EXAMPLE_RECIPIENTS, "events": ["proposal.ready", "baseline.adopted"]}

router = APIRouter(prefix="/v1/mail", tags=["notices"], responses=problems(401, 403, 422, 429, 503))

Address = Annotated[str, AfterValidator(mail_address), Field(json_schema_extra=ADDRESS_SCHEMA)]


class MailWanted(BaseModel):
    """Who gets mail, each a message of their own, and of which events."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    recipients: Annotated[tuple[Address, ...], Field(max_length=MOST_RECIPIENTS)]
    events: Events


@router.get("")
def read(caller: Admin, service: ServiceOf) -> MailShown:
    """To whom the programme sends mail."""
    with service.database.tenant(caller.tenant) as session:
        return _shown(service, mailings.mailing(session))


@router.put("", responses=problems(413, 415), openapi_extra=json_body(MailWanted.model_json_schema()))
def replace(caller: Admin, service: ServiceOf, raw: JsonBody) -> MailShown:
    """Say to whom the programme sends mail, in place of what was said before."""
    wanted = parsed(raw, MailWanted)
    with service.database.tenant(caller.tenant) as session:
        return _shown(service, mailings.replace(session, caller, wanted.recipients, wanted.events))


@router.get("/deliveries")
def deliveries(
    caller: Admin,
    service: ServiceOf,
    state: BecomeOf = None,
    sort: DeliverySort = "-created",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[DeliveryShown]:
    """What was sent by mail, and what waits."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(DeliveryShown, notices.listed(session, None, Wanted(sort, cursor, size), state))


def _shown(service: Service, row: Mailing | None) -> MailShown:
    server = service.settings.smtp_url is not None
    if row is None:
        return MailShown(recipients=[], events=[], author=None, changed_at=None, server=server)
    known = {name: getattr(row, name) for name in ("recipients", "events", "author", "changed_at")}
    return MailShown(**known, server=server)
