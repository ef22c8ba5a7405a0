"""What can be set from outside: environment variables that begin with ``CONSOLIDATE_``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.text import _

PREFIX = "CONSOLIDATE_"
MEGABYTE = 2**20
MOST_TOKEN_DAYS = 366


def default_data_dir() -> Path:
    """Where data lies when nothing is said: where the system keeps that of its services, or in one's home."""
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/consolidate")
    return platformdirs.user_data_path("consolidate", appauthor=False)


def _postgres(url: SecretStr) -> SecretStr:
    """Refuse what leads to no PostgreSQL; the address itself is never repeated, since it holds a password."""
    try:
        backend = make_url(url.get_secret_value()).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("postgresql", "postgres"):
        raise ValueError(_("an address postgresql://user:password@host:port/database"))
    return url


PostgresUrl = Annotated[SecretStr, AfterValidator(_postgres)]


class Settings(BaseSettings):
    """All settings; what is not set has a value that suits one co-operation on one machine.

    ``database_url`` leads to a server of one's own, as the role of the application; without it PostgreSQL runs in
    ``data_dir``. ``owner_url`` leads to the same database as the owner of its tables, who alone migrates it.
    ``max_body_bytes`` bounds what one request may send, ``requests_per_minute`` what one token may ask for.
    ``token_days`` is how long a token lives when nothing else is said. ``programme`` is the name of the first one.

    ``max_waiting_runs`` bounds what a programme may have in the queue, ``max_run_seconds`` the time limit of a run,
    ``max_streams`` how many may follow runs at once. A run may use ``run_megabytes`` of address space in each of its
    processes, and steps back by ``run_nice``. One that is told to stop has ``stop_seconds`` to do so. A worker that
    gives no sign of life for ``stalled_seconds`` is dead, and others take over its runs.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(default_factory=default_data_dir)
    database_url: PostgresUrl | None = None
    owner_url: PostgresUrl | None = None
    database_connections: Annotated[int, Field(ge=1, le=1000)] = 20
    max_body_bytes: Annotated[int, Field(ge=1000, le=MAX_BYTES)] = 16 * MEGABYTE
    requests_per_minute: Annotated[int, Field(ge=1, le=10**6)] = 600
    programme: Annotated[str, Field(min_length=1, max_length=200)] = "programme"
    token_days: Annotated[int, Field(ge=1, le=MOST_TOKEN_DAYS)] = 90
    max_waiting_runs: Annotated[int, Field(ge=1, le=10**6)] = 100
    max_run_seconds: Annotated[float, Field(gt=0, le=10**9, allow_inf_nan=False)] = 3600
    max_streams: Annotated[int, Field(ge=1, le=10**5)] = 100
    run_megabytes: Annotated[int, Field(ge=64, le=2**30)] = 4096
    run_nice: Annotated[int, Field(ge=0, le=19)] = 10
    stop_seconds: Annotated[float, Field(ge=1, le=3600)] = 15
    stalled_seconds: Annotated[float, Field(ge=3, le=3600)] = 30


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with those given by name on top.

    Raises:
        FaultyDocument: some variable cannot be used; it holds every one that cannot.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise FaultyDocument(_fault(details) for details in error.errors()) from None


def _fault(details: ErrorDetails) -> Fault:
    """A variable that cannot be used; addresses stay secret."""
    name = PREFIX + str(details["loc"][0]).upper()
    value = "" if name.endswith("_URL") else shown(details["input"])
    error = details.get("ctx", {}).get("error")
    return Fault(name, value, str(error or details["msg"]))
