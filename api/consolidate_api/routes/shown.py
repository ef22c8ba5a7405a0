"""The arguments that several routes take, and pages of what is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import StringConstraints

from consolidate.answers.base import PageOf, Shown
from consolidate_api.store.pages import MOST_ROWS, Page
from consolidate_api.store.tables import Base

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A name that people give: one line of visible text."""

Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next` of the page before.")]
Size = Annotated[int, Query(alias="limit", ge=1, le=MOST_ROWS, description="Rows on a page.")]
Author = Annotated[Name | None, Query(description="Only those that are of this one.")]
Why = Annotated[str, Query(max_length=1000, pattern=r"^[^\x00]*$", description="Why, for those who read it later.")]

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
"""Why something was decided: it has to be said, in a body."""


def page_of(kind: type[Shown], page: Page[Base]) -> PageOf[Shown]:
    """A page of rows as others read it."""
    return PageOf(items=[kind.model_validate(row) for row in page.rows], next=page.cursor)
