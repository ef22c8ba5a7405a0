"""Benefits: from each town's own last cutover, ramping up, never counted twice (SPEC §6, §7.11)."""

from typing import Any

import pytest

from consolidate.ledger.book import Ledger, ledger_of
from consolidate.ledger.entries import Entry, EntryKind
from consolidate.plan.document import Decisions
from consolidate.programme.schedule import Schedule
from tests.scenarios import decisions, programme


def ledger(benefit: dict[str, Any], *patches: Any, plan: Decisions | None = None) -> Ledger:
    on = programme({"benefits": {"gain": {"requires": ["finance"], "owner": "head", **benefit}}}, *patches)
    return ledger_of(Schedule(on, decisions() if plan is None else plan))


def gains(made: Ledger) -> dict[str, Entry]:
    return {entry.bearer: entry for entry in made.entries}


@pytest.mark.requirement(17)
def test_a_gain_begins_when_the_towns_own_cutover_has_ended() -> None:
    # Without discount: from day 21 of 2007 (ash) and day 28 (birch) to the end of 2008.
    plan = decisions({"finance/birch/cutover": 3, "finance/birch/decommission": 4})
    found = gains(ledger({"class": "budget_effect", "per_year": 365}, plan=plan))
    assert (str(found["ash"].date), found["ash"].amount) == ("2007-01-22", -(344 + 365))
    assert (str(found["birch"].date), found["birch"].amount) == ("2007-01-29", -(337 + 365))
    # 344/365 + 1 years, in hundred-thousandths 194 247 (rounded once, in the table).
    assert found["ash"].present_value == -365 * 194_247


@pytest.mark.requirement(17)
def test_a_gain_ramps_up_over_time() -> None:
    # Two weeks' ramp: Σ n/14 for n = 1 … 14 is 7.5 days instead of 14: (344 − 6.5)/365 + 1 years.
    found = gains(ledger({"class": "budget_effect", "per_year": 365, "ramp_weeks": 2}))
    assert found["ash"].present_value == -365 * 192_466


@pytest.mark.requirement(46)
def test_a_gain_may_be_told_per_town_or_per_thousand_inhabitants() -> None:
    per_town = gains(ledger({"class": "budget_effect", "per_year": {"birch": 100}}))
    assert {name: entry.yearly for name, entry in per_town.items()} == {"birch": -100}
    per_1000 = gains(ledger({"class": "budget_effect", "per_1000_inhabitants": 70}))
    assert {name: entry.yearly for name, entry in per_1000.items()} == {"ash": -210, "birch": -70}


@pytest.mark.requirement(48)
def test_time_released_is_apart_from_money_and_has_its_own_weight() -> None:
    made = ledger({"class": "time_released", "per_year": 365})
    assert {entry.kind for entry in made.entries} == {EntryKind.TIME_RELEASED}
    assert made.objective == 0
    half = ledger({"class": "time_released", "per_year": 365}, {"policy": {"time_released_weight": 0.5}})
    assert half.objective == -2 * 35_450_078  # two towns, each half of 365 × 194 247, rounded half up
    assert half.gross == 0


@pytest.mark.requirement(40)
@pytest.mark.requirement(47)
@pytest.mark.parametrize("kind", ["priced_elsewhere", "not_priced"])
def test_gains_that_are_priced_elsewhere_or_not_at_all_are_in_no_total(kind: str) -> None:
    assert ledger({"class": kind}).entries == ()


def test_a_gain_waits_for_all_that_it_requires() -> None:
    on = {"measures": {"desk": {"weeks": 1}}}
    benefit = {"class": "budget_effect", "per_year": 365, "requires": ["finance", "desk"]}
    assert {str(entry.date) for entry in ledger(benefit, on, plan=decisions({"desk": 9})).entries} == {"2007-03-12"}
    assert ledger(benefit, on).entries == ()  # the measure is not in the plan


def test_who_does_not_take_part_gains_nothing() -> None:
    out = {"domains": {"finance": {"participants": ["birch"]}}}
    alone = decisions({"finance/ash/cutover": None, "finance/ash/decommission": None})
    assert list(gains(ledger({"class": "budget_effect", "per_year": 365}, out, plan=alone))) == ["birch"]
