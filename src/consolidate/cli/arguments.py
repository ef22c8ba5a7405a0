"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from consolidate.text import _

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help=_("A scenario document (JSON)."))]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help=_("A plan document (JSON)."))]
AlternativeName = Annotated[
    str | None,
    typer.Option("--alternative", metavar="NAME", help=_("Put one of the scenario's alternatives on top.")),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print one JSON document instead of text."))]
Seconds = Annotated[float, typer.Option("--time-limit", min=0, metavar="S", help=_("Seconds of solving."))]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=_("Write to this file, whole or not at all.")),
]


def finite(option: str, value: float | None) -> None:
    """Refuse what is no number, or none that can be waited for, as an option's value.

    Raises:
        BadParameter: it is infinite or not a number.
    """
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(_("a finite number"), param_hint=option)
