"""`consolidate validate`: is the document one that can be planned?"""

from __future__ import annotations

from typing import Any

import typer

from consolidate.cli import codes
from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile
from consolidate.cli.console import out, print_json
from consolidate.errors import Fault, FaultyDocument
from consolidate.scenario.read import read_scenario
from consolidate.text import _


def validate(file: ScenarioFile, alternative: AlternativeName = None, as_json: AsJson = False) -> None:
    """Say every fault of a scenario (exit 2), or what its demands together may make impossible (exit 0)."""
    try:
        read_scenario(file, alternative)
    except FaultyDocument as error:
        if not as_json:
            raise
        print_json({"faults": [_fault(fault) for fault in error.faults], "warnings": []})
        raise typer.Exit(codes.BAD_INPUT) from None
    if as_json:
        print_json({"faults": [], "warnings": []})
        return
    out().print(_("{file}: in order").format(file=file))


def _fault(fault: Fault) -> dict[str, Any]:
    return {"path": fault.path, "value": fault.value, "allowed": fault.allowed}
