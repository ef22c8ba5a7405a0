"""Row-level security: what one programme keeps, another neither sees nor touches, whatever the code forgets."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, delete, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from consolidate.errors import FaultyDocument
from consolidate_api.database.embedded import APP, Addresses
from consolidate_api.database.engine import TENANT, Database, engine_url, set_local
from consolidate_api.database.migrate import GRANTS, migrate, migrated, refuse_mighty
from consolidate_api.store.tables import (
    AuditEntry,
    Base,
    Baseline,
    Delivery,
    Mailing,
    Night,
    Nightly,
    Programme,
    Proposal,
    Report,
    Run,
    Scenario,
    ScenarioVersion,
    Token,
    Webhook,
)
from tests.api.conftest import new_tenant

TABLES = sorted(table.name for table in Base.metadata.sorted_tables)
LATER = datetime.now(UTC) + timedelta(days=1)
TODAY = date(2027, 3, 1)


def filled(database: Database) -> tuple[UUID, UUID]:
    """A programme with one row in each table; its id and that of its scenario."""
    tenant, scenario = new_tenant(database), uuid4()
    own: dict[str, Any] = {"tenant": tenant}
    said: dict[str, Any] = {"author": "ann", **own}
    with database.tenant(tenant) as session:
        session.add(Token(id=uuid4(), name="t", role="admin", prefix="p", hash=tenant.bytes, expires_at=LATER, **own))
        session.add(Scenario(id=scenario, name="s", newest=1, **own))
        session.flush()
        session.add(ScenarioVersion(scenario=scenario, number=1, document={}, hash="h", why="", **said))
        session.flush()
        session.add(Run(id=tenant, scenario=scenario, version=1, **said))
        session.add(Baseline(id=tenant, scenario=scenario, version=1, plan={}, why="", **said))
        session.add(Report(id=uuid4(), scenario=scenario, status_date=TODAY, document={}, why="", **said))
        session.flush()
        about = {"run": tenant, "baseline": tenant, "scenario": scenario, "version": 1}
        session.add(Proposal(id=uuid4(), status_date=TODAY, **about, **said))
        session.add(Nightly(enabled=True, at=time(), zone="UTC", learn=False, options={}, **said))
        session.add(Night(night=TODAY, status_date=TODAY, **own))
        session.add(AuditEntry(action="made", subject="s", **said))
        session.add(Webhook(id=uuid4(), url="https://hooks.example/", events=[], secret=b"s", **said))
        session.add(Mailing(recipients=[], events=[], **said))
        session.add(Delivery(id=uuid4(), recipient="a@b.example", event="ping", subject="s", payload={}, **own))
    return tenant, scenario


def count(database: Database, tenant: UUID, table: str) -> int:
    with database.tenant(tenant) as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


@pytest.mark.parametrize("table", TABLES)
def test_each_table_shows_a_tenant_its_own_rows_and_no_others(database: Database, table: str) -> None:
    first, second = filled(database)[0], new_tenant(database)
    assert count(database, first, table) == 1
    assert count(database, second, table) == (1 if table == "programmes" else 0)
    with database.nobody() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


@pytest.mark.parametrize("table", TABLES)
def test_the_owner_is_bound_too(addresses: Addresses, database: Database, table: str) -> None:
    filled(database)
    assert addresses.owner is not None
    owner = Database(addresses.owner)
    with owner.nobody() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    owner.close()


def test_every_table_is_enforced(database: Database) -> None:
    question = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
    with database.nobody() as session:
        assert sorted(session.scalars(text(question))) == TABLES


def test_a_setting_ends_with_its_transaction(addresses: Addresses, database: Database) -> None:
    tenant, _scenario = filled(database)
    single = Database(addresses.app, connections=1)
    with single.tenant(tenant) as session:
        assert session.scalars(select(Scenario)).all()
    with single.nobody() as session:
        assert session.scalars(select(Scenario)).all() == []
    single.close()


def test_nothing_is_written_in_the_name_of_another(database: Database, tenant: UUID) -> None:
    other, _scenario = filled(database)
    with pytest.raises(ProgrammingError, match="row-level security"), database.tenant(tenant) as session:
        session.add(AuditEntry(tenant=other, author="eve", action="x", subject="y"))
    with database.tenant(tenant) as session:
        changed = session.execute(update(Scenario).values(name="mine"))
    assert getattr(changed, "rowcount", None) == 0
    with database.tenant(other) as session:
        assert session.scalars(select(Scenario.name)).all() == ["s"]


def test_no_row_points_at_a_row_of_another(database: Database, tenant: UUID) -> None:
    _other, scenario = filled(database)
    with pytest.raises(IntegrityError, match="runs_scenario_versions_fk"), database.tenant(tenant) as session:
        session.add(Run(tenant=tenant, id=uuid4(), scenario=scenario, version=1, author="eve"))


def test_a_token_is_found_by_its_hash_alone_and_shows_nothing_else(database: Database) -> None:
    tenant, _scenario = filled(database)
    filled(database)
    with database.nobody() as session:
        set_local(session, "consolidate.token", tenant.bytes.hex())
        assert [token.tenant for token in session.scalars(select(Token))] == [tenant]
        assert session.scalars(select(Programme)).all() == []
    with database.nobody() as session:
        set_local(session, "consolidate.token", b"none such".hex())
        assert session.scalars(select(Token)).all() == []


def test_programmes_are_listed_for_operating_and_nothing_in_them(database: Database) -> None:
    tenant, _scenario = filled(database)
    with database.listing() as session:
        assert tenant in session.scalars(select(Programme.id)).all()
        assert session.scalars(select(Scenario)).all() == []
        with pytest.raises(DBAPIError, match="row-level security"):
            session.execute(text("INSERT INTO programmes (id, name) VALUES (gen_random_uuid(), 'x')"))
        session.rollback()


@pytest.mark.parametrize("table", [AuditEntry, ScenarioVersion, Baseline, Report])
def test_what_is_only_ever_added_to_is_never_changed(database: Database, table: type[Base]) -> None:
    tenant, _scenario = filled(database)
    for change in (update(table).values(author="eve"), delete(table)):
        with pytest.raises(ProgrammingError, match="permission denied"), database.tenant(tenant) as session:
            session.execute(change)


def test_of_a_token_only_the_end_can_be_changed(database: Database) -> None:
    tenant, _scenario = filled(database)
    with pytest.raises(ProgrammingError, match="permission denied"), database.tenant(tenant) as session:
        session.execute(update(Token).values(role="admin"))
    with database.tenant(tenant) as session:
        session.execute(update(Token).values(revoked_at=LATER))


def test_the_application_is_weak_and_mighty_roles_are_refused(addresses: Addresses, database: Database) -> None:
    with database.nobody() as session:
        refuse_mighty(session)
    assert addresses.owner is not None
    owner = Database(addresses.owner)
    with owner.nobody() as session, pytest.raises(FaultyDocument, match="owns no table"):
        refuse_mighty(session)
    owner.close()


def test_the_application_cannot_become_somebody_else(database: Database) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), database.nobody() as session:
        session.execute(text("SET ROLE consolidate_owner"))
    with pytest.raises(ProgrammingError, match="must be owner"), database.nobody() as session:
        session.execute(text("ALTER TABLE scenarios DISABLE ROW LEVEL SECURITY"))


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is ours; those of the queue are the library's, and hold ids alone."""
    return kind != "table" or name is None or not name.startswith("procrastinate_")


def test_tables_and_migrations_say_the_same(addresses: Addresses) -> None:
    assert addresses.owner is not None
    engine = create_engine(engine_url(addresses.owner))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        assert compare_metadata(context, Base.metadata) == []
        asked = inspect(connection)
        for table in Base.metadata.sorted_tables:
            there = {check["name"] for check in asked.get_check_constraints(table.name)}
            named = {str(one.name) for one in table.constraints if str(one.name).endswith("_check")}
            assert there == named, table.name
    engine.dispose()


def test_migrating_again_changes_nothing(addresses: Addresses, database: Database) -> None:
    tenant, _scenario = filled(database)
    assert addresses.owner is not None
    migrate(addresses.owner, APP)
    with database.tenant(tenant) as session:
        assert migrated(session)
        assert session.scalars(select(Scenario.name)).all() == ["s"]


def test_every_table_has_its_line_of_rights() -> None:
    own = [name for name in GRANTS if "procrastinate_" not in name]
    assert sorted(own) == sorted([*TABLES, "alembic_version"])


def test_the_tenant_must_be_an_id(database: Database) -> None:
    with database.nobody() as session:
        set_local(session, TENANT, "'; DROP TABLE scenarios; --")
        with pytest.raises(DBAPIError, match="invalid input syntax for type uuid"):
            session.scalars(select(Scenario))
