"""To whom a programme sends mail, and of which events: one list, replaced as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import record
from consolidate_api.store.tables import Mailing


def mailing(session: Session) -> Mailing | None:
    """The list of the programme; None until there has been one."""
    return session.scalar(select(Mailing))


def replace(session: Session, caller: Caller, recipients: Sequence[str], events: Sequence[str]) -> Mailing:
    """Put a list in the place of the one that is there.

    In the log of changes, which nobody can take anything out of, stand the domains of the addresses alone.
    """
    columns = {
        "recipients": list(dict.fromkeys(recipients)),
        "events": list(dict.fromkeys(events)),
        "author": caller.name,
        "changed_at": func.now(),
    }
    row = insert(Mailing).values(tenant=caller.tenant, **columns)
    put = row.on_conflict_do_update(index_elements=["tenant"], set_=columns).returning(Mailing)
    domains = sorted({address.rpartition("@")[2].lower() for address in recipients})
    record(session, caller, "mail.replace", "/mail", count=len(recipients), domains=domains, events=columns["events"])
    return session.scalars(put, execution_options={"populate_existing": True}).one()
