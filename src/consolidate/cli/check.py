"""`consolidate check`: every breach of every rule by a plan, however it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from consolidate.analysis.assumptions import assumption_text, assumptions
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import Verdict
from consolidate.check.verdict import check as examine
from consolidate.check.violation import ACTUALS
from consolidate.cli import codes
from consolidate.cli.arguments import AlternativeName, AsJson, PlanFile, ScenarioFile
from consolidate.cli.console import out, print_json, print_text, visible
from consolidate.cli.documents import read_both
from consolidate.cli.server import chosen
from consolidate.files import read_whole
from consolidate.plan.document import Plan
from consolidate.plan.files import plan_text
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.text import _, ngettext


def check(scenario: ScenarioFile, plan: PlanFile, alternative: AlternativeName = None, as_json: AsJson = False) -> None:
    """Examine a plan; exit 1 where it breaks a rule. A hand-made plan may hold only `decisions`."""
    document, made = read_both(scenario, plan, alternative)
    found = _found(scenario, document, made, alternative)
    if as_json:
        print_json(found)
    else:
        _print_found(found, document)
    if not found["clean"]:
        raise typer.Exit(codes.VIOLATIONS)


def _found(file: Path, scenario: Scenario, plan: Plan, alternative: str | None) -> dict[str, Any]:
    """What is found of a plan, here or on a server, as data."""
    server = chosen()
    if server is None:
        return verdict_json(examine(Programme(scenario), plan.decisions))
    from consolidate.cli.remote import Matter, examined  # noqa: PLC0415 (needs packages that are not always there)

    matter = Matter(read_whole(file, MAX_BYTES), file.stem, alternative)
    return examined(server, matter, json.loads(plan_text(plan))).model_dump()


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as data; the objective as exact decimal text."""
    return {
        "clean": verdict.clean,
        "objective": exact_text(verdict.ledger.objective),
        "violations": verdict.violations_json(),
    }


def print_verdict(verdict: Verdict, scenario: Scenario) -> None:
    """Every breach by its rule, and what the plan costs."""
    _print_found(verdict_json(verdict), scenario)


def _print_found(found: Mapping[str, Any], scenario: Scenario) -> None:
    console = out()
    for rule, violations in found["violations"].items():
        console.print(Text(f"{rule} ({len(violations)})", style="bold"))
        for violation in violations:
            console.print(Text("  " + visible(_sentence(violation))), soft_wrap=True)
    count = sum(map(len, found["violations"].values()))
    if found["clean"]:
        text = _("The plan is clean; it costs {objective} {currency}.")
    else:
        text = ngettext(
            "{count} violation; the plan would cost {objective} {currency}.",
            "{count} violations; the plan would cost {objective} {currency}.",
            count,
        )
    objective = found["objective"]
    print_text(visible(text.format(count=count, objective=objective, currency=scenario.currency)))
    if assumptions(scenario):
        print_text(assumption_text(scenario))


def _sentence(violation: Mapping[str, Any]) -> str:
    sentence, cause = violation["sentence"], violation.get("caused_by")
    if cause is None:
        return str(sentence)
    if cause == ACTUALS:
        return _("{sentence} (what has happened alone causes this)").format(sentence=sentence)
    return _("{sentence} (caused by {cause})").format(sentence=sentence, cause=cause)
