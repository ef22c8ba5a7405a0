"""`consolidate near`: how much cheaper the plans near one can be, proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from consolidate.analysis import words
from consolidate.analysis.near import near_text
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import Verdict
from consolidate.check.verdict import check as examine
from consolidate.cli import codes
from consolidate.cli.arguments import AlternativeName, AsJson, PlanFile, ScenarioFile, Seconds, finite
from consolidate.cli.check import print_verdict, verdict_json
from consolidate.cli.console import print_json, print_text, say, visible, writable
from consolidate.cli.documents import read_both
from consolidate.cli.progress import NearBoard, followed
from consolidate.plan.document import Plan
from consolidate.plan.files import write_plan
from consolidate.programme.programme import Programme
from consolidate.scenario.base import MAX_WEEKS
from consolidate.scenario.document import Scenario
from consolidate.scenario.plain import plain
from consolidate.solve.limits import Stop
from consolidate.text import _

if TYPE_CHECKING:
    from consolidate.solve.near import NearProof

Reach = Annotated[
    int,
    typer.Option(
        "--weeks",
        min=0,
        max=MAX_WEEKS,
        metavar="N",
        help=_("How many weeks earlier or later joint work and cutovers may start."),
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="PLAN", help=_("Write the plan with what is proven; the file read may be named.")
    ),
]


def near(
    scenario: ScenarioFile,
    plan: PlanFile,
    weeks: Reach = 2,
    time_limit: Seconds = 60,
    output: Output = None,
    alternative: AlternativeName = None,
    as_json: AsJson = False,
) -> None:
    """Prove how much cheaper a plan near this one can be; exit 1 where it breaks a rule, 4 where nothing is proven."""
    finite("--time-limit", time_limit)
    if output is not None:
        writable(output)
    document, given = read_both(scenario, plan, alternative)
    verdict = examine(Programme(document), given.decisions)
    if not verdict.clean:
        _refuse(verdict, document, as_json=as_json)
    stop = Stop()
    proof = proved(given, verdict, weeks, time_limit, stop)
    written = output if output is not None and (proof.near or proof.saved) else None
    if written is not None:
        write_plan(written, proof.document(alternative))
    if as_json:
        print_json(proof_json(proof, written))
    else:
        _tell(proof, document, weeks, output, written)
    raise typer.Exit(_code(proof, stop))


def proved(given: Plan, verdict: Verdict, weeks: int, seconds: float, stop: Stop) -> NearProof:
    """Prove in a thread of its own, showing how long it has taken."""
    from consolidate.solve.near import prove_near  # noqa: PLC0415 (a second to load; no other command waits for it)

    board = NearBoard(verdict.ledger.objective)

    def end() -> None:
        board.stop()
        stop.request()

    def work() -> NearProof:
        return prove_near(
            given, verdict, weeks, seconds, stop, on_cheaper=lambda found: board.update(found.ledger.objective)
        )

    return followed(work, end, lambda passed: board.table(passed, seconds))


def proof_json(proof: NearProof, written: Path | None) -> dict[str, Any]:
    """What came of it as data: what is proven, of which plan, and the file that was written."""
    return {
        "clean": True,
        "objective": exact_text(proof.verdict.ledger.objective),
        "saved": exact_text(proof.saved),
        "near": None if proof.near is None else plain(proof.near.model_dump(exclude_none=True)),
        "plan": None if written is None else str(written),
    }


def _refuse(verdict: Verdict, scenario: Scenario, *, as_json: bool) -> None:
    """Say what the plan breaks, as `check` does: a claim is about a plan that somebody could carry out."""
    if as_json:
        print_json(verdict_json(verdict))
    else:
        print_verdict(verdict, scenario)
        say(_("Nothing is proven near a plan that breaks rules."))
    raise typer.Exit(codes.VIOLATIONS)


def _code(proof: NearProof, stop: Stop) -> int:
    if stop.requested:
        return codes.CANCELLED
    return codes.OK if proof.near is not None else codes.NOTHING_PROVEN


def _tell(proof: NearProof, scenario: Scenario, weeks: int, wanted: Path | None, written: Path | None) -> None:
    """What came of it in a few sentences; what did not, beside the results."""
    for sentence in _sentences(proof, scenario):
        print_text(visible(sentence))
    if proof.near is None:
        say(_("Nothing was proven in the time given of the plans near it."))
    elif proof.near.weeks < weeks:
        say(_("The time was over before the same could be proven around the cheaper plan for as many weeks as asked."))
    if written is not None:
        if proof.drops_claims:
            say(_("The plan was made for another version of the scenario; what its run proved is left out."))
        print_text(visible(_("{file}: written").format(file=written)))
    elif wanted is not None:
        say(_("{file}: not written").format(file=wanted))
    elif proof.saved:
        say(_("No file was named to write it to (-o); the cheaper plan is not kept."))


def _sentences(proof: NearProof, scenario: Scenario) -> list[str]:
    cost = words.fine_money(proof.verdict.ledger.objective)
    if not proof.saved:
        found = [_("The plan is clean; it costs {cost} {currency}.").format(cost=cost, currency=scenario.currency)]
    else:
        text = _("A cheaper plan was found near this one: {cost} {currency}, {saved} less.")
        saved = words.fine_money(proof.saved)
        found = [text.format(cost=cost, currency=scenario.currency, saved=saved)]
    return found if proof.near is None else [*found, near_text(proof.near)]
