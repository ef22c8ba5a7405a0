"""What tests of the service share: one real PostgreSQL, migrated, and a programme of its own for each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import APP, Addresses, serving
from consolidate_api.database.engine import Database
from consolidate_api.database.migrate import migrate
from consolidate_api.settings import Settings
from consolidate_api.store import tokens
from consolidate_api.store.tables import Programme


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    """A data folder that PostgreSQL's own user may enter; pytest's folders are closed to everybody else."""
    folder = Path(tempfile.mkdtemp(prefix="consolidate-"))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def addresses(data_dir: Path) -> Iterator[Addresses]:
    """Where the database is, with all tables in it."""
    with serving(data_dir) as server:
        found = server.addresses()
        assert found.owner is not None
        migrate(found.owner, APP)
        yield found


@pytest.fixture(scope="session")
def database(addresses: Addresses) -> Iterator[Database]:
    """The database as the application sees it."""
    opened = Database(addresses.app)
    yield opened
    opened.close()


@pytest.fixture
def tenant(database: Database) -> UUID:
    """A programme in which nothing is yet."""
    return new_tenant(database)


def new_tenant(database: Database, limits: dict[str, Any] | None = None) -> UUID:
    tenant = uuid4()
    with database.tenant(tenant) as session:
        session.add(Programme(id=tenant, name=f"programme {tenant}", limits=limits or {}))
    return tenant


NAMES = dict(zip(Role, ("a viewer", "a planner", "an approver", "an admin"), strict=True))


@dataclass(frozen=True)
class Office:
    """A programme with one token for each role, and the application to use them on."""

    client: TestClient
    tenant: UUID
    secrets: dict[Role, str]

    def ask(self, method: str, path: str, role: Role = Role.ADMIN, **given: Any) -> Response:
        """Ask with the token of a role; ``json`` and the like as httpx takes them."""
        headers = {"Authorization": f"Bearer {self.secrets[role]}", **given.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **given)


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[TestClient]:
    """The application, asked without a token."""
    with TestClient(create_app(settings, database)) as opened:
        yield opened


@pytest.fixture
def office(client: TestClient, database: Database) -> Office:
    return new_office(client, database)


def new_office(client: TestClient, database: Database, limits: dict[str, Any] | None = None) -> Office:
    tenant = new_tenant(database, limits)
    with database.tenant(tenant) as session:
        secrets = {role: tokens.give(session, operator(tenant), NAMES[role], role, days=1)[1] for role in Role}
    return Office(client, tenant, secrets)
