"""What answers look like, as far as several routes share it, and the arguments that several routes take."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, StringConstraints

from consolidate_api.store.pages import MOST_ROWS, Page
from consolidate_api.store.tables import Base

Shown = TypeVar("Shown", bound="Answer")

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A name that people give: one line of visible text."""

Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next` of the page before.")]
Size = Annotated[int, Query(alias="limit", ge=1, le=MOST_ROWS, description="Rows on a page.")]
Why = Annotated[str, Query(max_length=1000, pattern=r"^[^\x00]*$", description="Why, for those who read it later.")]

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
"""Why something was decided: it has to be said, in a body."""


class Answer(BaseModel):
    """Something kept, as others read it."""

    model_config = ConfigDict(from_attributes=True)


class PageOf(BaseModel, Generic[Shown]):
    """A page of a collection; ``next`` is the cursor of the page after it, null on the last one."""

    items: list[Shown]
    next: str | None


def page_of(kind: type[Shown], page: Page[Base]) -> PageOf[Shown]:
    """A page of rows as others read it."""
    return PageOf(items=[kind.model_validate(row) for row in page.rows], next=page.cursor)
