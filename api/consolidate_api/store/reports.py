"""Reports of what has happened to a scenario: only ever added, each judged beside all that came before."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from consolidate.scenario.document import Scenario as Document
from consolidate.scenario.read import parse_scenario
from consolidate.study.replan.reports import day_of, judged, merged
from consolidate_api.auth.caller import Caller
from consolidate_api.store import baselines
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.scenarios import latest
from consolidate_api.store.tables import Report
from consolidate_api.store.turns import take_turn

CREATED = Order(Report.created_at, Report.id)


def add(session: Session, caller: Caller, scenario: UUID, document: dict[str, Any], why: str) -> Report:
    """Keep a report that can be true beside the earlier ones; of several who report at once, one comes after the other.

    Raises:
        Missing: there is no such scenario.
        FaultyDocument: the report is wrong in itself or beside the others; it holds every fault.
        UnknownName: the newest version has lost the alternative that was adopted.
    """
    take_turn(session, caller.tenant, f"reports on {scenario}")
    day = judged(as_adopted(session, scenario), told(session, scenario), document)
    made = Report(
        tenant=caller.tenant,
        id=uuid4(),
        scenario=scenario,
        status_date=day,
        document=document,
        author=caller.name,
        why=why,
        created_at=func.clock_timestamp(),  # that of the turn: a transaction that waited for it began earlier
    )
    session.add(made)
    session.flush()
    session.refresh(made, ["created_at"])
    subject = f"/scenarios/{scenario}/reports/{made.id}"
    record(session, caller, "report.create", subject, status_date=day.isoformat(), why=why)
    return made


def as_adopted(session: Session, scenario: UUID) -> Document:
    """The newest version of a scenario, under the alternative of the current baseline if that is a plan of it.

    Raises:
        Missing: there is no such scenario.
        UnknownName: the newest version has lost this alternative.
    """
    adopted = baselines.current(session)
    alternative = adopted.alternative if adopted is not None and adopted.scenario == scenario else None
    return parse_scenario(latest(session, scenario).document, alternative)


def told(session: Session, scenario: UUID) -> list[dict[str, Any]]:
    """The documents of all reports on a scenario, in the order in which they came."""
    rows = select(Report.document).where(Report.scenario == scenario)
    return list(session.scalars(rows.order_by(Report.created_at, Report.id)))


def together(session: Session, scenario: UUID, day: date | None) -> dict[str, Any]:
    """All reports up to a day as one, on top of the newest version; without a day, all that there are.

    Raises:
        Missing: there is no such scenario.
        UnknownName: the newest version has lost the alternative that was adopted.
    """
    document, found = as_adopted(session, scenario), told(session, scenario)
    last = max([document.status, *(day_of(one) for one in found)])
    return merged(document, found, last if day is None else day)


def report(session: Session, scenario: UUID, key: UUID) -> Report:
    """A report with its document.

    Raises:
        Missing: there is no such report on this scenario.
    """
    query = select(Report).where(Report.scenario == scenario, Report.id == key)
    found = session.scalar(query.options(undefer(Report.document)))
    if found is None:
        raise Missing
    return found


def listed(session: Session, scenario: UUID, wanted: Wanted, author: str | None = None) -> Page[Report]:
    """A page of the reports on a scenario, without documents; ``wanted.sort`` is ``created`` or ``-created``."""
    query = only(select(Report), (Report.scenario, scenario), (Report.author, author))
    return page(session, query, CREATED, wanted)
