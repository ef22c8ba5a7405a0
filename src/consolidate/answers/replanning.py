"""Baselines, reports of what has happened, proposals that come of them, and the nights in which they are made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from consolidate.answers.base import Answer, FaultDocument
from consolidate.answers.runs import Options
from consolidate.study.replan.document import Proposal

State = Literal["making", "none", "open", "adopted", "rejected", "superseded"]


class BaselineShown(Answer):
    """A plan that was adopted, without the plan itself; ``run`` and ``proposal``: what it came of, null if of none."""

    id: UUID
    scenario: UUID
    version: int
    alternative: str | None
    run: UUID | None
    proposal: UUID | None
    author: str
    why: str
    created_at: datetime


class ReportShown(Answer):
    """A report without its document; ``status_date`` is the day by which what it tells has happened."""

    id: UUID
    scenario: UUID
    status_date: date
    author: str
    why: str
    created_at: datetime


class ReportDocument(ReportShown):
    """A report with its document; one that came as a table is shown as the document that it stands for."""

    document: dict[str, Any]


class ProposalShown(Answer):
    """A proposal without its document.

    ``state``: *making* until its run has ended; *none* where that ended without a plan, or was cancelled; then *open*,
    until it is *adopted* or *rejected*, or until another plan has been adopted (*superseded*). ``night``: that of the
    nightly job, null where somebody asked for it.
    """

    id: UUID
    state: State
    run: UUID
    baseline: UUID
    scenario: UUID
    version: int
    status_date: date
    night: date | None
    author: str
    created_at: datetime
    decision: Literal["adopted", "rejected"] | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


class ProposalDocument(ProposalShown):
    """A proposal with its document (`consolidate/proposal/1`): the plan, what it changes, and why."""

    document: dict[str, Any] | None

    def study(self) -> Proposal | None:
        """The document as the library has it; None while there is none."""
        return None if self.document is None else Proposal.model_validate(self.document)


class NightlyShown(Answer):
    """What the programme has chosen, by whom and when; null where nobody has."""

    enabled: bool
    at: str
    zone: str
    learn: bool
    options: Options
    author: str | None
    changed_at: datetime | None


class NightShown(Answer):
    """A night: the proposal that was made, or the ``reason`` why there is none, with the faults if that is it."""

    night: date
    status_date: date
    proposal: UUID | None
    reason: str | None
    faults: list[FaultDocument] | None
    created_at: datetime
