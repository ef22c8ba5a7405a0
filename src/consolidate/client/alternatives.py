"""Alternatives of a scenario: named merge patches in its document; each change of one is a new version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from consolidate.answers.base import PageOf
from consolidate.answers.scenarios import AlternativeDocument, AlternativeShown, VersionShown
from consolidate.client.routes import MERGE_PATCH, Document, Id, Route, body, delete_with, get
from consolidate.client.wire import Wire

LIST = get("/v1/scenarios/{scenario}/versions/{number}/alternatives", PageOf[AlternativeShown])
READ = get("/v1/scenarios/{scenario}/versions/{number}/alternatives/{alternative}", AlternativeDocument)
PUT: Route[VersionShown] = Route(
    "PUT", "/v1/scenarios/{scenario}/alternatives/{alternative}", VersionShown.model_validate_json, VersionShown, False
)
REMOVE = delete_with("/v1/scenarios/{scenario}/alternatives/{alternative}", VersionShown)


class Alternatives:
    """The alternatives of scenarios; ``parent`` is always the newest version, on top of which a new one is made."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(self, scenario: Id, number: int, *, sort: Literal["name", "-name"] = "name") -> Iterator[AlternativeShown]:
        """The alternatives of a version, each with the paths that it changes."""
        return self._wire.pages(LIST, {"scenario": scenario, "number": number}, sort=sort)

    def read(self, scenario: Id, number: int, alternative: str) -> AlternativeDocument:
        """One alternative of a version: its merge patch, and the document with it on top."""
        return self._wire.ask(READ, {"scenario": scenario, "number": number, "alternative": alternative})

    def put(
        self,
        scenario: Id,
        alternative: str,
        patch: Document,
        *,
        parent: int,
        name: str | None = None,
        note: str | None = None,
        why: str = "",
    ) -> VersionShown:
        """Store a new version with this alternative added, or in place of the one of the same id."""
        return self._wire.ask(
            PUT,
            {"scenario": scenario, "alternative": alternative},
            values={"parent": parent, "name": name, "note": note, "why": why},
            body=body(patch, MERGE_PATCH),
        )

    def remove(self, scenario: Id, alternative: str, *, parent: int, why: str = "") -> VersionShown:
        """Store a new version without this alternative; earlier versions keep it."""
        parts = {"scenario": scenario, "alternative": alternative}
        return self._wire.ask(REMOVE, parts, values={"parent": parent, "why": why})
