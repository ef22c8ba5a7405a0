"""`consolidate coalitions`: what changes with who takes part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile, Seconds
from consolidate.cli.plan import Deterministic, Seed, Workers, cores
from consolidate.cli.studies import PlanOption, StudyBoard, StudyOut, ended, prepared, show, studied
from consolidate.scenario.read import read_scenario
from consolidate.solve.limits import Stop
from consolidate.study.coalitions_document import Coalitions
from consolidate.study.document import BASE
from consolidate.study.effort import Effort
from consolidate.text import _

if TYPE_CHECKING:
    from consolidate.plan.document import Decisions
    from consolidate.study.partings import Ask, Partings

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
    from consolidate.study.partings import Partings, Wanted, each_staying_out  # noqa: PLC0415 (a second to load)

    begin = prepared(plan, output, time_limit)
    document = read_scenario(scenario, alternative)
    asks = asked(without or [], leaves or [], opts_out or []) or each_staying_out(document)
    effort = Effort(time_limit, workers or cores(), seed, deterministic)
    wanted = Wanted(asks, samples if core else None, shrink_grants)
    study, stopped = parted(Partings({BASE: document}, effort, wanted=wanted), begin)
    show(study, document, output, as_json=as_json)
    raise ended(study.outcome, found=study.objective is not None, stopped=stopped)


def asked(without: list[str], leaves: list[str], opts_out: list[str]) -> tuple[Ask, ...]:
    """The questions, as they are written.

    Raises:
        BadParameter: one is not written as it must be.
    """
    from consolidate.study.partings import Ask  # noqa: PLC0415 (as above)

    found = []
    for text in without:
        names = tuple(sorted({name.strip() for name in text.split(",") if name.strip()}))
        if not names:
            raise typer.BadParameter(_("one municipality or more: `north,south`"), param_hint="--without")
        found.append(Ask("without", names))
    for text in leaves:
        name, _equals, day = text.partition("=")
        try:
            found.append(Ask("leaves", (name,), day=date.fromisoformat(day)))
        except ValueError:
            wanted = _("a municipality and a date: `north=2009-12-31`")
            raise typer.BadParameter(wanted, param_hint="--leaves") from None
    for text in opts_out:
        name, _slash, domain = text.partition("/")
        if not name or not domain:
            raise typer.BadParameter(_("a municipality and a domain: `north/finance`"), param_hint="--opts-out")
        found.append(Ask("opts_out", (name,), domain=domain))
    return tuple(dict.fromkeys(found))


def parted(partings: Partings, begin: tuple[Decisions, ...]) -> tuple[Coalitions, bool]:
    """Do the study, showing how far it has come; whether it was asked to end."""
    from consolidate.study.coalitions import coalitions as document_of  # noqa: PLC0415 (as above)

    def work(board: StudyBoard, stop: Stop) -> tuple[Coalitions, bool]:
        partings.stop, partings.tell = stop, board.update
        partings.run(begin)
        return document_of(partings), stop.requested

    return studied(work, partings.effort.seconds)
