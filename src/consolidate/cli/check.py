"""`consolidate check`: every breach of every rule by a plan, however it was made."""

from __future__ import annotations

from typing import Any

import typer
from rich.text import Text

from consolidate.analysis.assumptions import assumption_text, assumptions
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import Verdict
from consolidate.check.verdict import check as examine
from consolidate.check.violation import ACTUALS, Violation
from consolidate.cli import codes
from consolidate.cli.arguments import AlternativeName, AsJson, PlanFile, ScenarioFile
from consolidate.cli.console import out, print_json, print_text, visible
from consolidate.cli.documents import read_both
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.text import _, ngettext


def check(scenario: ScenarioFile, plan: PlanFile, alternative: AlternativeName = None, as_json: AsJson = False) -> None:
    """Examine a plan; exit 1 where it breaks a rule. A hand-made plan may hold only `decisions`."""
    document, made = read_both(scenario, plan, alternative)
    verdict = examine(Programme(document), made.decisions)
    if as_json:
        print_json(verdict_json(verdict))
    else:
        print_verdict(verdict, document)
    if not verdict.clean:
        raise typer.Exit(codes.VIOLATIONS)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as data; the objective as exact decimal text."""
    return {
        "clean": verdict.clean,
        "objective": exact_text(verdict.ledger.objective),
        "violations": verdict.violations_json(),
    }


def print_verdict(verdict: Verdict, scenario: Scenario) -> None:
    """Every breach by its rule, and what the plan costs."""
    console = out()
    for rule, violations in verdict.by_rule().items():
        console.print(Text(f"{rule} ({len(violations)})", style="bold"))
        for violation in violations:
            console.print(Text("  " + visible(_sentence(violation))), soft_wrap=True)
    count = len(verdict.violations)
    if verdict.clean:
        text = _("The plan is clean; it costs {objective} {currency}.")
    else:
        text = ngettext(
            "{count} violation; the plan would cost {objective} {currency}.",
            "{count} violations; the plan would cost {objective} {currency}.",
            count,
        )
    objective = exact_text(verdict.ledger.objective)
    print_text(visible(text.format(count=count, objective=objective, currency=scenario.currency)))
    if assumptions(scenario):
        print_text(assumption_text(scenario))


def _sentence(violation: Violation) -> str:
    if violation.caused_by is None:
        return violation.sentence
    if violation.caused_by == ACTUALS:
        return _("{sentence} (what has happened alone causes this)").format(sentence=violation.sentence)
    return _("{sentence} (caused by {cause})").format(sentence=violation.sentence, cause=violation.caused_by)
