"""Adopted plans, reports of what has happened, proposals, and the nights that make them."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from consolidate_api.store.tables.base import Base, Json, one_of

DECISIONS = ("adopted", "rejected")


class Baseline(Base):
    """A plan that the programme has adopted; the newest is the current one.

    It came of a ``run``, of a ``proposal`` (whose run that is then), of an earlier baseline, or from somebody's hand.
    """

    __tablename__ = "baselines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "scenario", "version"],
            ["scenario_versions.tenant", "scenario_versions.scenario", "scenario_versions.number"],
        ),
        ForeignKeyConstraint(["tenant", "run"], ["runs.tenant", "runs.id"]),
        # A proposal names the baseline that it is about, so one of the two comes after both tables.
        ForeignKeyConstraint(
            ["tenant", "proposal"],
            ["proposals.tenant", "proposals.id"],
            name="baselines_proposals_fk",
            use_alter=True,
        ),
        Index("baselines_created_at_idx", "tenant", "created_at", "id"),
    )

    tenant: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    scenario: Mapped[UUID]
    version: Mapped[int]
    alternative: Mapped[str | None]
    plan: Mapped[Json] = mapped_column(JSON, deferred=True)
    run: Mapped[UUID | None]
    proposal: Mapped[UUID | None]
    author: Mapped[str]
    why: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Report(Base):
    """What has happened by a day, as somebody reported it: a merge patch on top of what is known, never changed."""

    __tablename__ = "reports"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "scenario"], ["scenarios.tenant", "scenarios.id"]),
        Index("reports_created_at_idx", "tenant", "scenario", "created_at", "id"),
    )

    tenant: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    scenario: Mapped[UUID]
    status_date: Mapped[date]
    document: Mapped[Json] = mapped_column(JSON, deferred=True)
    author: Mapped[str]
    why: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Proposal(Base):
    """A plan made anew from a baseline and from what has happened, and what was decided about it.

    Its document is the study of its run. ``night``: of the nightly job; None where somebody asked for it. ``state``:
    how it stands, which `store.proposals` finds out with it.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "run"], ["runs.tenant", "runs.id"]),
        ForeignKeyConstraint(["tenant", "baseline"], ["baselines.tenant", "baselines.id"]),
        ForeignKeyConstraint(
            ["tenant", "scenario", "version"],
            ["scenario_versions.tenant", "scenario_versions.scenario", "scenario_versions.number"],
        ),
        UniqueConstraint("tenant", "run"),
        one_of("decision", DECISIONS),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        Index("proposals_created_at_idx", "tenant", "created_at", "id"),
    )

    tenant: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    run: Mapped[UUID] = mapped_column()
    baseline: Mapped[UUID] = mapped_column()
    scenario: Mapped[UUID]
    version: Mapped[int]
    status_date: Mapped[date]
    night: Mapped[date | None]
    author: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decision: Mapped[str | None] = mapped_column()
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    state: Mapped[str] = query_expression()


class Nightly(Base):
    """When a programme is planned anew each night, and how; a row for each programme that has said so."""

    __tablename__ = "nightly"

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    enabled: Mapped[bool]
    at: Mapped[time]
    zone: Mapped[str]
    learn: Mapped[bool]
    options: Mapped[Json]
    author: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Night(Base):
    """A night for which a proposal was made, or the ``reason`` why none was; ``faults``: of reports or scenario."""

    __tablename__ = "nights"
    __table_args__ = (ForeignKeyConstraint(["tenant", "proposal"], ["proposals.tenant", "proposals.id"]),)

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    night: Mapped[date] = mapped_column(primary_key=True)
    status_date: Mapped[date]
    proposal: Mapped[UUID | None]
    reason: Mapped[str | None]
    faults: Mapped[list[Json] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
