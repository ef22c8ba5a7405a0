"""From settings to a service that takes requests."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from tempfile import TemporaryDirectory
from typing import TextIO

from sqlalchemy.exc import IntegrityError

from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.metrics import FOLDER
from consolidate_api.opening import claimed, opened, started
from consolidate_api.settings import PREFIX, Settings
from consolidate_api.sockets import address_of, listening, place_of
from consolidate_api.store.programmes import first_secret
from consolidate_api.supervising.bell import Bell
from consolidate_api.supervising.database import KeptDatabase
from consolidate_api.supervising.roles import KeptRole, Role
from consolidate_api.supervising.supervisor import Supervisor

OTHER_SECONDS = 30.0
"""So much longer than a run has, the roles have to end: to finish requests, and to write down how runs stand."""
ANSWER_SECONDS = 60.0
LOOK_SECONDS = 0.1
READY = 200
COOKIE_SECRET = f"{PREFIX}OIDC_COOKIE_SECRET"


@dataclass(frozen=True)
class Wanted:
    """How to serve: where requests are taken, by how many processes, how many runs are solved at once, and the log."""

    host: str
    port: int
    webs: int
    runs_at_once: int
    log: TextIO


@dataclass(frozen=True)
class Told:
    """Who is told what: at the very first start the secret of the first admin; once requests are taken, the address.

    ``ready`` is called in a thread of its own, which may go on for as long as the service does.
    """

    secret: Callable[[str], None]
    ready: Callable[[str], None]


def serve(settings: Settings, wanted: Wanted, told: Told) -> None:
    """Serve until told to stop: the database, then web, worker and scheduler, each started again when it dies.

    Raises:
        UnknownName: another program serves from the data folder, or its tables are of another version.
        FaultyDocument: no server can run in the data folder, or the application's role could pass by policies.
        OSError: the port cannot be had.
    """
    with (
        Bell() as bell,
        claimed(settings) as server,
        listening(wanted.host, wanted.port) as door,
        TemporaryDirectory(prefix="consolidate-figures-") as figures,
    ):
        addresses = started(settings, server)
        with opened(settings, addresses) as database:
            secret = _first_secret(settings, database)
        if secret is not None:
            told.secret(secret)
        environment, log = _environment(settings, addresses, figures), wanted.log.fileno()
        roles = [KeptRole(role, environment, log) for role in _roles(wanted, door)]
        threading.Thread(target=_announce, args=(place_of(door), address_of(door), told.ready), daemon=True).start()
        kept = None if server is None else KeptDatabase(server)
        Supervisor(bell, roles, kept, settings.stop_seconds + OTHER_SECONDS).run(door.close)


def _roles(wanted: Wanted, door: socket.socket) -> tuple[Role, ...]:
    """The door stays open here too, so that requests wait for a web process that is being started again.

    Of several web processes whichever is not busy takes a request.
    """
    web = Role("web", ("--fd", str(door.fileno())), (door.fileno(),))
    return (*[web] * wanted.webs, Role("worker", ("--workers", str(wanted.runs_at_once))), Role("scheduler"))


def _environment(settings: Settings, addresses: Addresses, figures: str) -> dict[str, str]:
    """That of the roles: they are told where the database is, and not who owns its tables or sees all of them.

    The web processes have their figures in common, and what signs the cookies of those who sign in.
    """
    mighty = {f"{PREFIX}OWNER_URL", f"{PREFIX}BACKUP_URL"}
    found = {name: value for name, value in os.environ.items() if name not in mighty}
    found |= {f"{PREFIX}DATABASE_URL": addresses.app, f"{PREFIX}DATA_DIR": str(settings.data_dir), FOLDER: figures}
    if settings.oidc_client_secret is None and settings.oidc_cookie_secret is None:
        found[COOKIE_SECRET] = secrets.token_urlsafe(32)
    return found


def _announce(place: tuple[str, int], address: str, ready: Callable[[str], None]) -> None:
    """Wait until the service can work, and tell it."""
    while not _ready(place):
        time.sleep(LOOK_SECONDS)
    ready(address)


def _ready(place: tuple[str, int]) -> bool:
    line = HTTPConnection(*place, timeout=ANSWER_SECONDS)
    try:
        line.request("GET", "/ready")
        return line.getresponse().status == READY
    except (OSError, HTTPException):  # the web process has died, or its database
        return False
    finally:
        line.close()


def _first_secret(settings: Settings, database: Database) -> str | None:
    """At the very first start, the secret of the first admin; of several who start at once, one gets it."""
    try:
        return first_secret(database, settings.programme, settings.token_days)
    except IntegrityError:
        return None
