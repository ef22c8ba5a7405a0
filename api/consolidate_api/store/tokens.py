"""Tokens: given out once, looked up by the hash of their secret, ended by time or by an admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import and_, func, not_, select, text
from sqlalchemy.orm import Session

from consolidate_api.auth.caller import Caller
from consolidate_api.auth.roles import Role
from consolidate_api.auth.secrets import hash_of, new_secret, prefix_of
from consolidate_api.database.engine import Database
from consolidate_api.oidc.membership import Person
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.tables import Programme, Token

WORKS = and_(Token.revoked_at.is_(None), Token.expires_at > func.now())
"""What holds of a token for as long as it lets somebody in; `consolidate_known` in the database says the same."""
_KNOWN = text("SELECT tenant, name, role, id, prefix, limits FROM consolidate_known(:shown)")
"""Gives the row of a token that works, with the limits of its programme; made once, since each request asks it."""


def give(session: Session, caller: Caller, name: str, role: Role, days: int) -> tuple[Token, str]:
    """A new token of the caller's programme, and its secret, which can never be read again."""
    token, secret = _new(session, Caller(caller.tenant, name, role), timedelta(days=days))
    record(session, caller, "token.create", f"/tokens/{token.id}", name=name, role=role, days=days)
    return token, secret


def sign_in(session: Session, tenant: UUID, person: Person, role: Role, hours: int) -> tuple[Token, str]:
    """The token of somebody whom the provider has signed in, and its secret, which can never be read again."""
    bearer = Caller(tenant, person.name, role)
    token, secret = _new(session, bearer, timedelta(hours=hours))
    known_as = {"sub": person.sub, "issuer": person.issuer}
    caller = replace(bearer, token=token.id)
    record(session, caller, "token.sign-in", f"/tokens/{token.id}", role=role, hours=hours, **known_as)
    return token, secret


def _new(session: Session, bearer: Caller, life: timedelta) -> tuple[Token, str]:
    """A token for somebody, and its secret."""
    secret = new_secret()
    token = Token(
        tenant=bearer.tenant,
        id=uuid4(),
        name=bearer.name,
        role=bearer.role,
        prefix=prefix_of(secret),
        hash=hash_of(secret),
        expires_at=func.now() + life,
    )
    session.add(token)
    session.flush()
    session.refresh(token, ["created_at", "expires_at"])
    return token, secret


def known(database: Database, secret: str) -> Caller | None:
    """Who shows this secret; None where it is no secret of ours, or its time is over."""
    with database.asking() as connection:
        found = connection.execute(_KNOWN, {"shown": hash_of(secret)}).one_or_none()
    if found is None:
        return None
    tenant, name, role, key, prefix, limits = found
    return Caller(tenant, name, Role(role), key, prefix, limits)


def token(session: Session, key: UUID) -> Token:
    """A token.

    Raises:
        Missing: there is no such token.
    """
    found = session.scalar(select(Token).where(Token.id == key))
    if found is None:
        raise Missing
    return found


def own(session: Session, caller: Caller) -> tuple[Token, Programme]:
    """The token that the caller shows, and the programme to which it belongs.

    Raises:
        Missing: it is no token of ours that they show.
    """
    token = session.get(Token, (caller.tenant, caller.token))
    if token is None:
        raise Missing
    return token, session.get_one(Programme, caller.tenant)


def listed(session: Session, wanted: Wanted, role: Role | None = None, valid: bool | None = None) -> Page[Token]:
    """A page of tokens, of one role or still ``valid`` if asked; ``wanted.sort`` is ``created`` or ``-created``."""
    query = only(select(Token), (Token.role, role))
    if valid is not None:
        query = query.where(WORKS if valid else not_(WORKS))
    return page(session, query, Order(Token.created_at, Token.id), wanted)


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


def give_up(session: Session, caller: Caller) -> None:
    """End the token that the caller shows.

    Raises:
        Missing: it is no token of ours that they show.
    """
    shown, _programme = own(session, caller)
    revoke(session, caller, shown.id)
