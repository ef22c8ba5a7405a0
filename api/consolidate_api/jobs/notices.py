"""What is done with one job of the queue of notices: a delivery that is due is tried once, and what came of it is kept.

Whoever calls `deliver` does so again after the seconds that it gives. What a receiver answers, and what libraries say
of it, is never kept or logged: it may quote anything. Nor are addresses of webhooks, which are secrets of many.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import undefer

from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.errors import ConsolidateError
from consolidate.scenario.read import parse_scenario
from consolidate.study.table import KINDS, study_blocks
from consolidate.text import _
from consolidate_api.database.away import AWAY
from consolidate_api.database.engine import Database
from consolidate_api.jobs.mail import mail
from consolidate_api.jobs.outside import trusted
from consolidate_api.jobs.posting import Letter, body_of, post
from consolidate_api.jobs.wording import message, told
from consolidate_api.settings import Settings
from consolidate_api.smtp import mail_server
from consolidate_api.store.notices import PROPOSAL_READY
from consolidate_api.store.tables import Run, ScenarioVersion
from consolidate_api.store.tries import Answer, Try, note, take

_log = structlog.stdlib.get_logger("consolidate.notices")


def deliver(settings: Settings, database: Database, tenant: UUID, delivery: UUID) -> float | None:
    """Try a delivery once, if it is due; the seconds until it is due again, None where it has ended.

    Raises:
        OperationalError: the database is away; what was sent is sent again under the same id.
    """
    with database.tenant(tenant) as session:
        found = take(session, delivery)
    if not isinstance(found, Try):
        return found
    answer = _sent(settings, database, found)
    with database.tenant(tenant) as session:
        wait = note(session, found, answer)
    _tell(found, answer, wait)
    return wait


def _sent(settings: Settings, database: Database, found: Try) -> Answer:
    """What came of sending; a fault of the program is told, and tried again like anything else."""
    try:
        return _mailed(settings, database, found) if found.webhook is None else _posted(settings, found)
    except AWAY:
        raise
    except Exception:
        _log.exception("failed", delivery=str(found.row.id))
        return Answer(error=_("a fault of the program, or of its settings"))


def _posted(settings: Settings, found: Try) -> Answer:
    hook = found.webhook
    assert hook is not None
    return post(settings, Letter(hook.url, f"msg_{found.row.id.hex}", body_of(told(settings, found)), hook.secret))


def _mailed(settings: Settings, database: Database, found: Try) -> Answer:
    if settings.smtp_url is None:
        return Answer(error=_("no mail server is set: CONSOLIDATE_SMTP_URL"), final=True)
    context = trusted(None if settings.notice_ca is None else str(settings.notice_ca))
    server = mail_server(settings.smtp_url.get_secret_value())
    return mail(server, context, message(settings, found, _more(database, found)))


def _more(database: Database, found: Try) -> str:
    """The proposal that a mail is about, as Markdown; nothing where there is none, or it cannot be read any more."""
    run = found.row.payload.get("run")
    if found.row.event != PROPOSAL_READY or run is None:
        return ""
    with database.tenant(found.row.tenant) as session:
        row = session.scalar(select(Run).where(Run.id == UUID(run)).options(undefer(Run.study)))
        if row is None or row.study is None:
            return ""
        version = ScenarioVersion.scenario == row.scenario, ScenarioVersion.number == row.version
        document = session.scalars(select(ScenarioVersion.document).where(*version)).one()
    return _shown(row.study, document, row.alternative)


def _shown(study: dict[str, Any], document: dict[str, Any], alternative: str | None) -> str:
    try:
        answered = KINDS[study["format"]].document.model_validate(study)
        return markdown(study_blocks(answered, Names(parse_scenario(document, alternative))))
    except (ConsolidateError, ValidationError, KeyError):
        _log.warning("left out of the mail: a study that cannot be read")
        return ""


def _tell(found: Try, answer: Answer, wait: float | None) -> None:
    row = found.row
    event = "delivered" if answer.error is None else "given up" if wait is None else "not delivered"
    known = {"delivery": str(row.id), "of": row.event, "tries": row.tries, "status": answer.status}
    _log.info(event, **known, why=answer.error, wait=None if wait is None else round(wait))
