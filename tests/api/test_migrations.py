"""Migrations: one after the other, over rows that are there already, and each table under its policy afterwards."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from consolidate_api.database.embedded import APP, OWNER, Addresses
from consolidate_api.database.engine import Database
from consolidate_api.database.migrate import FOLDER, knows, migrate, migrated, newest
from consolidate_api.store import tokens
from consolidate_api.store.tables import Run
from tests.api.spare import OLD_TABLES, SECRET, filled_at_0002, migrated_to, rows, spare

TENANTS = """
    SELECT relname, pg_get_userbyid(relowner) AS owner, relrowsecurity AND relforcerowsecurity AS bound, EXISTS (
        SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'own' AND polcmd = '*'
        AND polqual IS NOT NULL AND polwithcheck IS NOT NULL) AS own
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'tenant' AND NOT attisdropped
    WHERE relkind IN ('r', 'p', 'm', 'v', 'f') AND relnamespace = 'public'::regnamespace"""
OWNED = """
    SELECT relname FROM pg_class WHERE relowner = CAST(:role AS regrole)
    UNION ALL SELECT proname FROM pg_proc WHERE proowner = CAST(:role AS regrole)
    UNION ALL SELECT typname FROM pg_type WHERE typowner = CAST(:role AS regrole)
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = CAST(:role AS regrole)
    UNION ALL SELECT datname FROM pg_database WHERE datdba = CAST(:role AS regrole)"""


@pytest.fixture
def old(data_dir: Path, addresses: Addresses) -> tuple[Addresses, UUID]:
    """A database as the second migration made it, with rows in it, and the programme to which they belong."""
    del addresses  # it is the server of these
    found = spare(data_dir)[1]
    migrated_to(found, "0002")
    return found, filled_at_0002(found)


def test_there_is_one_newest_migration_and_one_way_to_it() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [newest()]
    assert not any(script.is_branch_point or script.is_merge_point for script in scripts.walk_revisions())
    assert knows("0002")
    assert knows(newest())
    assert not knows("9999")


def test_what_was_there_is_there_after_migrating(old: tuple[Addresses, UUID]) -> None:
    addresses, tenant = old
    before = rows(addresses, tenant)
    assert all(before[table] for table in OLD_TABLES)
    assert addresses.owner is not None
    migrate(addresses.owner, APP)
    after = rows(addresses, tenant)
    for table, ones in before.items():
        kept = [{name: row[name] for name in one} for one, row in zip(ones, _alike(ones, after[table]), strict=True)]
        assert kept == ones, table


def _alike(ones: list[dict[str, object]], others: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows in the order of others, by what tells them apart."""
    key = "number" if "number" in ones[0] else "id"
    place = {one[key]: index for index, one in enumerate(ones)}
    return sorted(others, key=lambda row: place[row[key]])


def test_the_application_works_with_what_was_there(old: tuple[Addresses, UUID]) -> None:
    addresses, tenant = old
    assert addresses.owner is not None
    migrate(addresses.owner, APP)
    database = Database(addresses.app, connections=2)
    with database.tenant(tenant) as session:
        assert migrated(session)
        assert sorted(session.scalars(select(Run.state))) == ["ended", "queued", "running"]
        assert set(session.scalars(select(Run.kind))) == {"plan"}
    caller = tokens.known(database, SECRET)
    assert caller is not None
    assert (caller.tenant, caller.name, caller.limits) == (tenant, "ann", {"max_waiting_runs": 7})
    database.close()


def test_every_table_with_a_tenant_is_bound_and_owned_by_its_owner(database: Database) -> None:
    with database.nobody() as session:
        found = session.execute(text(TENANTS)).all()
    assert len(found) >= len(OLD_TABLES) - 1
    assert [row.relname for row in found if not (row.bound and row.own)] == []
    assert {row.owner for row in found} == {OWNER}


def test_the_application_owns_nothing(database: Database) -> None:
    with database.nobody() as session:
        assert session.scalars(text(OWNED), {"role": APP}).all() == []
        assert session.scalars(text(OWNED), {"role": OWNER}).all() != []
