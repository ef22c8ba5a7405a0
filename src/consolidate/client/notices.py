"""Notices: to whom they are sent, by signed requests or by mail, and what has become of each; for admins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from consolidate.client.routes import Answer, Id, Page, body, delete, get, post, put
from consolidate.client.wire import Wire

Event = Literal["run.ended", "proposal.ready", "baseline.adopted"]
Sort = Literal["created", "-created"]


class DeliveryShown(Answer):
    """A notice to one receiver.

    ``state``: it waits for its first or next try, which is at ``next_try_at``, it was delivered, or it was given up
    after a day of tries. ``last_status`` and ``last_error``: what came of the last try.
    """

    id: UUID
    webhook: UUID | None
    recipient: str | None
    event: str
    subject: str
    payload: dict[str, Any]
    state: Literal["waiting", "delivered", "given_up"]
    tries: int
    next_try_at: datetime | None
    last_status: int | None
    last_error: str | None
    created_at: datetime
    ended_at: datetime | None


class WebhookShown(Answer):
    """A webhook without its secret; one that is not ``active`` is not sent anything, for the reason that is given."""

    id: UUID
    url: str
    events: list[Event]
    active: bool
    disabled_reason: str | None
    author: str
    created_at: datetime


class WebhookMade(WebhookShown):
    """A new webhook; the secret by which its receiver knows notices for ours is shown this once, never by `repr`."""

    secret: str = Field(repr=False)


class MailShown(Answer):
    """Who gets mail, and of which events; none is sent unless a mail ``server`` is set for the service."""

    recipients: list[str]
    events: list[Event]
    author: str | None
    changed_at: datetime | None
    server: bool


CREATE = post("/v1/webhooks", WebhookMade)
LIST = get("/v1/webhooks", Page[WebhookShown])
READ = get("/v1/webhooks/{webhook}", WebhookShown)
REMOVE = delete("/v1/webhooks/{webhook}", again=False)
TEST = post("/v1/webhooks/{webhook}/test", DeliveryShown)
SENT = get("/v1/webhooks/{webhook}/deliveries", Page[DeliveryShown])
MAIL = get("/v1/mail", MailShown)
SET_MAIL = put("/v1/mail", MailShown)
MAILED = get("/v1/mail/deliveries", Page[DeliveryShown])
DELIVERY = get("/v1/deliveries/{delivery}", DeliveryShown)
AGAIN = post("/v1/deliveries/{delivery}/again", DeliveryShown)


class Webhooks:
    """Addresses to which notices are sent, signed as the Standard Webhooks specification says."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def create(self, url: str, events: Sequence[Event]) -> WebhookMade:
        """Have notices of these events sent to an address."""
        return self._wire.ask(CREATE, body=body({"url": url, "events": [*events]}))

    def list(self, *, sort: Sort = "-created") -> Iterator[WebhookShown]:
        """The webhooks of the programme."""
        return self._wire.pages(LIST, sort=sort)

    def read(self, webhook: Id) -> WebhookShown:
        """One webhook, without its secret."""
        return self._wire.ask(READ, {"webhook": webhook})

    def remove(self, webhook: Id) -> None:
        """Take a webhook away, with all that was sent to it and what is still to be sent."""
        self._wire.ask(REMOVE, {"webhook": webhook})

    def test(self, webhook: Id) -> DeliveryShown:
        """Send a notice of the event ``ping``, by the way that all notices go."""
        return self._wire.ask(TEST, {"webhook": webhook})

    def deliveries(self, webhook: Id, *, sort: Sort = "-created") -> Iterator[DeliveryShown]:
        """What was sent to a webhook, and what waits."""
        return self._wire.pages(SENT, {"webhook": webhook}, sort=sort)


class Mail:
    """Notices by mail."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def read(self) -> MailShown:
        """To whom the programme sends mail."""
        return self._wire.ask(MAIL)

    def set(self, recipients: Sequence[str], events: Sequence[Event]) -> MailShown:
        """Say to whom the programme sends mail, in place of what was said before."""
        return self._wire.ask(SET_MAIL, body=body({"recipients": [*recipients], "events": [*events]}))

    def deliveries(self, *, sort: Sort = "-created") -> Iterator[DeliveryShown]:
        """What was sent by mail, and what waits."""
        return self._wire.pages(MAILED, sort=sort)


class Deliveries:
    """Single notices to single receivers."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def read(self, delivery: Id) -> DeliveryShown:
        """How one of them stands."""
        return self._wire.ask(DELIVERY, {"delivery": delivery})

    def again(self, delivery: Id) -> DeliveryShown:
        """Send one once more, under the same id, whatever became of it."""
        return self._wire.ask(AGAIN, {"delivery": delivery})
