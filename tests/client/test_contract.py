"""The client knows all that the service has: each route, each part of its query, and the model of each answer."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel

import consolidate.client
from consolidate.answers import administration, runs
from consolidate.answers.base import PageOf
from consolidate.client import Client
from consolidate.client.administration import RoleName
from consolidate.client.routes import Route
from consolidate_api import limits
from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.jobs import options
from consolidate_api.routes.table import ROUTERS
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


def declared() -> dict[Operation, list[Any]]:
    """By operation what the service says that it answers."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return {
        (method, route.path_format): [
            route.response_model,
            *(told["model"] for told in route.responses.values() if "model" in told),
        ]
        for route in routes
        for method in route.methods or ()
    }


def is_read(model: Any, kind: type[BaseModel] | None) -> bool:
    """Whether a model of the service is the one that the client reads, or that one with some fields narrowed.

    Without a ``kind`` the client reads a document of the library, plain values, text, or nothing.
    """
    if not (inspect.isclass(model) and issubclass(model, BaseModel)):
        return kind is None
    if kind is None:
        return False
    given, wanted = model.__pydantic_generic_metadata__, kind.__pydantic_generic_metadata__
    if given["origin"] is not None:
        return given["origin"] is wanted["origin"] and all(map(is_read, given["args"], wanted["args"]))
    return issubclass(model, kind) and model.model_fields.keys() == kind.model_fields.keys()


def test_the_client_reads_the_models_that_the_service_declares() -> None:
    answers = declared()
    others = [
        f"{method} {path}: {model}"
        for (method, path), route in ROUTES.items()
        for model in answers[method, path]
        if not is_read(model, route.kind)
    ]
    assert others == []


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [(options.Options, runs.Options), (limits.ProgrammeLimits, administration.ProgrammeLimits)],
)
def test_what_the_service_narrows_has_the_same_fields(narrow: type[BaseModel], wide: type[BaseModel]) -> None:
    assert is_read(narrow, wide)


def test_roles_have_the_names_that_one_may_write() -> None:
    assert get_args(RoleName) == tuple(administration.Role)


# --- and these tests would notice ---------------------------------------------------------------------------


def test_another_model_is_noticed() -> None:
    class Narrow(runs.RunShown):
        alternative: None

    class More(runs.RunShown):
        mood: str

    assert is_read(Narrow, runs.RunShown)
    assert is_read(PageOf[Narrow], PageOf[runs.RunShown])
    assert not is_read(More, runs.RunShown)
    assert not is_read(PageOf[More], PageOf[runs.RunShown])
    assert not is_read(runs.RunShown, runs.ProgressShown)
    assert not is_read(runs.RunShown, None)
    assert not is_read(None, runs.RunShown)
