"""Everything in a plan document but its decisions, recomputed from scenario and decisions (SPEC §1)."""

from __future__ import annotations

from typing import Any

from consolidate.building import building
from consolidate.check import accounts, changes, dates
from consolidate.check.verdict import Verdict
from consolidate.scenario.base import assumed


@building()
def derived(verdict: Verdict, *, with_ledger: bool = True) -> dict[str, Any]:
    """What a plan implies, as data in a stable order; ``with_ledger`` adds every entry."""
    schedule = verdict.schedule
    found: dict[str, Any] = {
        "violations": verdict.violations_json(),
        "totals": accounts.totals(verdict),
        "budgets": accounts.budgets(verdict),
        "accounts": accounts.accounts(verdict),
        "milestones": dates.milestones(schedule),
        "goals": dates.goals(schedule),
        "decisions_needed": dates.decisions(schedule),
        "contracts": dates.notices(schedule),
        "camels": changes.camels(schedule),
        "babies": changes.babies(schedule),
        "moves": changes.moves(schedule),
        "region": changes.region(schedule),
        "loads": changes.loads(schedule),
        "assumptions": sum(1 for _one in assumed(schedule.programme.scenario)),
    }
    if with_ledger:
        found["ledger"] = accounts.rows(verdict.ledger)
    return found
