"""Tokens: given out once, looked up by the hash of their secret, ended by time or by an admin."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consolidate_api.auth.caller import Caller
from consolidate_api.auth.roles import Role
from consolidate_api.auth.secrets import hash_of, new_secret, prefix_of
from consolidate_api.database.engine import TENANT, Database, set_local
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing
from consolidate_api.store.pages import Order, Page, Wanted, page
from consolidate_api.store.tables import Programme, Token


def give(session: Session, caller: Caller, name: str, role: Role, days: int) -> tuple[Token, str]:
    """A new token of the caller's programme, and its secret, which can never be read again."""
    secret = new_secret()
    token = Token(
        tenant=caller.tenant,
        id=uuid4(),
        name=name,
        role=role,
        prefix=prefix_of(secret),
        hash=hash_of(secret),
        expires_at=func.now() + timedelta(days=days),
    )
    session.add(token)
    record(session, caller, "token.create", f"/tokens/{token.id}", name=name, role=role, days=days)
    session.flush()
    session.refresh(token, ["created_at", "expires_at"])
    return token, secret


def known(database: Database, secret: str) -> Caller | None:
    """Who shows this secret; None where it is no secret of ours, or its time is over."""
    digest = hash_of(secret)
    with database.presented(digest) as session:
        valid = Token.revoked_at.is_(None), Token.expires_at > func.now()
        token = session.scalar(select(Token).where(Token.hash == digest, *valid))
        if token is None:
            return None
        set_local(session, TENANT, str(token.tenant))
        limits = session.scalar(select(Programme.limits)) or {}
    return Caller(token.tenant, token.name, Role(token.role), token.id, token.prefix, limits)


def listed(session: Session, wanted: Wanted) -> Page[Token]:
    """A page of tokens; ``wanted.sort`` is ``created`` or ``-created``."""
    return page(session, select(Token), Order(Token.created_at, Token.id), wanted)


def revoke(session: Session, caller: Caller, token: UUID) -> None:
    """End a token now; one that has ended already stays as it is.

    Raises:
        Missing: the programme has no such token.
    """
    found = session.get(Token, (caller.tenant, token))
    if found is None:
        raise Missing
    if found.revoked_at is None:
        found.revoked_at = func.now()
        record(session, caller, "token.revoke", f"/tokens/{token}", name=found.name)
