"""What can be set from outside: environment variables that begin with ``CONSOLIDATE_``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.text import _
from consolidate_api.limits import ProgrammeLimits
from consolidate_api.notice_settings import NoticeSettings
from consolidate_api.sign_in_settings import SignInSettings, lacking

PREFIX = "CONSOLIDATE_"
CONNECTIONS = 8
MOST_TOKEN_DAYS = 366
MOST_DAYS = 36_500
ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?")


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


def _origin(text: str) -> str:
    """Refuse what no browser sends as the origin of a page."""
    if not ORIGIN.fullmatch(text):
        raise ValueError(_("origins such as https://plans.example.org, separated by commas"))
    return text


def _parted(value: object) -> object:
    """The parts of a text; what is none stays as it is."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


PostgresUrl = Annotated[SecretStr, AfterValidator(_postgres)]
Origin = Annotated[str, AfterValidator(_origin)]


class Settings(BaseSettings, ProgrammeLimits, NoticeSettings, SignInSettings):
    """All settings; what is not set has a value that suits one co-operation on one machine.

    ``database_url`` leads to a server of one's own, as the role of the application; without it PostgreSQL runs in
    ``data_dir``. ``owner_url`` leads to the same database as the owner of its tables, who alone migrates it.
    ``token_days`` is how long a token lives when nothing else is said. ``programme`` is the name of the first one.

    The limits of a programme (`ProgrammeLimits`) are for each that has none of its own; ``max_streams`` bounds how many
    people of all programmes may follow runs at once. ``cors_origins`` are the sites whose pages may ask, separated by
    commas; without any, none may. Notices have settings of their own (`NoticeSettings`), signing in too
    (`SignInSettings`).

    A run may use ``run_megabytes`` of address space in each of its processes, and steps back by ``run_nice``. One that
    is told to stop has ``stop_seconds`` to do so. A worker that gives no sign of life for ``stalled_seconds`` is dead,
    and others take over its runs.

    ``backup_url`` leads to the same database as a role that sees the rows of all programmes, for `backup` alone. Plans
    and studies are removed ``keep_plan_days`` after their run has ended, unless something refers to them, and what was
    sent to whom ``keep_delivery_days`` after that has ended; 0 keeps them for good.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(default_factory=default_data_dir)
    database_url: PostgresUrl | None = None
    owner_url: PostgresUrl | None = None
    backup_url: PostgresUrl | None = None
    database_connections: Annotated[int, Field(ge=1, le=1000)] = CONNECTIONS
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_parted)] = ()
    programme: Annotated[str, Field(min_length=1, max_length=200)] = "programme"
    token_days: Annotated[int, Field(ge=1, le=MOST_TOKEN_DAYS)] = 90
    max_streams: Annotated[int, Field(ge=1, le=10**5)] = 100
    run_megabytes: Annotated[int, Field(ge=64, le=2**30)] = 4096
    run_nice: Annotated[int, Field(ge=0, le=19)] = 10
    stop_seconds: Annotated[float, Field(ge=1, le=3600)] = 15
    stalled_seconds: Annotated[float, Field(ge=3, le=3600)] = 30
    keep_plan_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] = 400
    keep_delivery_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] = 90


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with those given by name on top.

    Raises:
        FaultyDocument: some variable cannot be used; it holds every one that cannot.
    """
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise FaultyDocument(_fault(details) for details in error.errors()) from None
    if faults := lacking(settings, settings.public_url):
        raise FaultyDocument(Fault(PREFIX + one.path.upper(), one.value, one.allowed) for one in faults)
    return settings


def _fault(details: ErrorDetails) -> Fault:
    """A variable that cannot be used; addresses and secrets stay secret."""
    name = PREFIX + str(details["loc"][0]).upper()
    value = "" if name.endswith(("_URL", "_SECRET")) else shown(details["input"])
    error = details.get("ctx", {}).get("error")
    return Fault(name, value, str(error or details["msg"]))
