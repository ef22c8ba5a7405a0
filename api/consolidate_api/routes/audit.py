"""The log of every change, for those who answer for it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from consolidate_api.problems import problems
from consolidate_api.routes.access import Admin
from consolidate_api.routes.shown import Answer, Cursor, PageOf, Size, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import audit
from consolidate_api.store.pages import Wanted

router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=problems(401, 403, 422, 429, 503))

Sort = Annotated[Literal["at", "-at"], Query(description="`-`: the newest first.")]


class EntryShown(Answer):
    """One change: what was done to what, by whom, when, in which request."""

    id: int
    at: datetime
    author: str
    action: str
    subject: str
    details: dict[str, Any]
    request: str | None


@router.get("")
def listed(
    caller: Admin, service: ServiceOf, sort: Sort = "-at", cursor: Cursor = None, size: Size = 50
) -> PageOf[EntryShown]:
    """The changes that were made in the programme."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(EntryShown, audit.listed(session, Wanted(sort, cursor, size)))
