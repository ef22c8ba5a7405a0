"""Examples for the OpenAPI document: those that models bring along, and for all else one that follows from the schema.

An answer that is added later has an example by itself. Where the schema alone does not make a good one, the field or
the model says a better one (``examples``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from consolidate.errors import Fault
from consolidate_api.problems import MEDIA_TYPE, Problem

Schema = Mapping[str, Any]

REFERENCE = "#/components/schemas/"
ID = "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11"
REQUEST = "5c9f1f4f6f0b4a53a3f4f6f0b4a53a3f"
FORMATS = {
    "uuid": ID,
    "date": "2027-01-15",
    "date-time": "2027-01-15T09:30:00Z",
    "uri": "https://example.org/hook",
}
NAMED: dict[str, Any] = {
    "action": "scenario.change",
    "alternative": "half-the-budget",
    "author": "planning office",
    "bound": "6990000.00000",
    "cancel_requested_at": None,
    "disabled_reason": None,
    "event": "run.ended",
    "expires_at": "2027-04-15T09:30:00Z",
    "found_by": "neighbourhoods",
    "hash": "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "last_error": "it answered 503",
    "last_status": 503,
    "name": "Two towns",
    "newest": 2,
    "next": None,
    "note": "what half the grant would mean",
    "number": 2,
    "objective": "7025872.27700",
    "parent": 1,
    "prefix": "consolidate_a1B2c3",
    "priority": 0,
    "programme": "Two towns",
    "question": None,
    "reason": None,
    "recipient": None,
    "request": REQUEST,
    "revoked_at": None,
    "role": "planner",
    "secret": "consolidate_a1B2c3…",
    "source": None,
    "stage": None,
    "start_run": None,
    "state": "ended",
    "subject": f"/scenarios/{ID}/versions/2",
    "tries": 0,
    "version": "0.5.0",
    "why": "the budget that the councils passed",
}
"""What fields of these names hold where nothing else is said of them, and where it may stand there."""

JSON_TYPES = {type(None): {"null"}, str: {"string"}, int: {"integer", "number"}}

TEXTS = {
    "text/plain": 'consolidate_requests_total{method="GET",route="/v1/runs",status="200"} 12.0\n',
    "text/markdown": "# Coordination plan: Two towns\n\n- 2 of 2 domains get one common system.\n",
    "text/csv": "municipality,domain,users\nnorth,finance,120\n",
}
FAULT = Fault("domains.finance.candidates.alfa.quality", "11", "at most 10")
PROBLEMS = {
    401: Problem(401, "this needs a token"),
    403: Problem(403, "this needs the role planner; the token has viewer"),
    409: Problem(409, "version 2 is the newest, not 1", kind="stale"),
    413: Problem(413, "at most 16,777,216 bytes"),
    415: Problem(415, "a body of the type application/json"),
    422: Problem(422, kind="faulty-document", faults=[FAULT]),
    429: Problem(429, "at most 600 requests a minute", kind="too-many-requests"),
    503: Problem(503, "the database does not answer; try again soon"),
}


def add_examples(document: dict[str, Any]) -> None:
    """Give every body and every answer of an OpenAPI document an example."""
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                _exemplify(media, list(_given(media["schema"], schemas)) or [example_of(media["schema"], schemas)])
            for status, answer in operation["responses"].items():
                for kind, media in answer.get("content", {}).items():
                    _exemplify(media, [_answer(int(status), kind, media, schemas)])


def example_of(schema: Schema, schemas: Schema, name: str = "", inside: tuple[str, ...] = ()) -> Any:
    """A value that keeps to a schema, for a field of a name; ``inside`` are the schemas that hold it."""
    reference = schema.get("$ref", "").removeprefix(REFERENCE)
    if reference:
        return {} if reference in inside else example_of(schemas[reference], schemas, name, (*inside, reference))
    for told in _told(schema, schemas, name):
        return told
    for choice in schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf") or ():
        return example_of(choice, schemas, name, inside)
    return _of_type(schema, schemas, name, inside)


def _told(schema: Schema, schemas: Schema, name: str) -> Iterator[Any]:
    """What is said of a field, the most telling first."""
    yield from _given(schema, schemas)
    if "const" in schema:
        yield schema["const"]
    if name in NAMED and _may_be(NAMED[name], schema):
        yield NAMED[name]
    if schema.get("default") is not None:
        yield schema["default"]
    yield from schema.get("enum", ())


def _of_type(schema: Schema, schemas: Schema, name: str, inside: tuple[str, ...]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        parts = schema.get("properties", {})
        return {key: example_of(part, schemas, key, inside) for key, part in parts.items()}
    if kind == "array":
        return [example_of(schema["items"], schemas, name, inside)] if "items" in schema else []
    if kind in {"integer", "number"}:
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        return int(max(least, min(1, schema.get("maximum", 1))))
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), "text")
    return {"boolean": True, "null": None}.get(str(kind), {})


def _may_be(value: Any, schema: Schema) -> bool:
    """Whether a value that is told for fields of some name is one that this field may have."""
    kinds = {part.get("type") for part in (schema, *schema.get("anyOf", ()))}
    return bool(kinds & JSON_TYPES[type(value)]) and value in schema.get("enum", [value])


def _given(schema: Schema, schemas: Schema) -> Iterator[Any]:
    """The examples that a schema brings along."""
    if reference := schema.get("$ref", "").removeprefix(REFERENCE):
        yield from _given(schemas[reference], schemas)
    yield from schema.get("examples", ())
    if "example" in schema:
        yield schema["example"]


def _answer(status: int, kind: str, media: dict[str, Any], schemas: Schema) -> Any:
    """An example of an answer; what is no JSON is text."""
    if "example" in media:
        return media["example"]
    if kind == MEDIA_TYPE:
        return PROBLEMS.get(status, Problem(HTTPStatus(status))).document(REQUEST)
    if "json" in kind:
        return example_of(media.get("schema", {}), schemas)
    media.setdefault("schema", {"type": "string"})
    return TEXTS.get(kind.partition(";")[0], "text")


def _exemplify(media: dict[str, Any], examples: list[Any]) -> None:
    """Write examples down where readers of the document look for them."""
    if len(examples) == 1:
        media["example"] = examples[0]
    elif "example" not in media:
        media["examples"] = {f"example {number}": {"value": value} for number, value in enumerate(examples, start=1)}
