"""Arguments that several commands of the service take."""

from __future__ import annotations

from typing import Annotated

import typer

from consolidate.text import _

HERE = ("127.0.0.1", "::1")
"""Addresses at which nobody else reaches a machine."""
PORT = 8020

Port = Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help=_("The port; 0 takes a free one."))]
Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help=_("The address at which others reach it."))]
Webs = Annotated[int, typer.Option("--webs", min=1, max=16, metavar="N", help=_("How many processes answer requests."))]
RunsAtOnce = Annotated[
    int, typer.Option("--workers", min=1, max=64, metavar="N", help=_("How many runs are solved at once."))
]
