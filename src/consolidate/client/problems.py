"""Answers that say no, read as problem documents (RFC 9457), whoever sent them."""

from __future__ import annotations

import math
import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx2
from pydantic import BaseModel, ValidationError

from consolidate.answers.base import FaultDocument
from consolidate.client.errors import ServerProblem
from consolidate.text import _

TYPE_PREFIX = "urn:problem-type:consolidate:"
MOST_SHOWN = 2000


class FaultShown(FaultDocument):
    """One thing that is wrong, of which not every part need be told."""

    path: str = ""
    value: str = ""
    allowed: str = ""


class ProblemShown(BaseModel):
    """A problem document, as far as this client knows it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    request: str | None = None
    faults: list[FaultShown] | None = None
    violations: dict[str, list[dict[str, Any]]] | None = None


def problem_of(response: httpx2.Response) -> ServerProblem:
    """What an answer that says no tells; one that is no problem document came from something on the way."""
    wait = retry_after(response.headers.get("Retry-After"))
    try:
        shown = ProblemShown.model_validate_json(response.content)
    except ValidationError:
        return ServerProblem(response.status_code, _phrase(response.status_code), retry_after=wait)
    kind = shown.type.removeprefix(TYPE_PREFIX) if shown.type.startswith(TYPE_PREFIX) else None
    return ServerProblem(
        response.status_code,
        shown.title[:MOST_SHOWN],
        detail=None if shown.detail is None else shown.detail[:MOST_SHOWN],
        kind=kind,
        faults=[one.fault for one in shown.faults or ()],
        violations=shown.violations,
        request=shown.request,
        retry_after=wait,
    )


def retry_after(text: str | None) -> float | None:
    """Seconds to wait, as the header ``Retry-After`` tells them: a number, or a date."""
    if text is None:
        return None
    try:
        seconds = float(text) if text.strip()[:1].isdigit() else parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return _("an answer without a reason")
