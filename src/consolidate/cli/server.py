"""Where the work of a command is done: here, or on a server that was named with `--server`."""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from consolidate.errors import UnknownName
from consolidate.files import read_whole
from consolidate.text import _

SERVER, TOKEN, ALLOW_CLEAR = "CONSOLIDATE_SERVER", "CONSOLIDATE_TOKEN", "CONSOLIDATE_ALLOW_CLEAR"
MOST_TOKEN = 4096
ALL_THREADS = 1024
"""More than any machine has for a run: a server takes as many as it has."""

THERE = (
    *("plan", "validate", "check", "replan", "compare", "camels"),
    *("frontier", "accounts", "coalitions", "delay", "change-work"),
)
"""Commands whose work a server can do; all others read and write files of this machine alone."""

ServerUrl = Annotated[
    str | None,
    typer.Option(
        "--server",
        envvar=SERVER,
        metavar="URL",
        help=_("Let a server do the work of: {commands}. Other commands work here.").format(commands=", ".join(THERE)),
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        help=_("The token for the server, in a file; else it is {name}.").format(name=TOKEN),
    ),
]
AllowClear = Annotated[
    bool,
    typer.Option(
        "--allow-clear", envvar=ALLOW_CLEAR, help=_("Send the token over http to other machines: others can read it.")
    ),
]


class EndedThere(Exception):
    """A run on the server ended with nothing to show: a sentence, and the exit code."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Server:
    """A server that was named; its token is read when it is used, and shown nowhere."""

    url: str
    token_file: Path | None = None
    allow_clear: bool = False

    def token(self) -> str:
        """The token: of the file that was named, else of the environment.

        Raises:
            UnknownName: there is none, or no such file.
        """
        if self.token_file is not None:
            found = read_whole(self.token_file, MOST_TOKEN).decode("utf-8", "replace").strip()
        else:
            found = os.environ.get(TOKEN, "").strip()
        if not found:
            told = _("{url}: a server wants a token: set {name}, or name a file by --token-file")
            raise UnknownName(told.format(url=self.url, name=TOKEN))
        return found


_chosen: ContextVar[Server | None] = ContextVar("consolidate_server", default=None)


def choose(server: Server | None) -> None:
    """Let commands work on a server from now on, or here."""
    _chosen.set(server)


def chosen() -> Server | None:
    """The server on which to work; None: work here.

    Raises:
        UnknownName: the packages are missing that it takes to reach one.
    """
    server = _chosen.get()
    if server is not None and find_spec("httpx2") is None:
        raise UnknownName(_("`--server` needs more packages: install `consolidate[client]`"))
    return server


def chosen_for(ctx: typer.Context, url: str | None, token_file: Path | None, *, allow_clear: bool) -> None:
    """Take in what the program was told before its command.

    What the environment says is only what is used where it has a use; an option without one is a mistake.

    Raises:
        BadParameter: the command has nothing to do on a server, and one was named for it.
    """
    command = ctx.invoked_subcommand
    if url and command not in THERE:
        source = ctx.get_parameter_source("server")
        if source is not None and source.name == "COMMANDLINE":
            told = _("`{command}` works here, with files of this machine").format(command=command)
            raise typer.BadParameter(told, param_hint="--server")
        url = None
    choose(Server(url, token_file, allow_clear) if url else None)
