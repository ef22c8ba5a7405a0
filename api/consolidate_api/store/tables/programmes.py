"""Programmes, who may do what in each, and what was done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from consolidate_api.auth.roles import Role
from consolidate_api.store.tables.base import Base, Json, one_of


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
