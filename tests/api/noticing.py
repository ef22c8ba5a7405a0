"""Notices on their way to one webhook, tried one time after the other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from consolidate_api.database.engine import Database
from consolidate_api.jobs.notices import deliver
from consolidate_api.settings import Settings
from consolidate_api.store import tries
from consolidate_api.store.notices import announce
from consolidate_api.store.tables import AuditEntry, Delivery
from tests.api.conftest import Office
from tests.api.receivers import Answering, deliveries, receiving

EVENT, SUBJECT = "run.ended", "/runs/00000000-0000-0000-0000-000000000001"
DATA = {"outcome": "feasible", "objective": "12.50000", "note": "Ås \u2028 & <b>"}


def hook(office: Office, url: str) -> str:
    """A webhook for an address; its secret."""
    answer = office.ask("POST", "/v1/webhooks", json={"url": url, "events": [EVENT]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["secret"])


class Line:
    """A notice on its way to one webhook."""

    def __init__(self, office: Office, database: Database, settings: Settings, url: str) -> None:
        self.office, self.database, self.settings = office, database, settings
        self.secret = hook(office, url)
        with database.tenant(office.tenant) as session:
            announce(session, office.tenant, EVENT, SUBJECT, DATA)

    def row(self) -> Delivery:
        (found,) = deliveries(self.database, self.office)
        return found

    def deliver(self, **settings: Any) -> float | None:
        """Try it once, with other settings if some are given."""
        return deliver(self.settings.model_copy(update=settings), self.database, self.office.tenant, self.row().id)

    def audit(self) -> list[AuditEntry]:
        with self.database.tenant(self.office.tenant) as session:
            return list(session.scalars(select(AuditEntry).where(AuditEntry.author == tries.BY)))

    def webhook(self) -> dict[str, Any]:
        (found,) = self.office.ask("GET", "/v1/webhooks").json()["items"]
        return dict(found)


def tried(office: Office, database: Database, settings: Settings, answer: Answering) -> tuple[Line, float | None]:
    """A notice that was tried once, at a receiver that answers so."""
    with receiving(answer) as receiver:
        line = Line(office, database, settings, receiver.address)
        wait = line.deliver()
    return line, wait
