"""Scenarios on the service: stored in versions that never change, compared, and judged without being stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from consolidate.answers.base import PageOf
from consolidate.answers.scenarios import (
    Differences,
    Judgement,
    ScenarioShown,
    VerdictShown,
    VersionDocument,
    VersionShown,
)
from consolidate.client.routes import MERGE_PATCH, Document, Id, body, get, post
from consolidate.client.wire import Wire

Sort = Literal["name", "-name", "changed", "-changed"]

CREATE = post("/v1/scenarios", VersionShown)
LIST = get("/v1/scenarios", PageOf[ScenarioShown])
VALIDATE = post("/v1/scenarios/validate", Judgement, again=True)
READ = get("/v1/scenarios/{scenario}", ScenarioShown)
ADD = post("/v1/scenarios/{scenario}/versions", VersionShown)
VERSIONS = get("/v1/scenarios/{scenario}/versions", PageOf[VersionShown])
VERSION = get("/v1/scenarios/{scenario}/versions/{number}", VersionDocument)
PATCH = post("/v1/scenarios/{scenario}/versions/{number}/patch", VersionShown)
CHECK = post("/v1/scenarios/{scenario}/versions/{number}/check", VerdictShown, again=True)
DIFF = get("/v1/scenarios/{scenario}/diff", Differences)


class Scenarios:
    """The scenarios of the programme."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def create(self, document: Document, *, name: str | None = None, why: str = "") -> VersionShown:
        """Store a new scenario; without a name, under that of the document."""
        return self._wire.ask(CREATE, values={"name": name, "why": why}, body=body(document))

    def list(self, *, name: str | None = None, sort: Sort = "-changed") -> Iterator[ScenarioShown]:
        """All scenarios, or those whose name contains a text."""
        return self._wire.pages(LIST, name=name, sort=sort)

    def read(self, scenario: Id) -> ScenarioShown:
        """One scenario, without its documents."""
        return self._wire.ask(READ, {"scenario": scenario})

    def versions(
        self, scenario: Id, *, author: str | None = None, sort: Literal["number", "-number"] = "-number"
    ) -> Iterator[VersionShown]:
        """The versions of a scenario, without their documents; all of them, or those of one author."""
        return self._wire.pages(VERSIONS, {"scenario": scenario}, author=author, sort=sort)

    def version(self, scenario: Id, number: int) -> VersionDocument:
        """One version with its document."""
        return self._wire.ask(VERSION, {"scenario": scenario, "number": number})

    def add(self, scenario: Id, document: Document, *, parent: int, why: str = "") -> VersionShown:
        """Store a new version on top of the newest one, ``parent``; another newest one is a problem (``stale``)."""
        return self._wire.ask(ADD, {"scenario": scenario}, values={"parent": parent, "why": why}, body=body(document))

    def patch(self, scenario: Id, number: int, patch: Document, *, why: str = "") -> VersionShown:
        """Store a new version that differs from the newest one, ``number``, by a merge patch (RFC 7396)."""
        sent = body(patch, MERGE_PATCH)
        return self._wire.ask(PATCH, {"scenario": scenario, "number": number}, values={"why": why}, body=sent)

    def diff(self, scenario: Id, first: int, second: int) -> Differences:
        """What differs between two versions."""
        return self._wire.ask(DIFF, {"scenario": scenario}, values={"from": first, "to": second})

    def validate(self, document: Document, *, alternative: str | None = None) -> Judgement:
        """What is wrong with a document, and what may become of it; nothing is stored."""
        return self._wire.ask(VALIDATE, values={"alternative": alternative}, body=body(document))

    def check(self, scenario: Id, number: int, plan: Document, *, alternative: str | None = None) -> VerdictShown:
        """Examine a plan, however it was made; nothing is stored. It may hold only ``decisions``."""
        parts = {"scenario": scenario, "number": number}
        return self._wire.ask(CHECK, parts, values={"alternative": alternative}, body=body(plan))
