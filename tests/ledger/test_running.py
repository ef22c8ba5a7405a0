"""Running cost of old and new systems, by day and without discount (SPEC §3).

365 a year is 1 a day in 2007. Cutover is in week 2 (day 14), decommissioning ends with week 4 (day 28). Values count
to the end of 2008: a yearly amount that runs from day 14 of 2007 is worth 351/365 + 1 years.
"""

from typing import Any

import pytest

from consolidate.ledger import costs
from consolidate.ledger.book import ledger_of, reference_of
from consolidate.ledger.entries import Entry, EntryKind
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from tests.scenarios import decisions, programme

OLD = {"installed": {"ash": {"finance": {"running": 365}}}}
NEW = {"domains": {"finance": {"candidates": {"alfa": {"running_per_user": 365}}}}}


def entries(on: Programme, kind: EntryKind, plan: Decisions | None = None) -> list[Entry]:
    ledger = ledger_of(Schedule(on, decisions() if plan is None else plan))
    return [entry for entry in ledger.entries if entry.kind is kind]


def yearly(found: list[Entry]) -> dict[str, int]:
    return {entry.bearer: entry.yearly for entry in found}


# --- old ------------------------------------------------------------------------------------------------


def test_the_old_system_costs_until_it_is_decommissioned() -> None:
    [old] = entries(programme(OLD), EntryKind.RUNNING_OLD)
    assert (old.date.isoformat(), str(old.until), old.amount) == ("2007-01-01", "2007-01-29", 28)
    assert old.present_value == 365 * 7_671  # 28/365 years in hundred-thousandths, rounded once, in the table


@pytest.mark.parametrize(("last_day", "days"), [("2007-01-28", 28), ("2007-01-29", 29), ("2007-03-31", 90)])
def test_the_old_system_costs_until_the_later_of_decommissioning_and_the_contracts_last_day(
    last_day: str, days: int
) -> None:
    contract = {"installed": {"ash": {"finance": {"contract": {"last_day": last_day}}}}}
    plan = decisions(contracts={"finance/ash": {"last_day": last_day, "by": "term"}})
    [old] = entries(programme(OLD, contract), EntryKind.RUNNING_OLD, plan)
    assert old.amount == days


def test_on_the_light_path_the_old_system_costs_until_the_new_one_starts() -> None:
    owner = {"installed": {"ash": {"finance": {"product": "alfa"}}}}
    [old] = entries(programme(OLD, owner), EntryKind.RUNNING_OLD)
    assert old.amount == 14


def test_the_old_system_costs_from_the_first_day_of_the_period() -> None:
    # From Thursday 4 January: 28 − 3 days.
    [old] = entries(programme(OLD, {"period": {"start": "2007-01-04"}}), EntryKind.RUNNING_OLD)
    assert (old.date.isoformat(), old.amount) == ("2007-01-04", 25)


def test_where_a_domain_stays_its_old_cost_stands_in_plan_and_reference_alike() -> None:
    on = programme(OLD, {"domains": {"finance": {"required": False}}})
    [stays] = entries(on, EntryKind.RUNNING_OLD, Decisions())
    assert reference_of(on).entries == (stays,)
    assert stays.amount == 365 + 365


@pytest.mark.requirement(39)
def test_where_a_town_opts_out_its_old_cost_stands_in_plan_and_reference_alike() -> None:
    out = programme(OLD, {"domains": {"finance": {"participants": ["birch"]}}})
    alone = decisions({"finance/ash/cutover": None, "finance/ash/decommission": None})
    [old] = entries(out, EntryKind.RUNNING_OLD, alone)
    assert reference_of(out).entries == (old,)
    assert old.present_value == costs.outside_value(out) == 730 * 100_000


# --- new ------------------------------------------------------------------------------------------------


def test_by_own_use_each_town_pays_for_its_users_from_its_own_cutover() -> None:
    plan = decisions({"finance/birch/cutover": 3, "finance/birch/decommission": 4})
    ash, birch = entries(programme(NEW), EntryKind.RUNNING_NEW, plan)
    assert (ash.yearly, ash.date.isoformat(), ash.amount) == (30 * 365, "2007-01-15", 30 * (351 + 365))
    assert (birch.yearly, birch.date.isoformat(), birch.amount) == (10 * 365, "2007-01-22", 10 * (344 + 365))


def test_a_parallel_run_costs_both() -> None:
    parallel = {
        "templates": {
            "full": {
                "parallel": {"weeks": 2, "after": ["joint/install"], "starts_running": True},
                "cutover": {"after": ["parallel"]},
            }
        }
    }
    steps = {f"finance/{town}/parallel": 2 for town in ("ash", "birch")}
    later = {
        f"finance/{town}/{name}": week
        for town in ("ash", "birch")
        for name, week in (("cutover", 4), ("decommission", 5))
    }
    on = programme(OLD, NEW, parallel)
    [old] = entries(on, EntryKind.RUNNING_OLD, decisions({**steps, **later}))
    assert old.amount == 42
    assert {str(entry.date) for entry in entries(on, EntryKind.RUNNING_NEW, decisions({**steps, **later}))} == {
        "2007-01-15"
    }


@pytest.mark.requirement(55)
def test_by_key_each_town_pays_its_share_of_the_whole_from_its_own_cutover() -> None:
    # Whole: 365 × 40 users = 14 600; by PCs 3 : 2 = 8760 + 5840.
    key = {
        "keys": {"pc": {"pcs": 1}},
        "sharing": {"running": {"key": "pc"}},
        "municipalities": {"ash": {"pcs": 300}, "birch": {"pcs": 200}},
    }
    plan = decisions({"finance/birch/cutover": 3, "finance/birch/decommission": 4})
    ash, birch = entries(programme(NEW, key), EntryKind.RUNNING_NEW, plan)
    assert (ash.yearly, birch.yearly) == (8760, 5840)
    assert (str(ash.date), str(birch.date)) == ("2007-01-15", "2007-01-22")


def test_a_fixed_part_is_split_once_and_borne_by_each_from_the_first_cutover() -> None:
    fixed: dict[str, Any] = {"domains": {"finance": {"candidates": {"alfa": {"running_fixed": 1000}}}}}
    plan = decisions({"finance/birch/cutover": 3, "finance/birch/decommission": 4})
    found = entries(programme(fixed), EntryKind.RUNNING_NEW, plan)
    assert yearly(found) == {"ash": 500, "birch": 500}
    assert {str(entry.date) for entry in found} == {"2007-01-15"}
    key = {"keys": {"size": {"inhabitants": 1}}, "domains": {"finance": {"running_key": "size"}}}
    assert yearly(entries(programme(fixed, key), EntryKind.RUNNING_NEW, plan)) == {"ash": 750, "birch": 250}
    joint_key = {"keys": {"size": {"inhabitants": 1}}, "sharing": {"joint_one_off": {"key": "size"}}}
    assert yearly(entries(programme(fixed, joint_key), EntryKind.RUNNING_NEW, plan)) == {"ash": 750, "birch": 250}
