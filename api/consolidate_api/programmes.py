"""The command that lists programmes and sets their limits, from the machine itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from consolidate.cli.arguments import AsJson
from consolidate.cli.console import out, print_json, visible
from consolidate.errors import Fault, FaultyDocument, UnknownName, shown
from consolidate.text import _
from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.opening import found, opened
from consolidate_api.settings import read_settings
from consolidate_api.store.programmes import Overview, overviews, set_limits

ProgrammeName = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help=_("A co-operation; without a name, all of them."))
]
Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="LIMIT=NUMBER",
        help=_("A limit of its own in place of the setting; without a number, the setting again. May be repeated."),
    ),
]


def programme(name: ProgrammeName = None, limit: Limits = None, as_json: AsJson = False) -> None:
    """List the programmes of the service, or set limits of one of them."""
    settings = read_settings()
    if limit and name is None:
        raise typer.BadParameter(_("which programme?"), param_hint="NAME")
    with found(settings) as addresses, opened(settings, addresses) as database:
        if limit and name is not None:
            with _owned(addresses) as owner:
                set_limits(owner, name, _changes(limit))
        listed = [one for one in overviews(database) if name in {None, one.programme.name}]
    if name is not None and not listed:
        raise UnknownName(_("{name}: no programme of this name").format(name=name))
    if as_json:
        print_json([_plain(one) for one in listed])
    else:
        _print(listed)


@contextmanager
def _owned(addresses: Addresses) -> Iterator[Database]:
    """The database as the owner of its tables sees it.

    Raises:
        UnknownName: nobody has said who that is.
    """
    if addresses.owner is None:
        told = _("only the owner of the tables can set limits: set CONSOLIDATE_OWNER_URL")
        raise UnknownName(told)
    owner = Database(addresses.owner, connections=1)
    try:
        yield owner
    finally:
        owner.close()


def _changes(texts: list[str]) -> dict[str, str | None]:
    """Limits by name as they were given; None where one is to be that of the settings again.

    Raises:
        FaultyDocument: some text names no limit.
    """
    parts = {text: text.partition("=") for text in texts}
    if faults := [Fault("--limit", shown(text), "LIMIT=NUMBER") for text, part in parts.items() if not part[1]]:
        raise FaultyDocument(faults)
    return {name.strip(): number.strip() or None for name, _is, number in parts.values()}


def _plain(one: Overview) -> dict[str, Any]:
    row = one.programme
    counts = {"queued": one.queued, "running": one.running}
    created = row.created_at.isoformat()
    return {"id": str(row.id), "name": row.name, "created_at": created, "limits": row.limits, "runs": counts}


def _print(listed: list[Overview]) -> None:
    table = Table(show_edge=False, pad_edge=False)
    for title in (_("programme"), _("limits of its own")):
        table.add_column(title, overflow="fold")
    for title in (_("runs waiting"), _("under way")):
        table.add_column(title, justify="right")
    for one in listed:
        limits = ", ".join(f"{name}={value:.15g}" for name, value in sorted(one.programme.limits.items()))
        table.add_row(Text(visible(one.programme.name)), Text(limits), str(one.queued), str(one.running))
    out().print(table)
