"""Notices: what has happened, to be told to webhooks and by mail. A notice and its job are one transaction.

What is announced becomes one delivery for each receiver that wants it, in the transaction of what it tells: where that
is taken back, nobody is told. How a delivery is tried is `store.tries`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from pydantic_core import to_jsonable_python
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import record
from consolidate_api.store.errors import Missing, Untimely
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.queue import put_notice
from consolidate_api.store.tables import Delivery, Mailing, Run, Webhook

RUN_ENDED, PROPOSAL_READY, BASELINE_ADOPTED = "run.ended", "proposal.ready", "baseline.adopted"
EVENTS = (RUN_ENDED, PROPOSAL_READY, BASELINE_ADOPTED)
"""What receivers can ask to be told."""
PING = "ping"
"""Told to a webhook that is tried out, whatever it asked for."""
WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"

Found = TypeVar("Found", bool, UUID)
CREATED = Order(Delivery.created_at, Delivery.id)


@dataclass(frozen=True)
class Notice:
    """What is told: which event, of what (a path without the leading ``/v1``), and what there is to know of it."""

    event: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Receiver:
    """Who is told: a webhook, or somebody by mail."""

    webhook: UUID | None = None
    recipient: str | None = None


def announce(session: Session, tenant: UUID, event: str, subject: str, data: dict[str, Any]) -> None:
    """Tell everybody in the programme who wants to hear of an event, as soon as this transaction has ended."""
    notice = Notice(event, subject, data)
    wanted = select(Webhook.id).where(Webhook.active, Webhook.events.contains([event])).order_by(Webhook.id)
    for webhook in session.scalars(_staying(wanted)).all():
        send(session, tenant, notice, Receiver(webhook=webhook))
    mailing = select(Mailing.recipients).where(Mailing.events.contains([event]))
    for recipient in session.scalar(mailing) or ():
        send(session, tenant, notice, Receiver(recipient=recipient))


def send(session: Session, tenant: UUID, notice: Notice, receiver: Receiver) -> Delivery:
    """Put one notice to one receiver into the queue."""
    made = Delivery(
        tenant=tenant,
        id=uuid4(),
        webhook=receiver.webhook,
        recipient=receiver.recipient,
        event=notice.event,
        subject=notice.subject,
        payload=to_jsonable_python(dict(notice.data)),
    )
    session.add(made)
    put_notice(session, tenant, made.id)
    return made


def run_ended(session: Session, tenant: UUID, run: UUID) -> None:
    """Tell that a run has ended, whatever came of it."""
    columns = Run.kind, Run.outcome, Run.objective, Run.scenario, Run.version, Run.alternative
    row = session.execute(select(*columns).where(Run.id == run)).one()
    announce(session, tenant, RUN_ENDED, f"/runs/{run}", {"run": run, **row._asdict()})


def delivery(session: Session, key: UUID) -> Delivery:
    """A delivery.

    Raises:
        Missing: there is no such delivery.
    """
    found = session.scalar(select(Delivery).where(Delivery.id == key))
    if found is None:
        raise Missing
    return found


def listed(session: Session, webhook: UUID | None, wanted: Wanted, state: str | None = None) -> Page[Delivery]:
    """A page of what was sent to a webhook, or by mail; ``wanted.sort`` is ``created`` or ``-created``."""
    query = only(select(Delivery).where(Delivery.webhook == webhook), (Delivery.state, state))
    return page(session, query, CREATED, wanted)


def again(session: Session, caller: Caller, key: UUID) -> Delivery:
    """Send a notice once more, from the beginning, whatever became of it; its receiver gets it under the same id.

    Raises:
        Missing: there is no such delivery.
        Untimely: its webhook is not sent anything any more.
    """
    webhook = delivery(session, key).webhook
    if webhook is not None:
        refuse_disabled(session, webhook)
    begun = {"state": WAITING, "tries": 0, "since": func.now(), "next_try_at": func.now()}
    blank = {"last_status": None, "last_error": None, "ended_at": None}
    changed = update(Delivery).where(Delivery.id == key).values(begun | blank).returning(Delivery)
    found = session.scalar(changed, execution_options={"populate_existing": True})
    if found is None:
        raise Missing
    put_notice(session, caller.tenant, key)
    record(session, caller, "delivery.again", f"/deliveries/{key}", event=found.event)
    return found


def refuse_disabled(session: Session, webhook: UUID) -> None:
    """See that a webhook is sent what there is, and stays until this transaction has ended.

    Raises:
        Missing: there is no such webhook.
        Untimely: it is not sent anything any more.
    """
    active = session.scalar(_staying(select(Webhook.active).where(Webhook.id == webhook)))
    if active is None:
        raise Missing
    if not active:
        raise Untimely(_("this webhook is disabled: make a new one in its place"))


def _staying(webhooks: Select[Found]) -> Select[Found]:
    """Webhooks that nobody takes away before this transaction has ended, so that what is sent to them has a place."""
    return webhooks.with_for_update(read=True, key_share=True)
