"""`consolidate bound`: a bound computed again from its multipliers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from consolidate.bound.certificate import recomputed
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import check as examine
from consolidate.cli import codes
from consolidate.cli.arguments import AlternativeName, AsJson, ScenarioFile
from consolidate.cli.console import print_json, print_text, visible
from consolidate.errors import FaultyDocument, UnknownName
from consolidate.plan.files import read_plan
from consolidate.plan.proof import ProofDocument, read_proof
from consolidate.programme.programme import Programme
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import read_scenario
from consolidate.text import _
from consolidate.units import Fine

ProofFile = Annotated[Path, typer.Argument(metavar="PROOF", help=_("A proof document (JSON)."))]
PlanOption = Annotated[
    Path | None, typer.Option("--plan", metavar="PLAN", help=_("Tell how far this plan is above the bound."))
]


def bound(
    scenario: ScenarioFile,
    proof: ProofFile,
    alternative: AlternativeName = None,
    plan: PlanOption = None,
    as_json: AsJson = False,
) -> None:
    """Compute a bound again from its multipliers; exit 1 where it is lower than claimed, or of another scenario."""
    claim = read_proof(proof)
    document = read_scenario(scenario, claim.scenario.alternative if alternative is None else alternative)
    made = read_plan(plan) if plan is not None else None
    programme = Programme(document)
    same = scenario_hash(document) == claim.scenario.hash
    value = _recomputed(programme, claim, same=same)
    told: dict[str, Any] = {
        "claimed": claim.bound,
        "recomputed": exact_text(value),
        "same_scenario": same,
        "confirmed": value >= claim.claimed,
    }
    clean = True
    if made is not None:
        verdict = examine(programme, made.decisions)
        clean = verdict.clean
        objective = verdict.ledger.objective
        told |= {"clean": clean, "objective": exact_text(objective), "gap": exact_text(Fine(objective - value))}
    if as_json:
        print_json(told)
    else:
        _print(told, document.currency)
    if not (told["confirmed"] and told["same_scenario"] and clean):
        raise typer.Exit(codes.VIOLATIONS)


def _recomputed(programme: Programme, claim: ProofDocument, *, same: bool) -> Fine:
    """The bound; of a proof of quite another scenario just that is told, not each of its rows."""
    try:
        return recomputed(programme, claim)
    except FaultyDocument as fault:
        if same:
            raise
        text = _("the proof was made for another scenario, and its rows are not in this one ({number} faults)")
        raise UnknownName(text.format(number=len(fault.faults))) from None


def _print(told: dict[str, Any], currency: str) -> None:
    lines = [
        _("Claimed: no plan costs less than {claimed} {currency}."),
        _("Computed again: no plan costs less than {recomputed} {currency}."),
        _("The bound is confirmed.")
        if told["confirmed"]
        else _("The bound is not confirmed: it is lower than claimed."),
    ]
    if not told["same_scenario"]:
        lines.append(_("The proof was made for another scenario, or another version of it: the hashes differ."))
    if "gap" in told:
        lines.append(
            _("The plan costs {objective} {currency}, {gap} above the bound.")
            if told["clean"]
            else _("The plan breaks rules; see `consolidate check`.")
        )
    for line in lines:
        print_text(visible(line.format(currency=currency, **told)))
