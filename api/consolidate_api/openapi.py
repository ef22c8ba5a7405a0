"""The OpenAPI document: FastAPI's, with our problems, with bodies that we read ourselves, and with examples of all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

from consolidate_api.examples import REFERENCE, add_examples
from consolidate_api.problems import ProblemDocument

BROUGHT = "#/$defs/"
LONGEST_SUMMARY = 60
ABOUT = """
Everything under `/v1` needs a token (`Authorization: Bearer …`), which belongs to one programme and shows nothing of
any other. What an operation names under `security` is the role that it needs; each role may do all that the ones before
it may: viewer, planner, approver, admin.

Collections come in pages: `next` is the `cursor` of the next page. What never changes has an `ETag`. Whatever is
refused is told as a problem (RFC 9457), with all faults at once, each with its path. Where there is GET, there is HEAD.
"""
HEADERS = {
    "201": {"Location": "Where the new thing is."},
    "401": {"WWW-Authenticate": "What is asked for: a bearer token."},
    "415": {"Accept": "The types that a body may have."},
    "429": {"Retry-After": "Seconds to wait."},
    "503": {"Retry-After": "Seconds to wait."},
}
"""Headers that come with answers of a status, beside the `X-Request-ID` that comes with each."""


class Application(FastAPI):
    """FastAPI, but for its OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; made once."""
        if self.openapi_schema is None:
            document = get_openapi(
                title=self.title,
                summary=self.summary,
                description=ABOUT.strip(),
                version=self.version,
                routes=self.routes,
            )
            self.openapi_schema = _whole(document)
        return self.openapi_schema

    def allowed(self, path: str) -> str:
        """The methods that there are for a path, as the header ``Allow`` has them."""
        paths = self.openapi()["paths"]
        fitting = [path] if path in paths else [one for one in paths if compile_path(one)[0].fullmatch(path)]
        methods = {method.upper() for one in fitting for method in paths[one]}
        return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what its schemas bring along in one place, with words, headers and examples."""
    whole: dict[str, Any] = json.loads(json.dumps(document))  # a copy that shares no part with another
    schemas = whole.setdefault("components", {}).setdefault("schemas", {})
    schemas[ProblemDocument.__name__] = ProblemDocument.model_json_schema()
    for holder in [*schemas.values(), *_bodies(whole)]:
        _gather(holder, schemas)
    for operation in _operations(whole):
        _tell(operation)
    add_examples(whole)
    return whole


def _gather(holder: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Move what a schema brings along to where references look for it.

    A model that is sent may have another schema than the same one in answers, where no field is left out.
    """
    brought = holder.pop("$defs", {})
    names, before = {name: name for name in brought}, dict[str, str]()
    while names != before:  # one that gets another name changes those that refer to it
        before = dict(names)
        for name, schema in brought.items():
            found = _led(schema, names)
            if schemas.get(name, found) != found:
                names[name] = f"{name}-Input"
    for name, new in names.items():
        found = _led(brought[name], names)
        assert schemas.setdefault(new, found) == found, f"two schemas are called {new}"
    holder.update(_led(holder, names))


def _led(value: Any, names: dict[str, str]) -> Any:
    """A schema whose references lead to what has been gathered, under these names."""
    if isinstance(value, dict):
        return {key: _led(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [_led(part, names) for part in value]
    name = value.removeprefix(BROUGHT) if isinstance(value, str) and value.startswith(BROUGHT) else None
    return value if name is None else REFERENCE + names[name]


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def _bodies(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of all bodies."""
    for operation in _operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield content["schema"]


def _tell(operation: dict[str, Any]) -> None:
    """Say in words what an operation does and for whom it is, and which headers come with its answers."""
    text = operation.get("description", "")
    operation["summary"] = _summary(text)
    for role in (role for one in operation.get("security", ()) for roles in one.values() for role in roles):
        operation["description"] = f"{text}\n\nNeeds the role *{role}*, or one above it."
    for status, answer in operation["responses"].items():
        for name, told in HEADERS.get(status, {}).items():
            answer.setdefault("headers", {})[name] = {"description": told, "schema": {"type": "string"}}


def _summary(text: str) -> str:
    """The first sentence of a text, or as much of it as stands for itself."""
    first = " ".join(text.partition("\n\n")[0].split()).partition(". ")[0].removesuffix(".")
    for mark in (":", ";", ","):
        if len(first) > LONGEST_SUMMARY:
            first = first.partition(mark)[0]
    return first
