"""`consolidate validate`: is the document one that can be planned?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from consolidate.cli import codes
from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile
from consolidate.cli.console import print_json, print_text, visible
from consolidate.cli.server import chosen
from consolidate.errors import Fault, FaultyDocument
from consolidate.files import read_whole
from consolidate.scenario.read import read_scenario
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.text import _, ngettext
from consolidate.validate.table import warnings
from consolidate.validate.warning import Warning


def validate(file: ScenarioFile, alternative: AlternativeName = None, as_json: AsJson = False) -> None:
    """Say every fault of a scenario (exit 2), or what its demands together may make impossible (exit 0)."""
    try:
        found = _found(file, alternative)
    except FaultyDocument as error:
        if not as_json:
            raise
        print_json({"faults": [_fault(fault) for fault in error.faults], "warnings": []})
        raise typer.Exit(codes.BAD_INPUT) from None
    if as_json:
        print_json({"faults": [], "warnings": [_warning(warning) for warning in found]})
        return
    for line in warning_lines(found):
        print_text(line)
    print_text(_closing(file, found))


def _found(file: Path, alternative: str | None) -> tuple[Warning, ...]:
    """The warnings of a document, as they are found here or on a server.

    Raises:
        FaultyDocument: it has faults.
    """
    server = chosen()
    if server is None:
        return warnings(read_scenario(file, alternative))
    from consolidate.cli.remote import validated  # noqa: PLC0415 (needs packages that are not always there)

    judged = validated(server, read_whole(file, MAX_BYTES), alternative)
    if judged.faults:
        raise FaultyDocument(one.fault for one in judged.faults)
    return tuple(Warning(one.kind, one.path, one.text, one.data, one.certain) for one in judged.warnings)


def warning_lines(found: Iterable[Warning]) -> Iterator[str]:
    """One line for each warning; those that leave no plan say so."""
    for warning in found:
        word = _("no plan possible") if warning.certain else _("warning")
        yield visible(f"{word}: {warning}")


def _closing(file: Path, found: tuple[Warning, ...]) -> str:
    if not found:
        return _("{file}: in order").format(file=file)
    count = len(found)
    text = ngettext("{file}: no fault, {count} warning", "{file}: no fault, {count} warnings", count)
    return text.format(file=file, count=count)


def _fault(fault: Fault) -> dict[str, Any]:
    return {"path": fault.path, "value": fault.value, "allowed": fault.allowed}


def _warning(warning: Warning) -> dict[str, Any]:
    return {
        "kind": warning.kind,
        "path": warning.path,
        "text": warning.text,
        "certain": warning.certain,
        "data": dict(warning.data),
    }
