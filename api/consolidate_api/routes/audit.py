"""The log of every change, for those who answer for it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BeforeValidator

from consolidate.answers.administration import EntryShown
from consolidate.answers.base import PageOf
from consolidate.text import _
from consolidate_api.problems import problems
from consolidate_api.routes.access import Admin
from consolidate_api.routes.shown import Cursor, Name, Size, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import audit
from consolidate_api.store.pages import Wanted

ISO_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")

router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=problems(401, 403, 422, 429, 503))

Sort = Annotated[Literal["at", "-at"], Query(description="`-`: the newest first.")]
Word = Annotated[Name | None, Query(description="Only this one.")]
Beginning = Annotated[Name | None, Query(description="The beginning of a subject, such as `/scenarios/`.")]


def _written(value: object) -> object:
    """Refuse a number, which would be taken for seconds since 1970."""
    if isinstance(value, str) and not ISO_TIME.match(value):
        raise ValueError(_("a time with its zone, such as 2027-01-15T09:30:00Z"))
    return value


Time = Annotated[AwareDatetime, BeforeValidator(_written)]
Moment = Annotated[Time | None, Query(description="A time with its zone; `before` itself is not within.")]


@router.get("")
def listed(  # noqa: PLR0913, PLR0917 (each part of the query is an argument)
    caller: Admin,
    service: ServiceOf,
    author: Word = None,
    action: Word = None,
    subject: Beginning = None,
    since: Moment = None,
    before: Moment = None,
    sort: Sort = "-at",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[EntryShown]:
    """The changes that were made in the programme."""
    which = audit.Filter(author, action, subject, since, before)
    with service.database.tenant(caller.tenant) as session:
        return page_of(EntryShown, audit.listed(session, Wanted(sort, cursor, size), which))
