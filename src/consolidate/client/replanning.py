"""Replanning: reports of what has happened, proposals that come of them, and the nightly job that makes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from consolidate.answers.base import PageOf
from consolidate.answers.replanning import (
    BaselineShown,
    NightlyShown,
    NightShown,
    ProposalDocument,
    ProposalShown,
    ReportDocument,
    ReportShown,
    State,
)
from consolidate.answers.runs import Options
from consolidate.client.routes import CSV, JSON, Document, Id, Route, body, get, plain, post, put, text
from consolidate.client.wire import Wire

Sort = Literal["created", "-created"]
Table = Literal["actual_steps", "actual_notices", "actual_spent", "actual_pools"]
Firm = Literal["adopted", "announced", "draft"]

SEND = post("/v1/scenarios/{scenario}/reports", ReportShown)
REPORTS = get("/v1/scenarios/{scenario}/reports", PageOf[ReportShown])
MERGED: Route[dict[str, Any]] = Route("GET", "/v1/scenarios/{scenario}/reports/merged", plain)
READ_REPORT = get("/v1/scenarios/{scenario}/reports/{report}", ReportDocument)

MAKE = post("/v1/proposals", ProposalShown)
PROPOSALS = get("/v1/proposals", PageOf[ProposalShown])
READ_PROPOSAL = get("/v1/proposals/{proposal}", ProposalDocument)
TELL: Route[str] = Route("GET", "/v1/proposals/{proposal}/report", text)
ADOPT = post("/v1/proposals/{proposal}/adopt", BaselineShown)
REJECT = post("/v1/proposals/{proposal}/reject", ProposalShown)

NIGHTLY = get("/v1/nightly", NightlyShown)
SET_NIGHTLY = put("/v1/nightly", NightlyShown)
NIGHTS = get("/v1/nightly/nights", PageOf[NightShown])


class Reports:
    """What has happened, as it was reported of a scenario."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def send(
        self,
        scenario: Id,
        report: Document | str,
        *,
        status_date: date | None = None,
        table: Table | None = None,
        why: str = "",
    ) -> ReportShown:
        """Report what has happened by a day: a document, or text that is a table (CSV).

        A table has no ``status_date`` of its own; ``table``: which one it is, by default that of steps.
        """
        values = {"status_date": status_date, "table": table, "why": why}
        sent = body(report.encode(), CSV) if isinstance(report, str) else body(report, JSON)
        return self._wire.ask(SEND, {"scenario": scenario}, values=values, body=sent)

    def list(self, scenario: Id, *, author: str | None = None, sort: Sort = "-created") -> Iterator[ReportShown]:
        """The reports on a scenario, without their documents."""
        return self._wire.pages(REPORTS, {"scenario": scenario}, author=author, sort=sort)

    def merged(self, scenario: Id, *, status_date: date | None = None) -> dict[str, Any]:
        """All reports up to a day as one, as `consolidate replan` takes it."""
        return self._wire.ask(MERGED, {"scenario": scenario}, values={"status_date": status_date})

    def read(self, scenario: Id, report: Id) -> ReportDocument:
        """One report with its document."""
        return self._wire.ask(READ_REPORT, {"scenario": scenario, "report": report})


class Proposals:
    """The current baseline planned anew, for somebody to adopt or reject."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def make(
        self,
        *,
        status_date: date | None = None,
        learn: bool = False,
        baseline_is: Firm = "adopted",
        price_per_move: int | None = None,
        price_per_week: int | None = None,
        options: Options | None = None,
    ) -> ProposalShown:
        """Plan anew now, from all reports up to a day (by default today).

        ``learn``: reckon with what finished steps took and cost. ``baseline_is``: how firm the baseline is where the
        scenario does not say it; the prices are those of moving a promised date, at all and for each week.
        """
        wish = {
            "status_date": None if status_date is None else status_date.isoformat(),
            "learn": learn,
            "baseline_is": baseline_is,
            "price_per_move": price_per_move,
            "price_per_week": price_per_week,
            "options": None if options is None else options.document(),
        }
        return self._wire.ask(MAKE, body=body({name: value for name, value in wish.items() if value is not None}))

    def list(
        self, *, state: State | None = None, nightly: bool | None = None, sort: Sort = "-created"
    ) -> Iterator[ProposalShown]:
        """The proposals of the programme, without their documents; ``nightly``: of the nightly job, or not."""
        return self._wire.pages(PROPOSALS, state=state, nightly=nightly, sort=sort)

    def read(self, proposal: Id) -> ProposalDocument:
        """One proposal with its document."""
        return self._wire.ask(READ_PROPOSAL, {"proposal": proposal})

    def report(self, proposal: Id) -> str:
        """A proposal as Markdown: what moves, why, what it costs, and what is to be decided."""
        return self._wire.ask(TELL, {"proposal": proposal})

    def adopt(self, proposal: Id, *, reason: str) -> BaselineShown:
        """Adopt a proposal: its plan is the current baseline from now on."""
        return self._wire.ask(ADOPT, {"proposal": proposal}, body=body({"reason": reason}))

    def reject(self, proposal: Id, *, reason: str) -> ProposalShown:
        """Reject a proposal; the current baseline stays as it is."""
        return self._wire.ask(REJECT, {"proposal": proposal}, body=body({"reason": reason}))


class Nightly:
    """The nightly job of the programme."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def read(self) -> NightlyShown:
        """What the programme wants of its nights."""
        return self._wire.ask(NIGHTLY)

    def set(
        self,
        *,
        enabled: bool,
        at: str | None = None,
        zone: str | None = None,
        learn: bool = False,
        options: Options | None = None,
    ) -> NightlyShown:
        """Choose when the programme is planned anew: a time of day (``02:30``) in a time zone (``Europe/Oslo``)."""
        wish: dict[str, Any] = {"enabled": enabled, "at": at, "zone": zone, "learn": learn}
        wish["options"] = None if options is None else options.document()
        told = {name: value for name, value in wish.items() if value is not None}
        return self._wire.ask(SET_NIGHTLY, body=body(told))

    def nights(self, *, sort: Literal["night", "-night"] = "-night") -> Iterator[NightShown]:
        """The nights that were seen to, each once, with what came of it."""
        return self._wire.pages(NIGHTS, sort=sort)
