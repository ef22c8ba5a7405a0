"""Every operation of the OpenAPI document, so that tests walk through all of them, those of tomorrow too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from httpx2 import Response

from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.examples import REFERENCE, example_of
from consolidate_api.settings import Settings
from tests.api.conftest import Office

Ids = Mapping[str, str]
"""Ids by the name that paths have for them."""

BODY_IDS = {"version": "number", "start_run": "run", "replaces": "baseline"}
"""Fields of bodies and queries that hold ids under other names."""


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document; it needs no database."""
    nowhere = Database("postgresql://nobody@/nothing?host=/nonesuch")
    return create_app(Settings(), nowhere).openapi()


@dataclass(frozen=True)
class Operation:
    """One of them; ``told`` is what the document says of it."""

    method: str
    path: str
    told: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def role(self) -> Role | None:
        """The least role that may do it; None where it is open to everybody."""
        roles = [role for one in self.told.get("security", ()) for roles in one.values() for role in roles]
        return Role(roles[0]) if roles else None

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of the ids in its path."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def bodies(self) -> list[tuple[str, Any]]:
        """The examples of its body, each with its type."""
        content = self.told.get("requestBody", {}).get("content", {})
        return [(kind, example) for kind, media in content.items() for example in examples(media)]

    def body_ids(self) -> set[str]:
        """The names of the ids in the examples of its body, and in its query."""
        found = {name for _kind, body in self.bodies for name in _named(body)}
        return found | {_kind_of(one["name"]) for one in self.parameters("query")} & KINDS

    def parameters(self, place: str) -> list[dict[str, Any]]:
        """Its arguments in the path, the query or the headers."""
        return [one for one in self.told.get("parameters", ()) if one["in"] == place]

    def ask(
        self,
        office: Office,
        ids: Ids,
        role: Role = Role.ADMIN,
        body: int = 0,
        within: Ids | None = None,
        retold: Callable[[Any], Any] = lambda example: example,
        also: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """Ask with the ids of a programme in the path, and, unless others are given, ``within`` body and query.

        ``retold`` changes the example that is its body, ``also`` is what its query has beside all that it must have.
        """
        others = ids if within is None else within
        place = self.path.format(**{name: ids[name] for name in self.ids})
        given: dict[str, Any] = {"params": {**self._query(others), **also}}
        if self.bodies:
            kind, example = self.bodies[body]
            given |= {"content": _written(filled(retold(example), others)), "headers": {"Content-Type": kind}}
        return office.ask(self.method, place, role, **given)

    def _query(self, ids: Ids) -> dict[str, Any]:
        """What the query must hold, and all ids that it may hold."""
        schemas = document()["components"]["schemas"]
        found: dict[str, Any] = {}
        for one in self.parameters("query"):
            kind = _kind_of(one["name"])
            if kind in KINDS and "uuid" in json.dumps(one["schema"]):
                found[one["name"]] = ids[kind]
            elif one["required"]:
                found[one["name"]] = ids.get(kind, example_of(one["schema"], schemas, one["name"]))
        return found


def operations() -> list[Operation]:
    """All that can be asked for."""
    return [
        Operation(method.upper(), path, told)
        for path, methods in document()["paths"].items()
        for method, told in methods.items()
    ]


KINDS = frozenset(name for operation in operations() for name in operation.ids)
"""What has an id."""


def examples(media: Mapping[str, Any]) -> list[Any]:
    """The examples of a body or an answer."""
    several = media.get("examples", {}).values()
    return [media["example"]] if "example" in media else [one["value"] for one in several]


def resolved(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema together with all that it may refer to."""
    assert REFERENCE == "#/components/schemas/"
    return {**schema, "components": document()["components"]}


class Nobody(dict[str, str]):
    """Ids that nobody has."""

    def __missing__(self, kind: str) -> str:
        known = {"number": "1", "parent": "1", "from": "1", "to": "1", "alternative": "none"}
        self[kind] = known.get(kind) or str(uuid4())
        return self[kind]


def filled(value: Any, ids: Ids) -> Any:
    """An example with its ids replaced."""
    if isinstance(value, list):
        return [filled(part, ids) for part in value]
    if not isinstance(value, dict):
        return value
    return {name: _replaced(name, part, ids) for name, part in value.items()}


def _replaced(name: str, value: Any, ids: Ids) -> Any:
    kind = _kind_of(name)
    if kind not in KINDS or isinstance(value, dict | list) or value is None:
        return filled(value, ids)
    return int(ids[kind]) if isinstance(value, int) else ids[kind]


def _kind_of(name: str) -> str:
    return BODY_IDS.get(name, name)


def _named(value: Any) -> Iterator[str]:
    """The names of the ids in an example."""
    if isinstance(value, dict):
        for name, part in value.items():
            if _kind_of(name) in KINDS and not isinstance(part, dict | list):
                yield _kind_of(name)
            yield from _named(part)
    for part in value if isinstance(value, list) else ():
        yield from _named(part)


def _written(body: Any) -> bytes:
    return (body if isinstance(body, str) else json.dumps(body)).encode()
