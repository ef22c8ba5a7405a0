"""The command that works off the queue, on any number of machines that reach the database."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import make_url

from consolidate.cli.plan import cores
from consolidate.text import _
from consolidate_api.jobs.solving import Place
from consolidate_api.jobs.worker import work
from consolidate_api.logs import configure_logs
from consolidate_api.opening import found, opened
from consolidate_api.settings import read_settings

RunsAtOnce = Annotated[
    int, typer.Option("--workers", min=1, max=64, metavar="N", help=_("How many runs are solved at once."))
]


def worker(runs_at_once: RunsAtOnce = 1) -> None:
    """Solve runs from the queue until told to stop; those under way then go back, with the best plan so far."""
    settings = read_settings()
    configure_logs()
    with found(settings) as addresses, opened(settings, addresses) as database:
        place = Place(settings, database, max(1, cores() // runs_at_once))
        work(place, _plain(addresses.app), runs_at_once)


def _plain(address: str) -> str:
    """An address as PostgreSQL itself writes it, without the name of a driver."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
