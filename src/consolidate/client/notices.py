"""Notices: to whom they are sent, by signed requests or by mail, and what has become of each; for admins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from consolidate.answers.base import PageOf
from consolidate.answers.notices import DeliveryShown, DeliveryState, Event, MailShown, WebhookMade, WebhookShown
from consolidate.client.routes import Id, body, delete, get, post, put
from consolidate.client.wire import Wire

Sort = Literal["created", "-created"]

CREATE = post("/v1/webhooks", WebhookMade)
LIST = get("/v1/webhooks", PageOf[WebhookShown])
READ = get("/v1/webhooks/{webhook}", WebhookShown)
REMOVE = delete("/v1/webhooks/{webhook}", again=False)
TEST = post("/v1/webhooks/{webhook}/test", DeliveryShown)
SENT = get("/v1/webhooks/{webhook}/deliveries", PageOf[DeliveryShown])
MAIL = get("/v1/mail", MailShown)
SET_MAIL = put("/v1/mail", MailShown)
MAILED = get("/v1/mail/deliveries", PageOf[DeliveryShown])
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

    def deliveries(
        self, webhook: Id, *, state: DeliveryState | None = None, sort: Sort = "-created"
    ) -> Iterator[DeliveryShown]:
        """What was sent to a webhook, and what waits."""
        return self._wire.pages(SENT, {"webhook": webhook}, state=state, sort=sort)


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

    def deliveries(self, *, state: DeliveryState | None = None, sort: Sort = "-created") -> Iterator[DeliveryShown]:
        """What was sent by mail, and what waits."""
        return self._wire.pages(MAILED, state=state, sort=sort)


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
