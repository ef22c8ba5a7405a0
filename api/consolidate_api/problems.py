"""How the service says no: problem details (RFC 9457), with the same lists of faults as the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from consolidate.answers.base import FaultDocument
from consolidate.errors import Fault, FaultyDocument, UnknownName, shown
from consolidate.text import _
from consolidate_api.oidc.errors import NotAdmitted, NotVerified, ProviderAway, SignInLost
from consolidate_api.store.errors import Missing, Stale, Untimely

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:consolidate:"
RETRY_SECONDS = 5
CHALLENGE = 'Bearer realm="consolidate"'


class ProblemDocument(BaseModel):
    """Why a request was not carried out (RFC 9457); ``request`` finds it in the log."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(default="about:blank", examples=[TYPE_PREFIX + "faulty-document"])
    title: str = Field(examples=["The document has faults"])
    status: int = Field(ge=400, le=599, examples=[422])
    detail: str | None = Field(default=None, examples=["1 fault"])
    request: str | None = Field(default=None, examples=["5c9f1f4f6f0b4a53a3f4f6f0b4a53a3f"])
    faults: list[FaultDocument] | None = None
    violations: dict[str, list[dict[str, Any]]] | None = None


class Problem(Exception):
    """A request that cannot be carried out; ``kind`` names it where the status alone says too little.

    ``violations``: by rule what a plan breaks, as an examination tells it.
    """

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        *,
        kind: str | None = None,
        faults: Iterable[Fault] | None = None,
        headers: Mapping[str, str] | None = None,
        violations: dict[str, list[dict[str, Any]]] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.kind = kind
        self.faults = faults
        self.headers = headers
        self.violations = violations

    def document(self, request: str | None) -> dict[str, Any]:
        """What the one who asked gets to read."""
        status = HTTPStatus(self.status)
        faults = None if self.faults is None else [fault_document(fault) for fault in self.faults]
        title = status.phrase if self.kind is None else _titles()[self.kind]
        kind = "about:blank" if self.kind is None else TYPE_PREFIX + self.kind
        found = ProblemDocument(
            type=kind,
            title=title,
            status=status,
            detail=self.detail,
            request=request,
            faults=faults,
            violations=self.violations,
        )
        return found.model_dump(exclude_none=True)


def fault_document(fault: Fault) -> FaultDocument:
    """A fault as others read it."""
    return FaultDocument(path=fault.path, value=fault.value, allowed=fault.allowed)


def _titles() -> dict[str, str]:
    return {
        "faulty-document": _("The document has faults"),
        "faulty-request": _("The request has faults"),
        "unknown-name": _("A name in the request stands for nothing"),
        "stale": _("Something newer is there"),
        "untimely": _("Not as things stand now"),
        "broken-rules": _("The plan breaks rules"),
        "too-many-requests": _("Too many requests"),
    }


def problem_response(problem: Problem, request: str | None) -> JSONResponse:
    """The answer to a request that was not carried out."""
    return JSONResponse(problem.document(request), problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


def _no_database(error: Exception) -> Problem:
    wait = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(503, _("the database does not answer; try again soon"), headers=wait)


KNOWN: Mapping[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda problem: problem,
    FaultyDocument: lambda error: Problem(422, kind="faulty-document", faults=error.faults),
    UnknownName: lambda error: Problem(422, str(error), kind="unknown-name"),
    RequestValidationError: lambda error: Problem(422, kind="faulty-request", faults=_faults(error)),
    Missing: lambda error: Problem(404),
    Stale: lambda error: Problem(409, str(error), kind="stale"),
    Untimely: lambda error: Problem(409, str(error), kind="untimely"),
    SignInLost: lambda error: Problem(400, str(error)),
    NotVerified: lambda error: Problem(401, str(error), headers={"WWW-Authenticate": CHALLENGE}),
    NotAdmitted: lambda error: Problem(403, str(error)),
    ProviderAway: lambda error: Problem(503, str(error), headers={"Retry-After": str(RETRY_SECONDS)}),
    HTTPException: lambda error: Problem(error.status_code, headers=error.headers),
    OperationalError: _no_database,
    InterfaceError: _no_database,
    NoConnection: _no_database,
}
"""What an error is to the one who asked; one that is not listed is the program's own fault, and answered with 500."""


def answer_with_problems(app: FastAPI) -> None:
    """Let the application answer every error that it knows with a problem document."""
    for kind, told in KNOWN.items():
        app.add_exception_handler(kind, partial(_handled, told))


async def _handled(told: Callable[[Any], Problem], request: Request, error: Exception) -> JSONResponse:
    return problem_response(told(error), request.state.request)


def _faults(error: RequestValidationError) -> list[Fault]:
    """What is wrong with a path, a query or a header."""
    return [
        Fault(".".join(str(part) for part in one["loc"]), shown(one.get("input")), str(one["msg"]))
        for one in error.errors()
    ]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route says of its errors in the OpenAPI document."""
    schema = {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }
