"""The commands that the service adds to `consolidate`: start it, migrate its tables, give out a token."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from consolidate.cli.console import print_text, say
from consolidate.text import _
from consolidate_api.auth.roles import Role
from consolidate_api.logs import configure_logs
from consolidate_api.opening import found, opened, up_to_date
from consolidate_api.serving import serve as run
from consolidate_api.settings import MOST_TOKEN_DAYS, read_settings
from consolidate_api.store.programmes import new_secret_in

HERE = ("127.0.0.1", "::1")

Port = Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help=_("The port; 0 takes a free one."))]
Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help=_("The address at which others reach it."))]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help=_("Open the pages, once there are any."))]
ProgrammeName = Annotated[
    str | None, typer.Option("--programme", metavar="NAME", help=_("The co-operation; a new name makes a new one."))
]
TokenName = Annotated[str, typer.Option("--name", metavar="NAME", help=_("For whom it is."))]
TokenRole = Annotated[Role, typer.Option("--role", help=_("What they may do."))]
Days = Annotated[
    int | None, typer.Option("--days", min=1, max=MOST_TOKEN_DAYS, metavar="N", help=_("How long it lives."))
]


def serve(port: Port = 8020, host: Host = HERE[0], browser: Browser = True) -> None:
    """Serve scenarios and plans over HTTP until interrupted; the first time, print the token of the first admin."""
    del browser
    settings = read_settings()
    configure_logs()
    if host not in HERE:
        say(_("{host}: others can reach this; put a server with HTTPS in front of it").format(host=host))
    run(settings, host, port, _tell)


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


def _tell(address: str, secret: str | None) -> None:
    """What a person at the terminal, or a script, waits for."""
    if secret is not None:
        print_text(_("Token of the first admin, shown this once: {secret}").format(secret=secret))
    print_text(_("Ready at {address}").format(address=address))
    sys.stdout.flush()
