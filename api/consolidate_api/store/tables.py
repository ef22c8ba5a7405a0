"""The tables. Every row belongs to a tenant, and policies of the database hold each tenant to its own rows.

Primary and foreign keys begin with the tenant, so that no row can point at a row of another tenant. Documents are
kept as JSON text, as they were sent; what the service itself writes and asks for is JSONB. Times have a zone.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from consolidate.plan.outcome import Outcome
from consolidate_api.auth.roles import Role

RUN_STATES = ("queued", "running", "ended")
NAMES = {
    "pk": "%(table_name)s_pk",
    "fk": "%(table_name)s_%(referred_table_name)s_fk",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
}

Json = dict[str, Any]


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A check that a column holds one of some words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True), Json: JSONB}


class Programme(Base):
    """A co-operation of municipalities: the tenant. ``limits`` are its own, in place of those of the settings."""

    __tablename__ = "programmes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    limits: Mapped[Json] = mapped_column(server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Token(Base):
    """A token that was given to somebody: its hash, never its secret; ``prefix`` is for people to know it by."""

    __tablename__ = "tokens"
    __table_args__ = (one_of("role", tuple(Role)),)

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    prefix: Mapped[str]
    hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


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


class Run(Base):
    """One solve of a scenario's version. Each take-over raises ``fence``, and every write of a worker names it.

    ``tries`` counts failures of the run itself. ``request_hash`` is of what was asked for under the idempotency key.
    """

    __tablename__ = "runs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "scenario", "version"],
            ["scenario_versions.tenant", "scenario_versions.scenario", "scenario_versions.number"],
        ),
        UniqueConstraint("tenant", "idempotency_key"),
        one_of("state", RUN_STATES),
        one_of("outcome", tuple(Outcome)),
        CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name="ended"),
        Index("runs_created_at_idx", "tenant", "created_at", "id"),
        Index("runs_waiting_idx", "tenant", postgresql_where=text("state = 'queued'")),
    )

    tenant: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    scenario: Mapped[UUID]
    version: Mapped[int]
    alternative: Mapped[str | None]
    options: Mapped[Json] = mapped_column(server_default="{}")
    priority: Mapped[int] = mapped_column(server_default="0")
    idempotency_key: Mapped[str | None]
    request_hash: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="queued")
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    objective: Mapped[Decimal | None]
    bound: Mapped[Decimal | None]
    progress: Mapped[Json | None]
    plan: Mapped[Json | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    fence: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    author: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One change that somebody made; the application can add to this log, and change nothing in it."""

    __tablename__ = "audit"

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    token: Mapped[UUID | None]
    author: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[Json] = mapped_column(server_default="{}")
    request: Mapped[str | None]
