"""The program: commands in the order a planner meets them, and one exit code for everything that can happen."""

from __future__ import annotations

import io
import os
import sys
import traceback
from typing import Annotated

import typer

from consolidate import __version__
from consolidate.cli import codes
from consolidate.cli.accounts import accounts
from consolidate.cli.added import added_commands
from consolidate.cli.bound import bound
from consolidate.cli.camels import camels
from consolidate.cli.change_work import change_work
from consolidate.cli.check import check
from consolidate.cli.coalitions import coalitions
from consolidate.cli.compare import compare
from consolidate.cli.console import print_faults, print_text, say
from consolidate.cli.delay import delay
from consolidate.cli.diff import diff
from consolidate.cli.expand import expand
from consolidate.cli.frontier import frontier
from consolidate.cli.graph import graph
from consolidate.cli.import_ import import_
from consolidate.cli.near import near
from consolidate.cli.plan import plan
from consolidate.cli.replan import replan
from consolidate.cli.report import report
from consolidate.cli.revision import revision
from consolidate.cli.schema import schema
from consolidate.cli.server import AllowClear, EndedThere, ServerUrl, TokenFile, choose, chosen_for
from consolidate.cli.show import show
from consolidate.cli.validate import validate
from consolidate.errors import BrokenPromise, ConsolidateError, FaultyDocument, UnknownName
from consolidate.text import _

COMMANDS = (
    *(validate, expand, schema, import_, plan, replan, check, bound, near),
    *(compare, camels, frontier, accounts, coalitions, delay, change_work, revision),
    *(report, graph, show, diff),
)
"""Documents and plans; studies; what is shown of them."""
DEBUG = "CONSOLIDATE_DEBUG"
PROGRAM = "consolidate"


def _version(wanted: bool) -> None:
    if wanted:
        print_text(f"{PROGRAM} {__version__}")
        raise typer.Exit


def _top(
    ctx: typer.Context,
    server: ServerUrl = None,
    token_file: TokenFile = None,
    allow_clear: AllowClear = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Print the version and leave."))
    ] = False,
) -> None:
    """Plans who switches which system, to what, when and at whose cost."""
    chosen_for(ctx, server, token_file, allow_clear=allow_clear)


def _command(arguments: list[str]) -> str:
    """The command among what the program is called with: the first word that belongs to no option."""
    words = iter(arguments)
    for word in words:
        if word in ("--server", "--token-file"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def build(asked: str = "") -> typer.Typer:
    """The program with all its commands; those of other packages only where the command ``asked`` for is not ours."""
    app = typer.Typer(
        name=PROGRAM,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_top)
    own = {command.__name__.rstrip("_").replace("_", "-"): command for command in COMMANDS}
    added = () if asked in own else added_commands(asked)
    for name, command in (*own.items(), *added):
        app.command(name)(command)
    return app


def run(arguments: list[str]) -> int:
    """Run one command; everything that can go wrong ends in a sentence and an exit code, never in a traceback."""
    try:
        build(_command(arguments))(args=arguments, prog_name=PROGRAM)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else codes.OK
    except (FaultyDocument, UnknownName) as error:
        return _bad_input(error)
    except EndedThere as end:
        say(str(end))
        return end.code
    except Exception as error:
        return _failed(error)
    finally:
        choose(None)
    return codes.OK


def _bad_input(error: FaultyDocument | UnknownName) -> int:
    """What a person gave cannot be used."""
    if isinstance(error, FaultyDocument):
        print_faults(error.faults)
    else:
        say(str(error))
    return codes.BAD_INPUT


def _failed(error: Exception) -> int:
    """A failure that is the program's or the machine's; the trace of calls only for those who ask for it."""
    if os.environ.get(DEBUG):
        traceback.print_exc()
    say(_("Failed: {reason}").format(reason=" ".join(_reason(error).split())))
    return codes.FAILED


def _reason(error: Exception) -> str:
    if isinstance(error, BrokenPromise):
        return _("the program contradicts itself, and shows nothing: {reason}").format(reason=error)
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return f"{error.filename}: {reason}" if error.filename else reason
    if isinstance(error, ConsolidateError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def main() -> None:
    """The entry point of the installed program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))
