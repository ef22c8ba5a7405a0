"""What tests of the client share: the real service on a real socket, and a programme of its own for each test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from structlog.testing import capture_logs

from consolidate.client import Client
from consolidate_api.app import create_app
from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from consolidate_api.store import tokens
from tests.api.conftest import NAMES, addresses, data_dir, database, new_tenant

__all__ = ["addresses", "data_dir", "database"]

SECONDS_TO_START = 60.0


@dataclass(frozen=True)
class Service:
    """The service while it runs."""

    url: str
    database: Database

    def secrets(self, limits: dict[str, Any] | None = None) -> dict[Role, str]:
        """A token for each role, in a programme in which nothing is yet."""
        tenant = new_tenant(self.database, limits)
        with self.database.tenant(tenant) as session:
            return {role: tokens.give(session, operator(tenant), NAMES[role], role, days=1)[1] for role in Role}


@pytest.fixture(scope="module")
def service(database: Database) -> Iterator[Service]:
    config = uvicorn.Config(
        create_app(Settings(), database), log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    # What it logs would stand among what commands print in the same process.
    with capture_logs(), socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until = time.monotonic() + SECONDS_TO_START
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield Service("http://{}:{}".format(*listening.getsockname()), database)
        server.should_exit = True
        thread.join(SECONDS_TO_START)
    assert not thread.is_alive()


Opened = Callable[[Role], Client]


@pytest.fixture
def opened(service: Service) -> Iterator[Opened]:
    """A client for each role, all of one programme."""
    secrets = service.secrets()
    clients = {role: Client(service.url, secret) for role, secret in secrets.items()}
    yield lambda role: clients[role]
    for client in clients.values():
        client.close()


@pytest.fixture
def client(opened: Opened) -> Client:
    """One who may do everything."""
    return opened(Role.ADMIN)
