"""Accounts of municipalities, as planned and under other keys."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from consolidate.check.accounts import accounts as checked_accounts
from consolidate.check.accounts import exact_text
from consolidate.check.case import Case
from consolidate.check.changes import loads
from consolidate.check.money import municipal_budget
from consolidate.ledger.book import Ledger, ledger_of
from consolidate.ledger.entries import CASH, Entry, EntryKind
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.plain import plain
from consolidate.study.accounts import COSTS, AccountsStudy, accounts_of
from consolidate.study.accounts_shown import fine
from consolidate.study.keys import read_keys, shared_by
from consolidate.units import FINE, rounded_money
from tests.analysis.example import documents, subject
from tests.study.accounted import (
    CASES,
    DRAWN,
    Json,
    account,
    by_hand,
    gains,
    merger,
    one_of,
    some,
    studied,
    text_of,
    two_towns,
    under,
)


def total(study: AccountsStudy, part: str) -> int:
    return sum(getattr(year, part) for one in study.accounts for year in one.years)


def of_kind(ledger: Ledger, kind: EntryKind) -> list[Entry]:
    return [entry for entry in ledger.entries if entry.kind is kind]


# --- the accounts -------------------------------------------------------------------------------------


def test_random_scenarios_have_plans() -> None:
    assert len(some()) == DRAWN
    shared = [one for one in some() if not isinstance(one.scenario.sharing.running, str)]
    assert 2 <= len(shared) <= DRAWN - 2  # running cost by key, and by own use


def test_two_towns_to_the_unit() -> None:
    study = studied(two_towns())
    assert [one.municipality for one in study.accounts] == ["north", "south"]
    north = account(study, "north")
    assert [year.year for year in north.years] == list(range(2008, 2015))
    year = north.years[1]  # 2009
    # archive: 220,000 and 145 licences of 1,200 are 394,000, all in 2009, and so is the fee for leaving delta
    assert (year.own_one_off, year.leaving_fees, year.extensions, year.renewals) == (394_000, 60_000, 0, 0)
    # archive install 80 % of 1,300,000 = 1,040,000 by 30 % equal and 70 % per inhabitant: 0.15 + 0.7 × 9,000/13,400
    assert year.share_of_joint == 644_955
    # finance costs 55 × 3,900 = 214,500; archive 145 × 700 = 101,500 from 11 May: 235 of 365 days are 65,349.3
    assert year.running_new == 214_500 + 65_349 + 1  # rounded down as one running total since 2008
    # delta costs 255,000 until 14 June, 165 days; twice from 11 May on: 35 days, 24,452.05
    assert (year.running_old, year.double_running) == (115_274, 24_452)
    assert (year.reference, year.time_released, year.budget_effects) == (725_000, 82_901, 0)
    assert year.better_by == 725_000 - 394_000 - 60_000 - 644_955 - year.running_new - 115_274
    # the other pays twice for finance, 15 September to 19 October 2008: 290,000 × 35 / 366 = 27,732.2
    assert [one.double_running for one in account(study, "south").years[:2]] == [27_732, 0]
    assert [year.better_by for year in north.years[2:]] == [725_000 - 316_000] * 5


def test_camels_babies_and_the_peak_of_change() -> None:
    study = studied(two_towns())
    north = account(study, "north")
    assert [(one.domain, one.users, one.user_points) for one in north.camels] == [("archive", 145, Decimal(145))]
    assert (north.babies, account(study, "south").camels) == ((), ())
    # archive cuts over in the week of 11 May 2009 with 5 points, of the 10 that north can take
    assert (north.peak.week, north.peak.points, north.peak.limit) == (date(2009, 5, 11), 5, 10)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_sums_over_municipalities_and_years_are_those_of_the_ledger(case: str | int) -> None:
    of, study = one_of(case), studied(one_of(case))
    for part, kind in COSTS.items():
        assert total(study, part) == sum(entry.amount for entry in of_kind(of.ledger, kind)), part
        value = sum(fine(getattr(one.present_value, part)) for one in study.accounts)
        assert value == sum(entry.present_value for entry in of_kind(of.ledger, kind)), part
    assert total(study, "budget_effects") == -sum(e.amount for e in of_kind(of.ledger, EntryKind.BUDGET_EFFECT))
    assert total(study, "time_released") == -sum(e.amount for e in of_kind(of.ledger, EntryKind.TIME_RELEASED))
    assert total(study, "reference") == sum(entry.amount for entry in of.reference.entries)
    cash = sum(entry.amount for entry in of.ledger.entries if entry.kind in CASH)
    assert total(study, "better_by") == total(study, "reference") - cash
    value = sum(entry.present_value for entry in of.ledger.entries if entry.kind in CASH)
    today = sum(entry.present_value for entry in of.reference.entries)
    assert under(study, None).together == exact_text(today - value)


@pytest.mark.parametrize("case", CASES)
def test_accounts_are_those_of_the_plan_document(case: str | int) -> None:
    of, study = one_of(case), studied(one_of(case))
    for name, checked in checked_accounts(of.verdict).items():
        one = account(study, name)
        sums = {part: sum(getattr(year, part) for year in one.years) for part in COSTS}
        once = ("own_one_off", "share_of_joint", "leaving_fees", "extensions")
        told = checked["amount"]
        assert sum(sums[part] for part in once) == told["own_one_off"] + told["share_of_programme"]
        assert {part: sums[part] for part in ("renewals", "running_old", "running_new")} == {
            part: told[part] for part in ("renewals", "running_old", "running_new")
        }
        assert sum(year.budget_effects for year in one.years) == -told["budget_effect"]
        assert sum(year.time_released for year in one.years) == checked["time_released"]
        assert rounded_money(fine(one.present_value.better_by)) == checked["better_by"]
        assert gains(under(study, None))[name] == one.present_value.better_by
        peak = loads(of.schedule)["change_points"][name]
        assert (str(one.peak.week), one.peak.points, one.peak.limit) == (peak["week"], peak["used"], peak["limit"])


@pytest.mark.parametrize("case", CASES)
def test_a_gain_is_its_parts(case: str | int) -> None:
    for one in studied(one_of(case)).accounts:
        value = one.present_value
        costs = sum(fine(getattr(value, part)) for part in COSTS)
        assert fine(value.better_by) == fine(value.reference) - costs + fine(value.budget_effects)
        for year in one.years:
            assert year.better_by == year.reference - sum(getattr(year, part) for part in COSTS) + year.budget_effects
            assert 0 <= year.double_running <= year.running_old


def test_double_running_begins_with_the_parallel_run_and_a_fixed_part_with_the_first_cutover() -> None:
    # Ash cuts over in week 2 and its old system runs until week 4: 14 days of 1 a day. Birch cuts over in week 10 and
    # its old system runs until week 12: 14 days too; but where both pay a fixed part from week 2, it is 70 days.
    costly = {"ash": {"finance": {"running": 365}}, "birch": {"finance": {"running": 365}}}
    later = {"finance/birch/cutover": 10, "finance/birch/decommission": 11}
    for fixed, birch in ((0, 7 * 2), (100, 7 * 10)):
        candidate = {"running_per_user": 1, "running_fixed": fixed}
        of = by_hand({"domains": {"finance": {"candidates": {"alfa": candidate}}}, "installed": costly}, later)
        twice = {one.municipality: one.years[0].double_running for one in studied(of).accounts}
        assert twice == {"ash": 7 * 2, "birch": birch}


def test_payback_is_one_off_cost_over_what_a_full_year_brings() -> None:
    # Each bears 500 once; Ash spares 300 a year and has it back after 1.667 years, Birch spares nothing
    once = {"finance": {"candidates": {"alfa": {"joint_cost": 1000}}}}
    of = by_hand({"domains": once, "installed": {"ash": {"finance": {"running": 300}}}})
    assert [one.payback_years for one in studied(of).accounts] == [Decimal("1.67"), None]


def test_a_municipality_without_change_or_cost_has_an_account() -> None:
    of = by_hand(
        {"municipalities": {"elm": {"inhabitants": 5}}, "domains": {"finance": {"participants": ["ash", "birch"]}}}
    )
    study = studied(of)
    elm = account(study, "elm")
    assert (elm.payback_years, elm.peak.points, elm.present_value.better_by) == (None, 0, "0.00000")
    assert under(study, None).worse_off == ()
    text = text_of(study, of)
    assert "| elm | 0 | 0 | 0 | no change | – |" in text
    assert "| elm | 0 | – | 0 |" in text
    assert "| year | better or worse |\n" in text


def test_benefits_without_money_are_named_once_all_is_done_that_they_wait_for() -> None:
    north = account(studied(subject()), "north")
    assert (north.priced_elsewhere, north.not_priced) == (("cheaper-operation",), ("recruiting",))
    scenario, plan = documents()
    del plan["decisions"]["steps"]["coordination"]
    without = account(studied(subject(scenario, plan)), "north")
    assert (without.priced_elsewhere, without.not_priced) == (("cheaper-operation",), ())


# --- keys ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_gains_under_a_key_are_those_of_the_ledger(case: str | int) -> None:
    of, study = one_of(case), studied(one_of(case))
    assert [key.key for key in study.keys] == [None, *sorted(of.scenario.keys)]
    for name in of.scenario.keys:
        ledger = ledger_of(Schedule(Programme(shared_by(of.scenario, name, {})), of.schedule.decisions))
        found = under(study, name)
        for share in found.accounts:
            own = [entry for entry in ledger.entries if entry.bearer == share.municipality]
            today = [entry for entry in of.reference.entries if entry.bearer == share.municipality]
            cost = sum(entry.present_value for entry in own if entry.kind in CASH)
            gain = sum(entry.present_value for entry in today) - cost
            assert share.better_by == exact_text(gain)
            assert (share.municipality in found.worse_off) == (gain < 0)
        assert sum(share.share_of_joint for share in found.accounts) == total(study, "share_of_joint")


@pytest.mark.parametrize("case", CASES)
def test_payments_of_every_key_leave_nobody_worse_off(case: str | int) -> None:
    for key in studied(one_of(case)).keys:
        for outcome in (key, key.one_off_alone):
            if outcome is None:
                continue
            after: dict[str, int] = {name: fine(text) for name, text in gains(outcome).items()}
            paid = outcome.side_payments
            assert paid.possible == (fine(outcome.together) >= 0)
            assert sum(paid.payments.values()) == 0
            for name, amount in paid.payments.items():
                after[name] += amount * FINE
            assert not paid.possible or min(after.values()) >= 0


def test_a_key_equal_to_the_scenarios_own_changes_nothing() -> None:
    study = studied(two_towns(), "given.north=1", "equal=30,inhabitants=70")
    assert [key.key for key in study.keys] == [None, "common", "given.north=1", "equal=30,inhabitants=70"]
    own = under(study, None)
    assert own.by == ("common",)
    for same in ("common", "equal=30,inhabitants=70"):
        found = under(study, same)
        assert found.accounts == own.accounts
        assert (found.side_payments, found.one_off_alone, found.over_budget) == (own.side_payments, None, ())
    assert under(study, "given.north=1").accounts != own.accounts


def test_who_bears_all_may_be_worse_off_and_gets_its_loss_back() -> None:
    # As planned north gains 49,176 and south 115,998; if south bears 961,023 + 1,568,977 = 2,530,000 nominal it loses
    found = under(studied(two_towns(), "given.south=100"), "given.south=100")
    assert [share.share_of_joint for share in found.accounts] == [0, 2_530_000]
    assert found.worse_off == ("south",)
    loss = -fine(gains(found)["south"])
    assert found.side_payments.total == -(-loss // FINE)
    assert found.side_payments.payments == {"north": -found.side_payments.total, "south": found.side_payments.total}
    assert found.together == under(studied(two_towns()), None).together


def test_all_together_may_lack() -> None:
    dear = {"measures": {"coordination": {"cost": 1_000_000}}}  # 850,000 more, in the first week, of 165,174 gained
    found = under(studied(two_towns(dear)), None)
    assert found.side_payments.lacking == found.together.removeprefix("-")
    assert rounded_money(fine(found.together)) == 165_174 - 850_000
    assert not found.side_payments.payments


def test_one_off_cost_alone_where_running_cost_has_a_key() -> None:
    # merger shares running cost by heads; a key for one-off cost alone leaves every municipality's running as it is
    study = studied(merger())
    own = under(study, None)
    alone = under(study, "agreed").one_off_alone
    assert alone is not None
    assert [one.running_new for one in alone.accounts] == [one.running_new for one in own.accounts]
    assert [one.share_of_joint for one in alone.accounts] != [one.share_of_joint for one in own.accounts]
    assert alone.together == own.together
    whole = under(study, "agreed")
    assert [one.share_of_joint for one in whole.accounts] == [one.share_of_joint for one in alone.accounts]
    assert [one.running_new for one in whole.accounts] != [one.running_new for one in alone.accounts]


def test_the_own_key_of_one_off_cost_alone_changes_nothing_where_running_cost_has_another() -> None:
    study = studied(two_towns({"keys": {"desks": {"pcs": 1}}, "sharing": {"running": {"key": "desks"}}}))
    own, common = under(study, None), under(study, "common")
    assert own.by == ("common", "desks")
    assert common.one_off_alone is not None
    assert common.one_off_alone.accounts == own.accounts
    assert common.accounts != own.accounts


def test_budgets_that_another_key_would_break_are_told() -> None:
    # coordination costs 150,000: shares of 93,045 and 56,955 under the plan's key; all of it under the other
    shares: Json = {
        "measures": {"coordination": {"paid_by": "shares"}},
        "budgets": {"south": {"grants": {"2008": 450_000}}, "north": {"grants": {"2008": 200_000}}},
    }
    of = two_towns(shares)
    assert of.verdict.clean
    found = under(studied(of, "given.south=100"), "given.south=100").over_budget
    assert [(line.municipality, line.year, line.spent, line.over, line.hard) for line in found] == [
        ("south", 2008, 354_000 + 150_000, 54_000, True)
    ]
    text = "given.south=100"
    other = Programme(shared_by(of.scenario, text, read_keys([text], of.scenario)))
    told = list(municipal_budget(Case(Schedule(other, of.schedule.decisions))))
    assert [(one.objects[0], one.amount, one.limit) for one in told] == [("south", 504_000, 450_000)]
    assert under(studied(of), "common").over_budget == ()


def test_a_soft_budget_is_told_too_and_only_what_is_new() -> None:
    shares: Json = {
        "measures": {"coordination": {"paid_by": "shares"}},
        "budgets": {
            "south": {"grants": {"2008": 300_000}, "price": 1},
            "north": {"grants": {"2008": 90_000}, "price": 1},
        },
    }
    study = studied(two_towns(shares), "given.south=100", "given.north=100")
    south = under(study, "given.south=100").over_budget  # north gets cheaper, south passes its grant by more
    assert [(line.municipality, line.over, line.hard) for line in south] == [("south", 204_000, False)]
    assert [line.municipality for line in under(study, "given.north=100").over_budget] == ["north"]
    assert "at a price" in text_of(study, two_towns(shares))


# --- document ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["rich", "merger", 0, 1])
def test_the_document_comes_back_from_json(case: str | int) -> None:
    of, study = one_of(case), studied(one_of(case), "equal=1,users=2")
    document = json.loads(json.dumps(plain(study.model_dump())))
    assert AccountsStudy.model_validate(document) == study
    assert document["format"] == "consolidate/accounts/1"
    assert text_of(AccountsStudy.model_validate(document), of) == text_of(study, of)


def test_the_study_is_about_one_scenario_and_alternative() -> None:
    of = two_towns()
    study = accounts_of(of, {}, "other")
    assert (study.scenario.name, study.scenario.alternative) == ("Two towns, two systems", "other")
    assert (study.valued_until, study.assumptions) == (date(2014, 12, 31), 0)
    assert studied(subject()).assumptions == 2
