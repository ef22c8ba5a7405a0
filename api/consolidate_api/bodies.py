"""What a request brings along: bounded in size, of a known type, read as strictly as any document of ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel

from consolidate.errors import FaultyDocument, shown
from consolidate.scenario.salvage import Salvage
from consolidate.scenario.strict_json import load_json
from consolidate.scenario.troubles import Trouble, Troubles
from consolidate.text import _
from consolidate_api.problems import Problem
from consolidate_api.service import Service, ServiceOf

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
CSV = "text/csv"

Model = TypeVar("Model", bound=BaseModel)


def _body(*types: str) -> Callable[[Request, Service], Awaitable[bytes]]:
    """An argument of a route: the bytes of a body of one of these types."""

    async def read(request: Request, service: ServiceOf) -> bytes:
        _refuse_other(request, types)
        caller = getattr(request.state, "caller", None)
        most = (service.settings if caller is None else service.limits(caller)).max_body_bytes
        told = request.headers.get("content-length", "")
        _refuse_long(int(told) if told.isdecimal() else 0, most)
        body = bytearray()
        async for part in request.stream():
            body += part
            _refuse_long(len(body), most)
        return bytes(body)

    return read


JsonBody = Annotated[bytes, Depends(_body(JSON))]
PatchBody = Annotated[bytes, Depends(_body(MERGE_PATCH, JSON))]
TableBody = Annotated[bytes, Depends(_body(JSON, CSV))]


def parsed(raw: bytes, kind: type[Model]) -> Model:
    """The model that a body holds.

    Raises:
        FaultyDocument: it holds something else; every fault at once.
    """
    document, strict = load_json(raw)
    troubles = Troubles()
    troubles.add_all(strict)
    model = Salvage(kind, document, {}).run(troubles)
    if len(troubles) or model is None:
        raise FaultyDocument(troubles.faults())
    return model


def parsed_object(raw: bytes) -> dict[str, Any]:
    """The object that a body holds, whatever stands in it.

    Raises:
        FaultyDocument: it is no sound JSON, or no object; every fault at once.
    """
    document, strict = load_json(raw)
    troubles = Troubles()
    troubles.add_all(strict)
    if not isinstance(document, dict):
        troubles.add(Trouble((), shown(document), _("an object")))
    if len(troubles):
        raise FaultyDocument(troubles.faults())
    return dict(document)


def json_body(schema: dict[str, Any], *types: str) -> dict[str, Any]:
    """What a route says of its body in the OpenAPI document."""
    content = {kind: {"schema": schema} for kind in types or (JSON,)}
    return {"requestBody": {"required": True, "content": content}}


def type_of(request: Request) -> str:
    """The type of a body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _refuse_other(request: Request, types: tuple[str, ...]) -> None:
    if type_of(request) not in types:
        wanted = _("a body of the type {types}").format(types=_(" or ").join(types))
        raise Problem(415, wanted, headers={"Accept": ", ".join(types)})


def _refuse_long(length: int, most: int) -> None:
    if length > most:
        raise Problem(413, _("at most {most} bytes").format(most=f"{most:,}"))
