"""The tables. Every row belongs to a tenant, and policies of the database hold each tenant to its own rows.

Primary and foreign keys begin with the tenant, so that no row can point at a row of another tenant. Documents are
kept as JSON text, as they were sent; what the service itself writes and asks for is JSONB. Times have a zone.
"""

from __future__ import annotations

from datetime import date, datetime, time
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
    String,
    UniqueConstraint,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, query_expression

from consolidate.plan.outcome import Outcome
from consolidate.study.questions import QUESTIONS
from consolidate_api.auth.roles import Role

PLAN = "plan"
RUN_KINDS = (PLAN, *QUESTIONS)
RUN_STATES = ("queued", "running", "ended")
DECISIONS = ("adopted", "rejected")
DELIVERY_STATES = ("waiting", "delivered", "given_up")
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
    type_annotation_map = {datetime: DateTime(timezone=True), Json: JSONB, list[str]: ARRAY(String)}


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

    ``kind``: a plan is wanted, or the answer to a ``question``, which is the ``study``. ``start``: the plan to begin
    with. ``tries`` counts failures of the run itself. ``request_hash`` is of what was asked for under the idempotency
    key.
    """

    __tablename__ = "runs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "scenario", "version"],
            ["scenario_versions.tenant", "scenario_versions.scenario", "scenario_versions.number"],
        ),
        UniqueConstraint("tenant", "idempotency_key"),
        one_of("state", RUN_STATES),
        one_of("kind", RUN_KINDS),
        CheckConstraint("(kind = 'plan') = (question IS NULL)", name="question"),
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
    kind: Mapped[str] = mapped_column(server_default=PLAN)
    question: Mapped[Json | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    start: Mapped[Json | None] = mapped_column(JSON(none_as_null=True), deferred=True)
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
    study: Mapped[Json | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    fence: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    author: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


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


class Webhook(Base):
    """Where notices are sent, and of which events. ``secret`` signs them: it is loaded only where it is asked for."""

    __tablename__ = "webhooks"

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    url: Mapped[str]
    events: Mapped[list[str]]
    secret: Mapped[bytes] = mapped_column(deferred=True, deferred_raiseload=True)
    active: Mapped[bool] = mapped_column(server_default=true())
    disabled_reason: Mapped[str | None]
    author: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Mailing(Base):
    """To whom a programme sends mail, and of which events."""

    __tablename__ = "mailings"

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    recipients: Mapped[list[str]]
    events: Mapped[list[str]]
    author: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Delivery(Base):
    """One notice to one receiver: a webhook, or somebody by mail.

    ``tries`` counts those since ``since``, and each write of a job names the try that it made. While one is under way,
    ``next_try_at`` is when it is over at the latest. ``last_error`` is a sentence of ours, never what a receiver said.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "webhook"], ["webhooks.tenant", "webhooks.id"], ondelete="CASCADE"),
        one_of("state", DELIVERY_STATES),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(webhook IS NULL) <> (recipient IS NULL)", name="target"),
        Index("deliveries_webhook_idx", "tenant", "webhook", "created_at", "id"),
    )

    tenant: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    webhook: Mapped[UUID | None]
    recipient: Mapped[str | None]
    event: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[Json] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(server_default="waiting")
    tries: Mapped[int] = mapped_column(server_default="0")
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    next_try_at: Mapped[datetime | None] = mapped_column(server_default=func.now())
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
