"""Commands that other packages bring along: the service is one of them, and the library knows none of them.

A package names its commands as entry points of the group `GROUP`. They are loaded when they are asked for, so that
nobody else waits for what they need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points

from consolidate.errors import UnknownName
from consolidate.text import _

GROUP = "consolidate.commands"
Command = Callable[..., None]


def added_commands(asked: str) -> Iterator[tuple[str, Command]]:
    """Name and function of the added command that was asked for, or of all that can be had if it is none of them.

    Raises:
        UnknownName: the command asked for needs packages that are not installed.
    """
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    named = [entry for entry in found if entry.name == asked]
    for entry in named or found:
        command = _loaded(entry)
        if command is not None:
            yield entry.name, command
        elif named:
            told = _("`{command}` needs more packages: install `consolidate[service]`")
            raise UnknownName(told.format(command=entry.name))


def _loaded(entry: EntryPoint) -> Command | None:
    """The function of a command; None where the packages that it needs are not there."""
    try:
        command: Command = entry.load()
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.partition(".")[0] == entry.module.partition(".")[0]:
            raise
        return None
    return command
