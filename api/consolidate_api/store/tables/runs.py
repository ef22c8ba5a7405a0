"""Runs, and what each found."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from consolidate.plan.outcome import Outcome
from consolidate.study.questions import QUESTIONS
from consolidate_api.store.tables.base import Base, Json, one_of

PLAN = "plan"
RUN_KINDS = (PLAN, *QUESTIONS)
RUN_STATES = ("queued", "running", "ended")


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
