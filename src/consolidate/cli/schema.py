"""`consolidate schema`: the JSON Schema of the documents."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from consolidate.cli.arguments import OutputFile
from consolidate.cli.console import print_text, writable
from consolidate.files import write_whole
from consolidate.plan.proof import proof_schema
from consolidate.plan.schema import plan_schema
from consolidate.scenario.plain import readable
from consolidate.scenario.schema import scenario_schema
from consolidate.text import _


class Document(StrEnum):
    """The kinds of document."""

    SCENARIO = "scenario"
    PLAN = "plan"
    PROOF = "proof"


SCHEMAS = {Document.SCENARIO: scenario_schema, Document.PLAN: plan_schema, Document.PROOF: proof_schema}


def schema(
    document: Annotated[Document, typer.Argument(help=_("Which kind of document."))] = Document.SCENARIO,
    output: OutputFile = None,
) -> None:
    """Print the JSON Schema of scenarios, plans or proofs of bounds."""
    if output is not None:
        writable(output)
    text = readable(SCHEMAS[document]())
    if output is None:
        print_text(text)
    else:
        write_whole(output, text)
