"""What a worker and its child process write to each other: one JSON object a line.

To the child goes one `Task`; after that the end of what it reads means that it is to stop. Back come `News`, at most
one a second, and at the end one with the whole plan or study.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from consolidate.plan.document import Decisions, Plan
from consolidate.scenario.plain import plain
from consolidate.solve.limits import Limits


class Letter(BaseModel):
    """One line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def line(self) -> bytes:
        """The letter as it is sent."""
        return self.model_dump_json().encode() + b"\n"


class Task(Letter):
    """What is to be solved, from which plan on, and what the process may use.

    ``megabytes``: address space of the child and of each process that it starts; ``nice``: how far it steps back behind
    others. ``start`` is the ``decisions`` of a plan document. ``question``: of a study; None where a plan is wanted.
    """

    scenario: dict[str, Any]
    alternative: str | None
    limits: Limits
    megabytes: int
    nice: int
    start: dict[str, Any] | None = None
    question: dict[str, Any] | None = None


class Stage(Letter):
    """How far a study has come: what it does, and how many of its cases are done."""

    text: str
    done: int
    of: int


class News(Letter):
    """How far a run has come; amounts in hundred-thousandths, None while there is none.

    ``decisions``: those of the best plan, where it is new since the last letter; ``stage``: of a study. In the last
    letter stands what the run ended with: the document of the ``plan`` or of the ``study`` (of which a part only, where
    it has been ``stopped``), or why it has ``failed``.
    """

    seconds: float
    best: int | None = None
    bound: int | None = None
    found_by: str = ""
    decisions: dict[str, Any] | None = None
    stage: Stage | None = None
    plan: dict[str, Any] | None = None
    study: dict[str, Any] | None = None
    stopped: bool = False
    failed: str | None = None

    @property
    def last(self) -> bool:
        """Whether the run has ended with this."""
        return self.plan is not None or self.study is not None or self.failed is not None


def written(document: Decisions | Plan) -> dict[str, Any]:
    """A document, or a part of one, as it goes into a letter."""
    found: dict[str, Any] = plain(document.model_dump(exclude_none=True, exclude_defaults=True))
    return found
