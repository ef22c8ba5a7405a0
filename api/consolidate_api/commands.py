"""The commands that the service adds to `consolidate`: start it, migrate its tables, give out a token."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from consolidate.cli.arguments import Seconds, finite
from consolidate.cli.console import print_text, say
from consolidate.text import _
from consolidate_api.arguments import HERE, PORT, Host, Port, RunsAtOnce, Webs
from consolidate_api.auth.roles import Role
from consolidate_api.first import First, first_folder, first_log, read_first
from consolidate_api.logs import configure_logs
from consolidate_api.opening import found, opened, up_to_date
from consolidate_api.settings import MOST_TOKEN_DAYS, read_settings
from consolidate_api.store.programmes import new_secret_in
from consolidate_api.supervising.serve import Told, Wanted
from consolidate_api.supervising.serve import serve as supervise

Browser = Annotated[bool, typer.Option("--browser/--no-browser", help=_("Open the pages, once there are any."))]
ProgrammeName = Annotated[
    str | None, typer.Option("--programme", metavar="NAME", help=_("The co-operation; a new name makes a new one."))
]
TokenName = Annotated[str, typer.Option("--name", metavar="NAME", help=_("For whom it is."))]
TokenRole = Annotated[Role, typer.Option("--role", help=_("What they may do."))]
FirstFile = Annotated[
    Path | None,
    typer.Option("--first", metavar="SCENARIO", help=_("Plan this scenario first, and print the report's first page.")),
]
Days = Annotated[
    int | None, typer.Option("--days", min=1, max=MOST_TOKEN_DAYS, metavar="N", help=_("How long it lives."))
]


def serve(
    port: Port = PORT,
    host: Host = HERE[0],
    browser: Browser = True,
    webs: Webs = 2,
    runs_at_once: RunsAtOnce = 1,
    first: FirstFile = None,
    time_limit: Seconds = 60,
) -> None:
    """Serve scenarios and plans over HTTP until interrupted; the first time, print the token of the first admin.

    Web, worker and scheduler are processes of their own, and started again when they die; so is the database, unless it
    is a server of one's own.
    """
    del browser
    finite("--time-limit", time_limit)
    settings = read_settings()
    begin, log = None, None
    if first is not None:
        settings = first_folder(settings)
        begin, log = read_first(settings, first, time_limit), first_log(settings)
        say(_("The data and the log are kept in {folder}.").format(folder=settings.data_dir))
    configure_logs(stream=log)
    if host not in HERE:
        say(_("{host}: others can reach this; put a server with HTTPS in front of it").format(host=host))
    wanted = Wanted(host, port, webs, runs_at_once, log or sys.stderr)
    supervise(settings, wanted, Told(_tell_secret, partial(_tell_ready, begin)))


def migrate() -> None:
    """Bring the tables of the database up to date."""
    settings = read_settings()
    with found(settings) as addresses:
        up_to_date(addresses)
        with opened(settings, addresses):
            print_text(_("The tables are up to date."))


def token(name: TokenName, role: TokenRole, programme: ProgrammeName = None, days: Days = None) -> None:
    """Give out a token from the machine itself, and print it: the only time that it can be read."""
    settings = read_settings()
    with found(settings) as addresses, opened(settings, addresses) as database:
        secret = new_secret_in(database, programme or settings.programme, name, role, days or settings.token_days)
    print_text(secret)


def _tell_secret(secret: str) -> None:
    _print(_("Token of the first admin, shown this once: {secret}").format(secret=secret))


def _tell_ready(first: First | None, address: str) -> None:
    """What a person at the terminal, or a script, waits for; then the first plan, if one is wanted."""
    _print(_("Ready at {address}").format(address=address))
    if first is not None:
        first.show(address, _print)


def _print(text: str) -> None:
    print_text(text)
    sys.stdout.flush()
