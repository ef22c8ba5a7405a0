"""Who is told what happens, and what was sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, func, true
from sqlalchemy.orm import Mapped, mapped_column

from consolidate_api.store.tables.base import Base, Json, one_of

DELIVERY_STATES = ("waiting", "delivered", "given_up")


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
