"""What never changes: read once, then only asked whether it is still the same (ETag, If-None-Match)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Response

IfNoneMatch = Annotated[str | None, Header(description="The ETag of what is already there.")]

KEEP = "private, no-cache"
"""Browsers may keep it, and ask each time whether they still may see it."""


def unchanged(response: Response, tag: str, known: str | None) -> Response | None:
    """The short answer to somebody who has it already; None to anybody else, whose answer then carries the tag."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": KEEP}
    if known is not None and (known.strip() == "*" or headers["ETag"] in _tags(known)):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return None


def _tags(known: str) -> set[str]:
    """The tags in a header; weak ones count as strong, as RFC 9110 says for this header."""
    return {tag.strip().removeprefix("W/") for tag in known.split(",")}
