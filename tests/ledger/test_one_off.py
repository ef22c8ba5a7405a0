"""What a plan costs once: joint and local steps, keys, fees, extensions and known renewals (SPEC §3, §4)."""

from typing import Any

import pytest

from consolidate.ledger.book import ledger_of, reference_of
from consolidate.ledger.entries import Entry, EntryKind
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from tests.scenarios import decisions, programme

COSTS = {"domains": {"finance": {"candidates": {"alfa": {"joint_cost": 1000, "local_cost": 300}}}}}


def entries(on: Programme, kind: EntryKind, plan: Decisions | None = None) -> list[Entry]:
    ledger = ledger_of(Schedule(on, decisions() if plan is None else plan))
    return [entry for entry in ledger.entries if entry.kind is kind]


def borne(found: list[Entry]) -> dict[str, int]:
    """By bearer: the sum of amounts."""
    sums: dict[str, int] = {}
    for entry in found:
        sums[entry.bearer] = sums.get(entry.bearer, 0) + entry.amount
    return sums


def candidate(**fields: Any) -> dict[str, Any]:
    return {"domains": {"finance": {"candidates": {"alfa": fields}}}}


# --- joint cost -----------------------------------------------------------------------------------------


@pytest.mark.requirement(54)
def test_programme_money_is_attributed_by_a_key_and_paid_by_the_programme() -> None:
    # 1001 by inhabitants 3000 : 1000 = 750.75 + 250.25 → 751 + 250.
    key = {"keys": {"size": {"inhabitants": 1}}, "sharing": {"joint_one_off": {"key": "size"}}}
    found = entries(programme(COSTS, candidate(joint_cost=1001), key), EntryKind.JOINT_ONE_OFF)
    assert borne(found) == {"ash": 751, "birch": 250}
    assert {entry.payer for entry in found} == {"programme"}


@pytest.mark.requirement(54)
@pytest.mark.requirement(55)
def test_a_key_is_a_mix_normalised_over_participants() -> None:
    # 30 equal + 70 by inhabitants: ash 15 + 52.5 = 67.5, birch 15 + 17.5 = 32.5 of 100.
    key = {"keys": {"mix": {"equal": 30, "inhabitants": 70}}, "domains": {"finance": {"key": "mix"}}}
    assert borne(entries(programme(COSTS, key), EntryKind.JOINT_ONE_OFF)) == {"ash": 675, "birch": 325}


def test_a_key_may_name_percentages_outright_as_heavy_as_their_sum() -> None:
    # given weighs 50 + 30 = 80 and splits 50 : 30; equal weighs 20: ash 50 + 10, birch 30 + 10.
    key = {"keys": {"deal": {"equal": 20, "given": {"ash": 50, "birch": 30}}}, "domains": {"finance": {"key": "deal"}}}
    assert borne(entries(programme(COSTS, key), EntryKind.JOINT_ONE_OFF)) == {"ash": 600, "birch": 400}


def test_users_of_a_domain_may_weigh() -> None:
    key = {"keys": {"users": {"users": 1}}, "domains": {"finance": {"key": "users"}}}
    assert borne(entries(programme(COSTS, key), EntryKind.JOINT_ONE_OFF)) == {"ash": 750, "birch": 250}


@pytest.mark.requirement(56)
def test_joint_cost_may_be_paid_by_shares() -> None:
    shares = {"domains": {"finance": {"paid_by": "shares"}}}
    found = entries(programme(COSTS, shares), EntryKind.JOINT_ONE_OFF)
    assert {(entry.payer, entry.bearer, entry.amount) for entry in found} == {
        ("ash", "ash", 500),
        ("birch", "birch", 500),
    }


def test_a_measure_has_a_cost_payer_and_key_of_its_own() -> None:
    measure = {"measures": {"study": {"weeks": 1, "cost": 90, "paid_by": "shares", "key": "size"}}}
    key = {"keys": {"size": {"inhabitants": 1}}}
    found = entries(programme(measure, key), EntryKind.JOINT_ONE_OFF, decisions({"study": 0}))
    assert {(entry.payer, entry.amount, entry.of) for entry in found} == {("ash", 68, "study"), ("birch", 22, "study")}


# --- local cost -----------------------------------------------------------------------------------------


@pytest.mark.requirement(5)
def test_local_cost_has_a_fixed_part_one_by_inhabitants_and_licences() -> None:
    # 250 + 1.25 × 3000 + 4 × 30 users = 250 + 3750 + 120; birch 250 + 1250 + 40.
    price = candidate(local_cost=250, local_cost_per_inhabitant=1.25, licence_per_user=4)
    assert borne(entries(programme(price), EntryKind.LOCAL_ONE_OFF)) == {"ash": 4120, "birch": 1540}


@pytest.mark.requirement(23)
def test_the_light_path_costs_four_tenths_without_licences_or_its_own_price() -> None:
    owner = {"installed": {"ash": {"finance": {"product": "alfa"}}}}
    price = candidate(local_cost=250, local_cost_per_inhabitant=1.25, licence_per_user=4)
    assert borne(entries(programme(price, owner), EntryKind.LOCAL_ONE_OFF))["ash"] == 1600  # 0.4 × 4000
    own = candidate(light_cost=77)
    assert borne(entries(programme(price, owner, own), EntryKind.LOCAL_ONE_OFF))["ash"] == 77


def test_steps_share_what_their_percentages_make_together_by_largest_remainder() -> None:
    # 300 × (20.3 + 20.3 + 20.3) % = 182.7 → 183 = 61 each; 301: 183.309 → 183; 302: 183.918 → 184 = 62 + 61 + 61.
    shares = {
        "templates": {
            "full": {
                "cutover": {"cost_percent": 20.3},
                "decommission": {"cost_percent": 20.3},
                "train": {"weeks": 1, "cost_percent": 20.3},
            }
        }
    }
    plan = decisions({"finance/ash/train": 0, "finance/birch/train": 0})
    found = entries(programme(shares, candidate(local_cost=302)), EntryKind.LOCAL_ONE_OFF, plan)
    assert {entry.of: entry.amount for entry in found if entry.bearer == "ash"} == {
        "finance/ash/cutover": 62,
        "finance/ash/decommission": 61,
        "finance/ash/train": 61,
    }


def test_who_has_nothing_installed_pays_for_no_step_of_the_old_system() -> None:
    shares = {"templates": {"full": {"cutover": {"cost_percent": 70}, "decommission": {"cost_percent": 30}}}}
    nothing = {"installed": {"ash": {"finance": {"product": None, "quality": None}}}}
    plan = decisions({"finance/ash/decommission": None})
    assert borne(entries(programme(COSTS, shares, nothing), EntryKind.LOCAL_ONE_OFF, plan)) == {
        "ash": 210,
        "birch": 300,
    }


def test_a_cost_is_worth_its_factor_in_the_week_in_which_it_is_paid() -> None:
    rate = {"period": {"discount_percent": 4}, "templates": {"full": {"cutover": {"weeks": 2}}}}
    plan = decisions({"finance/ash/decommission": 4, "finance/birch/decommission": 4})
    start = programme(COSTS, rate)
    end = programme(COSTS, rate, {"templates": {"full": {"cutover": {"pays": "end"}}}})
    f = start.timeline.f
    assert entries(start, EntryKind.LOCAL_ONE_OFF, plan)[0].present_value == 300 * f[2]
    assert entries(end, EntryKind.LOCAL_ONE_OFF, plan)[0].present_value == 300 * f[3]


# --- contracts ------------------------------------------------------------------------------------------


def contract(**fields: Any) -> dict[str, Any]:
    return {"installed": {"ash": {"finance": {"contract": {"last_day": "2007-05-27", **fields}}}}}


def test_a_leaving_fee_falls_with_decommissioning() -> None:
    plan = decisions(contracts={"finance/ash": {"last_day": "2007-01-28", "by": "fee"}})
    [fee] = entries(programme(contract(leave_fee=70)), EntryKind.LEAVING_FEE, plan)
    assert (fee.amount, fee.payer, fee.date.isoformat()) == (70, "ash", "2007-01-22")
    late = {"templates": {"full": {"decommission": {"pays": "end"}}}}
    [fee] = entries(programme(contract(leave_fee=70), late), EntryKind.LEAVING_FEE, plan)
    assert fee.date.isoformat() == "2007-01-28"


def test_an_extension_is_paid_by_the_town_the_day_after_the_old_last_day() -> None:
    plan = decisions(contracts={"finance/ash": {"last_day": "2007-07-27", "by": "extension"}})
    [paid] = entries(programme(contract(extension={"months": 2, "cost": 50})), EntryKind.EXTENSION, plan)
    assert (paid.amount, paid.payer, paid.date.isoformat()) == (50, "ash", "2007-05-28")


# --- known renewals -------------------------------------------------------------------------------------

RENEWAL = {"installed": {"ash": {"finance": {"alone": {"year": 2008, "cost": 500}}}}}


def test_a_known_renewal_hits_staying_as_today_and_a_plan_that_has_not_left_by_then() -> None:
    two_years = {"period": {"end": "2008-12-28"}}
    on = programme(RENEWAL, two_years)
    assert [(entry.amount, entry.date.isoformat()) for entry in reference_of(on).entries] == [(500, "2008-01-01")]
    # Week 51 ends with Sunday 30 December 2007, week 52 with 6 January 2008.
    assert entries(on, EntryKind.RENEWAL, decisions({"finance/ash/decommission": 51})) == []
    [hit] = entries(on, EntryKind.RENEWAL, decisions({"finance/ash/decommission": 52}))
    assert (hit.amount, hit.payer) == (500, "ash")


def test_a_contract_that_runs_into_the_year_brings_the_renewal_too() -> None:
    long = {"installed": {"ash": {"finance": {"contract": {"last_day": "2008-01-01"}}}}}
    short = {"installed": {"ash": {"finance": {"contract": {"last_day": "2007-12-31"}}}}}
    for kind, last, count in ((long, "2008-01-01", 1), (short, "2007-12-31", 0)):
        plan = decisions(contracts={"finance/ash": {"last_day": last, "by": "term"}})
        assert len(entries(programme(RENEWAL, kind), EntryKind.RENEWAL, plan)) == count
