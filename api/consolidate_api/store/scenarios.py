"""Scenarios: each a row of versions that never change; an edit is a new version of the newest one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing, Stale
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.tables import Scenario, ScenarioVersion

Found = TypeVar("Found")
ORDERS = {"name": Order(Scenario.name, Scenario.id), "changed": Order(Scenario.changed_at, Scenario.id)}


@dataclass(frozen=True)
class Draft:
    """A document that was found sound, with the hash of what it says, and why it is sent."""

    document: dict[str, Any]
    hash: str
    why: str


def create(session: Session, caller: Caller, name: str, draft: Draft) -> ScenarioVersion:
    """A new scenario with its first version."""
    scenario = Scenario(tenant=caller.tenant, id=uuid4(), name=name, newest=1)
    session.add(scenario)
    session.flush()
    return _add(session, caller, scenario, draft, parent=None)


def change(session: Session, caller: Caller, scenario: UUID, parent: int, draft: Draft) -> ScenarioVersion:
    """A new version on top of the newest one; of several who try at once, one succeeds.

    Raises:
        Missing: there is no such scenario.
        Stale: ``parent`` is not its newest version.
    """
    found = session.scalar(select(Scenario).where(Scenario.id == scenario).with_for_update())
    if found is None:
        raise Missing
    _refuse_older(found, parent)
    found.newest += 1
    found.changed_at = func.now()
    return _add(session, caller, found, draft, parent=parent)


def newest(session: Session, key: UUID, parent: int) -> ScenarioVersion:
    """The newest version with its document, for somebody who knows it by its number.

    Raises:
        Missing: there is no such scenario.
        Stale: ``parent`` is not its newest version.
    """
    _refuse_older(scenario(session, key), parent)
    return version(session, key, parent)


def _refuse_older(found: Scenario, parent: int) -> None:
    if found.newest != parent:
        told = _("version {newest} is the newest, not {parent}")
        raise Stale(told.format(newest=found.newest, parent=parent))


def _add(session: Session, caller: Caller, scenario: Scenario, draft: Draft, parent: int | None) -> ScenarioVersion:
    version = ScenarioVersion(
        tenant=caller.tenant,
        scenario=scenario.id,
        number=scenario.newest,
        parent=parent,
        document=draft.document,
        hash=draft.hash,
        author=caller.name,
        why=draft.why,
    )
    session.add(version)
    session.flush()
    session.refresh(version, ["created_at"])
    action = "scenario.create" if parent is None else "scenario.change"
    record(session, caller, action, f"/scenarios/{scenario.id}/versions/{version.number}", why=draft.why)
    return version


def scenario(session: Session, key: UUID) -> Scenario:
    """A scenario without its documents.

    Raises:
        Missing: there is no such scenario.
    """
    return _there(session.scalar(select(Scenario).where(Scenario.id == key)))


def version(session: Session, scenario: UUID, number: int, *, with_document: bool = True) -> ScenarioVersion:
    """One version, with its document unless that is not wanted.

    Raises:
        Missing: there is no such version.
    """
    key = ScenarioVersion.scenario == scenario, ScenarioVersion.number == number
    options = [undefer(ScenarioVersion.document)] if with_document else []
    return _there(session.scalar(select(ScenarioVersion).where(*key).options(*options)))


def latest(session: Session, key: UUID) -> ScenarioVersion:
    """The newest version, with its document.

    Raises:
        Missing: there is no such scenario.
    """
    return version(session, key, scenario(session, key).newest)


def listed(session: Session, wanted: Wanted, name: str | None = None) -> Page[Scenario]:
    """A page of scenarios, of those alone whose name contains a text if one is given, in any case of letters."""
    query = select(Scenario)
    if name is not None:
        query = query.where(Scenario.name.icontains(name, autoescape=True))
    return page(session, query, ORDERS[wanted.sort.removeprefix("-")], wanted)


def versions(session: Session, scenario: UUID, wanted: Wanted, author: str | None = None) -> Page[ScenarioVersion]:
    """A page of a scenario's versions, without their documents; ``wanted.sort`` is ``number`` or ``-number``."""
    query = only(select(ScenarioVersion), (ScenarioVersion.scenario, scenario), (ScenarioVersion.author, author))
    return page(session, query, Order(ScenarioVersion.number, ScenarioVersion.scenario), wanted)


def _there(found: Found | None) -> Found:
    if found is None:
        raise Missing
    return found
