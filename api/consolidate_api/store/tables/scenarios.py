"""Scenarios and their versions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from consolidate_api.store.tables.base import Base, Json


class Scenario(Base):
    """A scenario by name; ``newest`` is the number of its newest version."""

    __tablename__ = "scenarios"
    __table_args__ = (
        Index("scenarios_name_idx", "tenant", "name", "id"),
        Index("scenarios_changed_at_idx", "tenant", "changed_at", "id"),
    )

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    newest: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ScenarioVersion(Base):
    """One state of a scenario's document, never changed; ``author`` is the name of the token that sent it."""

    __tablename__ = "scenario_versions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "scenario"], ["scenarios.tenant", "scenarios.id"]),
        ForeignKeyConstraint(
            ["tenant", "scenario", "parent"],
            ["scenario_versions.tenant", "scenario_versions.scenario", "scenario_versions.number"],
        ),
        CheckConstraint("number >= 1 AND parent < number", name="number"),
    )

    tenant: Mapped[UUID] = mapped_column(primary_key=True)
    scenario: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped[int | None]
    document: Mapped[Json] = mapped_column(JSON, deferred=True)
    hash: Mapped[str]
    author: Mapped[str]
    why: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
