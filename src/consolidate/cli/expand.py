"""`consolidate expand`: the whole scenario, every default filled in and where it came from."""

from __future__ import annotations

from typing import Annotated

import typer

from consolidate.cli.arguments import AlternativeName, OutputFile, ScenarioFile
from consolidate.cli.console import print_text, writable
from consolidate.files import read_whole, write_whole
from consolidate.scenario.expand import expand as expanded
from consolidate.scenario.plain import readable
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.text import _

Origins = Annotated[
    bool, typer.Option("--origins", help=_("Print the path of each value and where the value came from."))
]


def expand(
    file: ScenarioFile, output: OutputFile = None, alternative: AlternativeName = None, origins: Origins = False
) -> None:
    """Print a scenario with every default filled in: a document that means the same."""
    if output is not None:
        writable(output)
    whole = expanded(read_whole(file, MAX_BYTES), alternative)
    if origins:
        text = "".join(f"{origin:<10} {path}\n" for path, origin in whole.provenance.items())
    else:
        text = readable(whole.document)
    if output is None:
        print_text(text)
    else:
        write_whole(output, text)
