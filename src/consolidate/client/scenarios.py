"""Scenarios on the service: stored in versions that never change, compared, and judged without being stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from consolidate.client.routes import MERGE_PATCH, Answer, Document, Id, Page, body, get, post
from consolidate.client.wire import Wire
from consolidate.errors import Fault

Sort = Literal["name", "-name", "changed", "-changed"]


class ScenarioShown(Answer):
    """A scenario; ``newest`` is the number of its newest version."""

    id: UUID
    name: str
    newest: int
    created_at: datetime
    changed_at: datetime


class VersionShown(Answer):
    """A version without its document."""

    scenario: UUID
    number: int
    parent: int | None
    hash: str
    author: str
    why: str
    created_at: datetime


class VersionDocument(VersionShown):
    """A version with its document, as it was sent."""

    document: dict[str, Any]


class ChangeShown(Answer):
    """A path at which two documents differ; None where the one has nothing there."""

    path: str
    old: Any
    new: Any


class Differences(Answer):
    """What differs between two versions once all defaults are filled in."""

    changes: list[ChangeShown]


class FaultDocument(Answer):
    """One thing that is wrong in a document: where, what stands there, and what may stand there."""

    path: str
    value: str
    allowed: str

    @property
    def fault(self) -> Fault:
        """The same, as the library has it."""
        return Fault(self.path, self.value, self.allowed)


class WarningShown(Answer):
    """What a planner should know before planning; ``certain``: while it stands there is no plan."""

    kind: str
    path: str
    text: str
    certain: bool
    data: dict[str, Any]


class Judgement(Answer):
    """What `consolidate validate --json` prints: a document with faults cannot be stored, one with warnings can."""

    faults: list[FaultDocument]
    warnings: list[WarningShown]


class VerdictShown(Answer):
    """What `consolidate check --json` prints: the plan's cost in money, and by rule each breach with its facts."""

    clean: bool
    objective: str
    violations: dict[str, list[dict[str, Any]]]


CREATE = post("/v1/scenarios", VersionShown)
LIST = get("/v1/scenarios", Page[ScenarioShown])
VALIDATE = post("/v1/scenarios/validate", Judgement, again=True)
READ = get("/v1/scenarios/{scenario}", ScenarioShown)
ADD = post("/v1/scenarios/{scenario}/versions", VersionShown)
VERSIONS = get("/v1/scenarios/{scenario}/versions", Page[VersionShown])
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
