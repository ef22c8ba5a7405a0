"""Notices in words: what is sent to a webhook, and the message that is sent by mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from consolidate.text import _
from consolidate_api.settings import Settings
from consolidate_api.store.notices import BASELINE_ADOPTED, PROPOSAL_READY, RUN_ENDED
from consolidate_api.store.tries import Try

MOST_LINES = 60
MOST_VALUE = 200
PREFIX = "/v1"


def told(settings: Settings, made: Try) -> dict[str, Any]:
    """What a webhook is sent: the same for each try of a delivery."""
    row = made.row
    found: dict[str, Any] = {
        "type": row.event,
        "timestamp": row.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "subject": PREFIX + row.subject,
        "data": row.payload,
    }
    if settings.public_url is not None:
        found["link"] = settings.public_url + PREFIX + row.subject
    return found


def message(settings: Settings, made: Try, more: str) -> EmailMessage:
    """The message to one recipient; ``more``: what is to be read at once, as Markdown.

    Its id is that of the delivery, so that a doubled one is known for what it is.
    """
    row, sender = made.row, str(settings.mail_from)
    found = EmailMessage(policy=SMTP)
    found["From"], found["To"] = sender, str(row.recipient)
    found["Subject"] = f"[{line(made.programme)}] {_subject(row.event, row.payload)}"
    found["Date"] = format_datetime(row.created_at.astimezone(UTC))
    found["Message-ID"] = f"<{row.id.hex}@{sender.rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"
    found.set_content("\n".join(_lines(settings, made, more)) + "\n", cte="quoted-printable")
    return found


def line(text: object) -> str:
    """A text as one line of visible characters, of bounded length: nothing in it can begin a header."""
    found = " ".join(str(text).split())
    shown = "".join(sign if sign.isprintable() else "?" for sign in found)
    return shown if len(shown) <= MOST_VALUE else shown[: MOST_VALUE - 1] + "…"


def _subject(event: str, data: dict[str, Any]) -> str:
    if event == RUN_ENDED:
        return _("a run has ended: {outcome}").format(outcome=line(data.get("outcome")))
    known = {PROPOSAL_READY: _("a proposal is ready"), BASELINE_ADOPTED: _("a plan has been adopted")}
    return known.get(event, event)


def _lines(settings: Settings, made: Try, more: str) -> Iterator[str]:
    """The text: what has happened, where it is to be found, what is known of it, and the beginning of it."""
    row = made.row
    yield _("{programme}: {what}.").format(programme=line(made.programme), what=_subject(row.event, row.payload))
    yield ""
    yield (settings.public_url or "") + PREFIX + row.subject
    yield ""
    for name, value in row.payload.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield f"{line(name)}: {line(value)}"
    if more:
        lines = more.splitlines()
        yield from ("", *lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield "…"
