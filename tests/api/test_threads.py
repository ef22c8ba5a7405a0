"""Requests wait for a thread, not for each other: a web process has as many threads as connections."""

from __future__ import annotations

from anyio.to_thread import current_default_thread_limiter
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings


async def threads() -> float:
    return current_default_thread_limiter().total_tokens


def test_there_are_as_many_threads_as_connections(database: Database) -> None:
    with TestClient(create_app(Settings(database_connections=3), database)) as client:
        assert client.portal is not None
        assert client.portal.call(threads) == 3
