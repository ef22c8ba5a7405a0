"""Webhooks: made with a secret that is shown once, tried out, and taken away with all that was sent to them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing, Untimely
from consolidate_api.store.notices import PING, Notice, Receiver, refuse_disabled, send
from consolidate_api.store.pages import Order, Page, Wanted, page
from consolidate_api.store.tables import Delivery, Webhook
from consolidate_api.store.turns import take_turn

SECRET_BYTES = 32
MOST_WEBHOOKS = 20


def create(session: Session, caller: Caller, url: str, events: Sequence[str]) -> Webhook:
    """A new webhook; its secret can be read from what is given back, and from nothing else.

    In the log of changes stands the host alone: what comes after it is a secret of the receiver with many of them.

    Raises:
        Untimely: there are as many as may be.
    """
    take_turn(session, caller.tenant, "webhooks")
    there = session.scalar(select(func.count()).select_from(Webhook)) or 0
    if there >= MOST_WEBHOOKS:
        raise Untimely(_("at most {most} webhooks").format(most=MOST_WEBHOOKS))
    made = Webhook(
        tenant=caller.tenant,
        id=uuid4(),
        url=url,
        events=list(dict.fromkeys(events)),
        secret=secrets.token_bytes(SECRET_BYTES),
        author=caller.name,
    )
    session.add(made)
    host = urlsplit(url).hostname
    record(session, caller, "webhook.create", f"/webhooks/{made.id}", host=host, events=made.events)
    session.flush()
    session.refresh(made, ["active", "created_at"])
    return made


def webhook(session: Session, key: UUID) -> Webhook:
    """A webhook, without its secret.

    Raises:
        Missing: there is no such webhook.
    """
    found = session.scalar(select(Webhook).where(Webhook.id == key))
    if found is None:
        raise Missing
    return found


def listed(session: Session, wanted: Wanted) -> Page[Webhook]:
    """A page of webhooks; ``wanted.sort`` is ``created`` or ``-created``."""
    return page(session, select(Webhook), Order(Webhook.created_at, Webhook.id), wanted)


def remove(session: Session, caller: Caller, key: UUID) -> None:
    """Take a webhook away, with all that was sent to it and what is still to be sent.

    Raises:
        Missing: there is no such webhook.
    """
    if session.scalar(delete(Webhook).where(Webhook.id == key).returning(Webhook.id)) is None:
        raise Missing
    record(session, caller, "webhook.remove", f"/webhooks/{key}")


def ping(session: Session, caller: Caller, key: UUID) -> Delivery:
    """Send a webhook a notice that says nothing, by the way that all others go.

    Raises:
        Missing: there is no such webhook.
        Untimely: it is not sent anything any more.
    """
    refuse_disabled(session, key)
    subject = f"/webhooks/{key}"
    made = send(session, caller.tenant, Notice(PING, subject, {"webhook": key}), Receiver(webhook=key))
    record(session, caller, "webhook.test", subject)
    session.flush()
    session.refresh(made)
    return made
