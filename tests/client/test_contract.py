"""The client knows all that the service has: each route, each part of its query, and each answer, field by field."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import textwrap
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

import consolidate.client
from consolidate.client import Client, RunEvent
from consolidate.client.routes import Route
from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.routes import run_shown
from consolidate_api.settings import Settings

FOR_BROWSERS = {("GET", "/v1/sign-in"), ("GET", "/v1/sign-in/callback")}
"""Where people sign in with the provider of their organisation: it takes a browser, and no program comes by."""

OTHER_NAMES = {"from": "first", "to": "second", "key": "keys"}
"""Parts of a query whose argument is called otherwise."""
OF_PAGES = {"cursor", "limit"}
"""Parts of a query that iterators fill in."""

MODULES = [
    import_module(f"consolidate.client.{module.name}") for module in pkgutil.iter_modules(consolidate.client.__path__)
]
Operation = tuple[str, str]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The OpenAPI document; nobody asks the database."""
    database = Database("postgresql://nobody@localhost:1/nothing")
    document: dict[str, Any] = create_app(Settings(), database).openapi()
    database.close()
    return document


def named_routes() -> Iterator[tuple[ModuleType, str, Route[Any]]]:
    """Every route, where it stands, by its name there."""
    for module in MODULES:
        for name, value in vars(module).items():
            if isinstance(value, Route):
                yield module, name, value


def operations(document: dict[str, Any]) -> dict[Operation, dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


ROUTES: dict[Operation, Route[Any]] = {(route.method, route.path): route for _module, _name, route in named_routes()}


def test_no_route_is_forgotten_and_none_made_up(document: dict[str, Any]) -> None:
    there = operations(document).keys()
    assert there >= FOR_BROWSERS
    forgotten = sorted(f"{method} {path}" for method, path in there - ROUTES.keys() - FOR_BROWSERS)
    made_up = sorted(f"{method} {path}" for method, path in ROUTES.keys() - there)
    assert (forgotten, made_up) == ([], [])


# --- methods ----------------------------------------------------------------------------------------------


def uses(name: str, function: Any) -> bool:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def methods() -> dict[Operation, Any]:
    """By route the method that asks for it."""
    found: dict[Operation, Any] = {}
    for module, name, route in named_routes():
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == module.__name__:
                for method in vars(kind).values():
                    if inspect.isfunction(method) and uses(name, method):
                        found[route.method, route.path] = method
    return found


def test_each_route_has_a_method() -> None:
    unused = sorted(f"{method} {path}" for method, path in ROUTES.keys() - methods().keys())
    assert unused == []


def test_each_part_of_a_query_is_an_argument(document: dict[str, Any]) -> None:
    lacking = []
    found = methods()
    for operation, told in operations(document).items():
        parts = {one["name"] for one in told.get("parameters", ()) if one["in"] == "query"} - OF_PAGES
        if operation in found:
            arguments = inspect.signature(found[operation]).parameters
            lacking += [
                f"{operation}: {part}" for part in sorted(parts) if OTHER_NAMES.get(part, part) not in arguments
            ]
    assert lacking == []


def test_every_resource_hangs_on_the_client() -> None:
    asking = {method.__qualname__.partition(".")[0] for method in methods().values()}
    with Client("http://localhost") as client:
        there = {type(value).__name__ for value in vars(client).values()}
    assert asking - there == {"Follower"}, "who follows is made by `runs.follow`"


# --- answers ----------------------------------------------------------------------------------------------

KEPT = ("type", "format", "items", "properties", "anyOf", "additionalProperties")


def form(schema: Any, definitions: dict[str, Any]) -> Any:
    """What a schema says of the values that fit it, without titles, examples, bounds, and where it stands."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return form(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    found: dict[str, Any] = {
        key: form(schema[key], definitions) for key in KEPT if isinstance(schema.get(key), str | dict)
    }
    if "properties" in schema:
        found["properties"] = {name: form(child, definitions) for name, child in schema["properties"].items()}
    if "anyOf" in schema:
        found["anyOf"] = sorted((form(child, definitions) for child in schema["anyOf"]), key=json.dumps)
    words = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return found if words is None else found | {"enum": sorted(words)}


def differences(service: Any, client: Any, place: str) -> Iterator[str]:
    """Where two forms differ."""
    if isinstance(service, dict) and isinstance(client, dict):
        for key in sorted(service.keys() | client.keys()):
            if key not in client:
                yield f"{place}.{key}: only in the service"
            elif key not in service:
                yield f"{place}.{key}: only in the client"
            else:
                yield from differences(service[key], client[key], f"{place}.{key}")
    elif service != client:
        yield f"{place}: {service} in the service, {client} in the client"


def answered(operation: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of an answer, where it is of JSON."""
    for status in ("200", "201"):
        found = operation["responses"].get(status, {}).get("content", {}).get("application/json")
        if found is not None:
            schema: dict[str, Any] = found["schema"]
            return schema
    return None


def form_of(kind: type[BaseModel]) -> Any:
    schema = kind.model_json_schema(mode="serialization")
    return form(schema, schema.get("$defs", {}))


def test_answers_have_the_fields_that_the_service_tells(document: dict[str, Any]) -> None:
    found = []
    definitions = document["components"]["schemas"]
    for operation, told in operations(document).items():
        route, schema = ROUTES.get(operation), answered(told)
        if route is not None and route.kind is not None:
            place = " ".join(operation)
            found += [f"{place}: no answer is told"] if schema is None else []
            found += differences(form(schema, definitions), form_of(route.kind), place)
    assert found == []


def test_what_has_no_model_is_a_document_of_the_library_or_text_or_nothing(document: dict[str, Any]) -> None:
    definitions = document["components"]["schemas"]
    models = [
        " ".join(operation)
        for operation, told in operations(document).items()
        if operation in ROUTES
        and ROUTES[operation].kind is None
        and "$ref" in (answered(told) or {})
        and form(answered(told), definitions)
    ]
    assert models == []


def test_events_have_the_fields_that_the_service_tells() -> None:
    found = set(differences(form_of(run_shown.RunEvent), form_of(RunEvent), "event"))
    assert found == {"event.properties.id: only in the client"}


# --- and these tests would notice ---------------------------------------------------------------------------


def test_differences_are_noticed() -> None:
    class Shown(BaseModel):
        a: int
        b: str | None

    class Other(BaseModel):
        a: str
        c: list[int]

    told = list(differences(form_of(Shown), form_of(Other), "x"))
    assert told == [
        "x.properties.a.type: integer in the service, string in the client",
        "x.properties.b: only in the service",
        "x.properties.c: only in the client",
    ]
