"""Databases beside the one that all tests share: empty, or with tables as they were long ago and rows in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from alembic import command
from alembic.config import Config
from psycopg.types.json import Json
from sqlalchemy import NullPool, create_engine, text

from consolidate_api.auth.secrets import hash_of, prefix_of
from consolidate_api.database.embedded import OWNER, Addresses, Embedded
from consolidate_api.database.engine import Database, engine_url
from consolidate_api.database.migrate import FOLDER
from consolidate_api.database.restoring import new_database

SECRET = "consolidate_of-long-ago"
OLD_TABLES = ("programmes", "tokens", "scenarios", "scenario_versions", "runs", "audit")


def spare(data_dir: Path) -> tuple[str, Addresses]:
    """The name of a new database on the server of a data folder, and where it is; it is removed with the server."""
    name, server = f"spare_{uuid4().hex}", Embedded(data_dir)
    with new_database(server.administrator("postgres"), name, OWNER):
        return name, server.addresses(name)


def migrated_to(addresses: Addresses, level: str) -> None:
    """Bring an empty database to an old migration; the application has no rights in it then."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert addresses.owner is not None
    engine = create_engine(engine_url(addresses.owner), poolclass=NullPool)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, level)


def filled_at_0002(addresses: Addresses) -> UUID:
    """Write rows into every table of migration 0002, as they were written then; the programme to which they belong."""
    tenant, scenario, values = uuid4(), uuid4(), dict[str, Any]()
    values |= {"tenant": tenant, "scenario": scenario, "token": uuid4(), "hash": hash_of(SECRET)}
    values |= {"prefix": prefix_of(SECRET), "plan": Json({"decisions": {"odd": "\u00e6 \\. \t\n"}})}
    values |= {f"run{number}": uuid4() for number in range(3)}
    assert addresses.owner is not None
    owner = Database(addresses.owner, connections=1)
    with owner.tenant(tenant) as session:
        for statement in OLD_ROWS.strip().split(";\n"):
            session.execute(text(statement.removesuffix(";")), values)
    owner.close()
    return tenant


OLD_ROWS = r"""
INSERT INTO programmes (id, name, limits) VALUES (:tenant, 'of long ago', '{"max_waiting_runs": 7}');
INSERT INTO tokens (tenant, id, name, role, prefix, hash, expires_at)
    VALUES (:tenant, :token, 'ann', 'admin', :prefix, :hash, now() + interval '90 days');
INSERT INTO scenarios (tenant, id, name, newest) VALUES (:tenant, :scenario, 'towns', 2);
INSERT INTO scenario_versions (tenant, scenario, number, document, hash, author, why)
    VALUES (:tenant, :scenario, 1, '{"name": "a",  "b": 1.50}', 'h', 'ann', 'first');
INSERT INTO scenario_versions (tenant, scenario, number, parent, document, hash, author, why)
    VALUES (:tenant, :scenario, 2, 1, '{"name": "\u0000"}', 'i', 'ann', '');
INSERT INTO runs (tenant, id, scenario, version, author, idempotency_key, request_hash)
    VALUES (:tenant, :run0, :scenario, 2, 'ann', 'k', 'r');
INSERT INTO runs (tenant, id, scenario, version, author, state, fence, started_at, progress)
    VALUES (:tenant, :run1, :scenario, 1, 'ann', 'running', 1, now(), '{"seconds": 3.5}');
INSERT INTO runs (tenant, id, scenario, version, author, state, outcome, fence, ended_at, objective, plan)
    VALUES (:tenant, :run2, :scenario, 1, 'ann', 'ended', 'feasible', 1, now(), 7.5, :plan);
INSERT INTO audit (tenant, author, action, subject) VALUES (:tenant, 'ann', 'run.create', '/runs/1');
INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('runs', 'consolidate.solve',
    jsonb_build_object('tenant', CAST(:tenant AS text), 'run', CAST(:run0 AS text), 'fence', 0, 'request', NULL));
"""


def rows(addresses: Addresses, tenant: UUID) -> dict[str, list[dict[str, Any]]]:
    """All rows of a programme in the tables of migration 0002, column by column, in the order of what they hold."""
    assert addresses.owner is not None
    owner = Database(addresses.owner, connections=1)
    with owner.tenant(tenant) as session:
        found = {
            table: sorted(session.scalars(text(f"SELECT to_json({table}) FROM {table}")).all(), key=str)
            for table in OLD_TABLES
        }
    owner.close()
    return found
