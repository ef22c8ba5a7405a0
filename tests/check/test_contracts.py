"""How contracts of old products end, and whether notice can be given in time.

Ash's contract runs to Sunday of week 20 (27 May 2007) in most tests; decommissioning is in week 3 unless moved.
"""

from typing import Any

import pytest

from consolidate.rules import Rule
from tests.scenarios import both_towns, breaches, broken, day, decisions, examined, objects, programme

LAST = day(20, 6)


def contract(**fields: Any) -> dict[str, Any]:
    return {"installed": {"ash": {"finance": {"contract": {"last_day": LAST, **fields}}}}}


def ends(last_day: str, by: str = "term") -> dict[str, Any]:
    return {"finance/ash": {"last_day": last_day, "by": by}}


def test_a_contract_that_is_left_must_end_and_no_other_may() -> None:
    [missing] = breaches(programme(contract()), Rule.CONTRACT_TERM)
    assert missing.objects == ("finance/ash",)
    assert broken(programme(contract()), decisions(contracts=ends(LAST))) == set()
    assert objects(breaches(programme(), Rule.CONTRACT_TERM, decisions(contracts=ends(LAST)))) == [("finance/ash",)]


def test_the_contract_of_a_product_that_becomes_the_target_binds_nothing() -> None:
    owner = {"installed": {"ash": {"finance": {"product": "alfa"}}}}
    assert broken(programme(contract(), owner)) == set()
    assert broken(programme(contract(), owner), decisions(contracts=ends(LAST))) == {"contract_term"}


# --- terms ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "rules"),
    [
        (LAST, set()),
        ("2007-08-27", set()),  # three months from the 27th
        ("2007-11-27", set()),
        ("2007-08-26", {"contract_term"}),
        ("2007-02-27", {"contract_term"}),
    ],
)
def test_a_contract_ends_at_its_last_day_or_a_later_term_end(last_day: str, rules: set[str]) -> None:
    on = programme(contract(renews_months=3))
    assert broken(on, decisions(contracts=ends(last_day))) == rules


def test_month_ends_stay_month_ends() -> None:
    february = {"installed": {"ash": {"finance": {"contract": {"last_day": "2007-02-28", "renews_months": 1}}}}}
    assert broken(programme(february), decisions(contracts=ends("2007-03-31"))) == set()
    assert broken(programme(february), decisions(contracts=ends("2007-03-28"))) == {"contract_term"}


@pytest.mark.parametrize(("decommission", "rules"), [(20, set()), (21, {"contract_term"})])
def test_a_contract_is_paid_through_the_day_on_which_decommissioning_ends(decommission: int, rules: set[str]) -> None:
    # The last day is the Sunday of week 20: the last day of a step of one week that starts in week 20.
    plan = decisions({"finance/ash/decommission": decommission}, contracts=ends(LAST))
    assert broken(programme(contract()), plan) == rules


def test_days_are_compared_and_not_weeks() -> None:
    saturday = {"installed": {"ash": {"finance": {"contract": {"last_day": day(20, 5)}}}}}
    plan = decisions({"finance/ash/decommission": 20}, contracts=ends(day(20, 5)))
    assert broken(programme(saturday), plan) == {"contract_term"}


# --- notice ---------------------------------------------------------------------------------------------

PROCURE = {"templates": {"joint": {"procure": {"weeks": 4}, "install": {"after": ["procure"]}}}}


@pytest.mark.parametrize(("procure", "rules"), [(6, set()), (7, {"contract_term"})])
def test_notice_is_given_in_time_and_not_before_the_joint_steps_that_install_waits_for(
    procure: int, rules: set[str]
) -> None:
    # 10 weeks before Sunday of week 20 is Sunday of week 10. Procurement ends with week procure + 4, on whose Monday
    # notice may be given: Monday of week 10 is early enough, Monday of week 11 is not.
    starts = {"finance/joint/procure": procure, "finance/joint/install": 11}
    rest = both_towns(13)
    plan = decisions({**starts, **rest}, contracts=ends(LAST))
    assert broken(programme(PROCURE, contract(notice_weeks=10)), plan) == rules


def test_notice_may_wait_for_something_that_the_scenario_names() -> None:
    gate = {"measures": {"vote": {"weeks": 1}}}
    on = programme(gate, contract(notice_weeks=10, notice_after="vote"))
    assert broken(on, decisions({"vote": 9}, contracts=ends(LAST))) == set()
    [late] = breaches(on, Rule.CONTRACT_TERM, decisions({"vote": 10}, contracts=ends(LAST)))
    assert late.objects == ("finance/ash", "vote")


def test_a_later_term_leaves_time_for_notice() -> None:
    # Renewed by 12 months where notice is given: 27 May 2008.
    gate = {"measures": {"vote": {"weeks": 1}}, "period": {"end": "2008-12-28", "value_until": "2008-12-31"}}
    on = programme(gate, contract(notice_weeks=10, notice_after="vote"))
    assert broken(on, decisions({"vote": 30}, contracts=ends("2008-05-27"))) == set()


def test_notice_that_has_been_given_need_only_be_early_enough() -> None:
    gate = {"measures": {"vote": {"weeks": 1}}}
    on = [gate, contract(notice_weeks=10, notice_after="vote")]
    plan = decisions({"vote": 30}, contracts=ends(LAST))
    given = {"actuals": {"notices": {"finance/ash": day(10, 6)}}}
    too_late = {"actuals": {"notices": {"finance/ash": day(11, 0)}}}
    assert broken(programme(*on, given), plan) == set()
    assert broken(programme(*on, too_late), plan) == {"contract_term"}


def test_notice_cannot_be_given_before_the_status_date() -> None:
    steps = {
        "finance/joint/install": 12,
        **both_towns(14),
    }
    plan = decisions(steps, contracts=ends(LAST))
    assert broken(programme(contract(notice_weeks=10), {"status_date": day(10, 6)}), plan) == set()
    assert broken(programme(contract(notice_weeks=10), {"status_date": day(11, 0)}), plan) == {"contract_term"}


def test_notice_that_waits_for_something_missing_is_caused_by_it() -> None:
    gate = {"measures": {"vote": {"weeks": 1}}}
    on = programme(gate, contract(notice_weeks=10, notice_after="vote"))
    [never] = examined(on, decisions(contracts=ends(LAST))).by_rule()[Rule.CONTRACT_TERM]
    assert never.caused_by == "steps.vote"


# --- fee, fixed term, extension -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "rules"), [(day(3, 6), set()), (day(4, 0), {"contract_term"}), (day(3, 5), {"contract_term"})]
)
def test_for_its_fee_a_contract_ends_on_the_day_on_which_decommissioning_ends(last_day: str, rules: set[str]) -> None:
    on = programme(contract(leave_fee=100, notice_weeks=10))
    assert broken(on, decisions(contracts=ends(last_day, "fee"))) == rules


def test_without_a_fee_in_the_contract_it_cannot_be_ended_by_one() -> None:
    assert broken(programme(contract()), decisions(contracts=ends(day(3, 6), "fee"))) == {"contract_term"}


@pytest.mark.parametrize(("decommission", "rules"), [(20, set()), (21, {"contract_term"})])
def test_the_fee_of_a_fixed_term_is_not_used_after_its_last_day(decommission: int, rules: set[str]) -> None:
    plan = decisions({"finance/ash/decommission": decommission}, contracts=ends(day(decommission, 6), "fee"))
    assert broken(programme(contract(leave_fee=100)), plan) == rules
    assert broken(programme(contract(leave_fee=100, renews_months=12)), plan) == set()


def test_a_fixed_term_may_be_extended_once_for_its_price() -> None:
    extension = {"extension": {"months": 2, "cost": 50}}
    plan = decisions({"finance/ash/decommission": 25}, contracts=ends("2007-07-27", "extension"))
    assert broken(programme(contract(**extension)), plan) == set()
    assert broken(programme(contract()), plan) == {"contract_term"}
    by_term = decisions({"finance/ash/decommission": 25}, contracts=ends("2007-07-27"))
    assert broken(programme(contract(**extension)), by_term) == {"contract_term"}
