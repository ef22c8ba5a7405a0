"""`consolidate coalitions`: what changes with who takes part."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import Asking, PlanOption, StudyOut, ask
from consolidate.study.effort import Effort
from consolidate.study.questions import MOST_SAMPLES, read_question
from consolidate.text import _

Without = Annotated[
    list[str] | None, typer.Option("--without", metavar="A,B", help=_("These do not take part; may be repeated."))
]
Leaves = Annotated[
    list[str] | None,
    typer.Option("--leaves", metavar="MUNICIPALITY=DATE", help=_("This one leaves on a day; may be repeated.")),
]
OptsOut = Annotated[
    list[str] | None,
    typer.Option(
        "--opts-out", metavar="MUNICIPALITY/DOMAIN", help=_("This one keeps what it has there; may be repeated.")
    ),
]
Core = Annotated[
    bool, typer.Option("--core", help=_("Ask also what each adds, and whether a group would be better off alone."))
]
Samples = Annotated[
    int,
    typer.Option(
        min=0,
        max=MOST_SAMPLES,
        metavar="N",
        help=_("Groups to draw for --core, beside each alone and all but one; up to four members all are examined."),
    ),
]
Shrink = Annotated[
    bool, typer.Option("--shrink-grants", help=_("The programme's grants shrink by the share of those who leave."))
]


def coalitions(  # noqa: PLR0913, PLR0917 (each option is an argument)
    scenario: ScenarioFile,
    plan: PlanOption = None,
    without: Without = None,
    leaves: Leaves = None,
    opts_out: OptsOut = None,
    core: Core = False,
    samples: Samples = 8,
    shrink_grants: Shrink = False,
    time_limit: Seconds = 300,
    workers: Workers = None,
    seed: Seed = 1,
    deterministic: Deterministic = False,
    alternative: AlternativeName = None,
    output: StudyOut = None,
    as_json: AsJson = False,
) -> None:
    """Plan again with others taking part: who stays out, leaves or opts out; by default each stays out in turn."""
    asked = {
        "without": tuple(_group(text) for text in without or ()),
        "leaves": tuple(_leaver(text) for text in leaves or ()),
        "opts_out": tuple(_pair(text) for text in opts_out or ()),
    }
    how = {"core": core, "samples": samples, "shrink_grants": shrink_grants}
    question = read_question({"kind": "coalitions", **asked, **how})
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    raise ask(question, Asking(scenario, effort, alternative, plan, output, as_json))


def _group(text: str) -> tuple[str, ...]:
    names = tuple(sorted({name.strip() for name in text.split(",") if name.strip()}))
    if not names:
        raise typer.BadParameter(_("one municipality or more: `north,south`"), param_hint="--without")
    return names


def _leaver(text: str) -> dict[str, Any]:
    name, _equals, day = text.partition("=")
    try:
        return {"municipality": name, "day": date.fromisoformat(day)}
    except ValueError:
        wanted = _("a municipality and a date: `north=2009-12-31`")
        raise typer.BadParameter(wanted, param_hint="--leaves") from None


def _pair(text: str) -> str:
    name, _slash, domain = text.partition("/")
    if not name or not domain:
        raise typer.BadParameter(_("a municipality and a domain: `north/finance`"), param_hint="--opts-out")
    return text
