"""An application that asks a crooked provider."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from consolidate_api.sign_in_settings import Share
from tests.api.sign_in.asking import PUBLIC, SECRET, settings_of
from tests.api.sign_in.crooked import Crooked, crooked


@pytest.fixture
def other() -> Iterator[Crooked]:
    with crooked() as running:
        yield running


@pytest.fixture
def programme() -> str:
    """The name of a programme that nobody has made yet."""
    return f"north {uuid4()}"


@pytest.fixture
def settings(other: Crooked, programme: str) -> Settings:
    groups = {
        "planners": Share(programme=programme, role=Role.PLANNER, create=True),
        "readers": Share(programme=f"{programme} too", role=Role.VIEWER),
    }
    return settings_of(other.issuer, SECRET, groups)


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[TestClient]:
    with TestClient(create_app(settings, database), base_url=PUBLIC) as opened:
        yield opened
