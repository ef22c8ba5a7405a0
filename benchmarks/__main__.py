"""Measure the planner: ``python -m benchmarks`` runs the whole suite, or goes on with it; ``make bench`` does the same.

``python -m benchmarks consolidation CASE``: plan one case and tell cost, bound, gap, time and memory.
``python -m benchmarks literature FOLDER``: this program and a peer on instances from the literature.
``python -m benchmarks docs``: put what was measured into the documents. ``python -m benchmarks profile CASE``: see
where the time goes. ``python -m benchmarks noise SCENARIO PLAN``: how far chance moves what a refusal costs.
``python -m benchmarks service``: how fast the service takes runs, and answers while others are solved.
Each tells its options with ``--help``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

COMMANDS = {
    "consolidation": ("benchmarks.consolidation", "consolidation"),
    "literature": ("benchmarks.literature.command", "literature"),
    "docs": ("benchmarks.documents", "documents"),
    "noise": ("benchmarks.noise", "noise"),
    "profile": ("benchmarks.profiling", "profile"),
    "service": ("benchmarks.service", "service"),
    "suite": ("benchmarks.suite", "suite"),
}
"""By name: the module that has the command, and its function. Only the one that is asked for is loaded."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that is named first, the suite where none is."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given.pop(0) if given and given[0] in COMMANDS else "suite"
    module, function = COMMANDS[name]
    command: Callable[[Sequence[str]], None] = getattr(import_module(module), function)
    command(given)


if __name__ == "__main__":
    main()
