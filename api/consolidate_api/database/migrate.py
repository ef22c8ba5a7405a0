"""Migrations: run by the owner of the tables, who then gives the application the rights in `GRANTS`, and no others."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.orm import Session

from consolidate.errors import Fault, FaultyDocument
from consolidate.text import _
from consolidate_api.database.engine import engine_url

FOLDER = Path(__file__).parent / "migrations"
LOCK = 5_217_930_604
"""Any number will do, as long as nobody else takes an advisory lock of this number in the database."""

GRANTS: dict[str, str] = {
    "alembic_version": "SELECT",
    "programmes": "SELECT, INSERT",
    "tokens": "SELECT, INSERT, UPDATE (revoked_at)",
    "scenarios": "SELECT, INSERT, UPDATE (name, newest, changed_at)",
    "scenario_versions": "SELECT, INSERT",
    "runs": "SELECT, INSERT, UPDATE",
    "audit": "SELECT, INSERT",
    "baselines": "SELECT, INSERT",
    "reports": "SELECT, INSERT",
    "proposals": "SELECT, INSERT, UPDATE (decision, decided_by, decided_at, reason)",
    "nightly": "SELECT, INSERT, UPDATE",
    "nights": "SELECT, INSERT, UPDATE (proposal)",
    "webhooks": "SELECT, INSERT, UPDATE (active, disabled_reason), DELETE",
    "mailings": "SELECT, INSERT, UPDATE (recipients, events, author, changed_at)",
    "deliveries": "SELECT, INSERT, DELETE,"
    " UPDATE (state, tries, since, next_try_at, last_status, last_error, ended_at)",
    "procrastinate_jobs": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_workers": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_periodic_defers": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_events": "SELECT, INSERT",
    "SEQUENCE procrastinate_jobs_id_seq": "USAGE",
    "SEQUENCE procrastinate_periodic_defers_id_seq": "USAGE",
    "SEQUENCE procrastinate_events_id_seq": "USAGE",
}
"""What the application may do with each table; versions are never changed, and the audit log only grows."""


def migrate(owner_address: str, app_role: str) -> None:
    """Bring the tables up to date, in one transaction; of several who try at once, one does it and the others wait.

    Raises:
        SQLAlchemyError: it cannot be done; nothing has changed.
    """
    engine = create_engine(engine_url(owner_address), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _grant(connection, app_role)


@cache
def newest() -> str:
    """The migration that this program needs; asked once, so that an update under way does not change the answer."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def knows(level: str) -> bool:
    """Whether a migration is one of those that this program has."""
    return any(script.revision == level for script in ScriptDirectory.from_config(_config()).walk_revisions())


def migrated(session: Session) -> bool:
    """Whether the tables are those that this program needs."""
    there = session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    return bool(there) and session.scalar(text("SELECT version_num FROM alembic_version")) == newest()


def refuse_mighty(session: Session) -> None:
    """Let nobody serve as a role that row-level security does not bind, or that could switch it off.

    Raises:
        FaultyDocument: the role is a superuser, may pass by the policies, or owns a table.
    """
    question = """
        SELECT rolsuper OR rolbypassrls OR EXISTS (
            SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace
            AND relkind IN ('r', 'p') AND pg_has_role(current_user, relowner, 'MEMBER'))
        FROM pg_roles WHERE rolname = current_user"""
    if session.scalar(text(question)):
        role = str(session.scalar(text("SELECT current_user")))
        allowed = _("a role that is no superuser, owns no table and does not bypass row-level security")
        raise FaultyDocument([Fault("CONSOLIDATE_DATABASE_URL", role, allowed)])


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def _grant(connection: Connection, role: str) -> None:
    """Take all rights from the application's role, then give it those of the table; the list is the truth."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for kind in ("TABLES", "SEQUENCES"):
        connection.execute(text(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {quoted}"))
    for table, rights in GRANTS.items():
        connection.execute(text(f"GRANT {rights} ON {table} TO {quoted}"))
