"""The command line: `consolidate`; each command is thin, its work is in the library."""

from consolidate.cli.app import main

__all__ = ["main"]
