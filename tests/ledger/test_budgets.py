"""What a payer has in a year: grant, reserve, and what is carried over (SPEC §3, §7.9)."""

from decimal import Decimal

import pytest

from consolidate.ledger.book import ledger_of
from consolidate.ledger.budgets import all_budgets, budget_years
from consolidate.programme.schedule import Schedule
from consolidate.scenario.money import Budget
from tests.scenarios import decisions, programme

YEARS = (2007, 2008, 2009)


def budget(carry: str = "100", reserve: str = "0") -> Budget:
    grants = {"2007": 100, "2008": 100, "2009": 100}
    return Budget(grants=grants, carry_over_percent=Decimal(carry), reserve_percent=Decimal(reserve))


@pytest.mark.requirement(8)
@pytest.mark.parametrize(
    ("carry", "spent", "available", "over"),
    [
        ("100", (0, 0, 300), (100, 200, 300), (0, 0, 0)),
        ("50", (40, 150, 0), (100, 130, 100), (0, 20, 0)),  # 60 left, 30 carried; 20 too much; nothing carried
        ("0", (0, 100, 101), (100, 100, 100), (0, 0, 1)),
        ("33.33", (0, 0, 0), (100, 133, 144), (0, 0, 0)),  # ⌊33.33⌋ = 33; ⌊133 × 33.33 %⌋ = ⌊44.33⌋ = 44
    ],
)
def test_a_part_of_what_is_left_is_carried_over_rounded_down(
    carry: str, spent: tuple[int, ...], available: tuple[int, ...], over: tuple[int, ...]
) -> None:
    lines = budget_years(budget(carry), YEARS, dict(zip(YEARS, spent, strict=True)))
    assert tuple(line.available for line in lines) == available
    assert tuple(line.over for line in lines) == over


@pytest.mark.requirement(11)
def test_a_reserve_is_kept_back_of_each_grant_and_not_carried() -> None:
    # 100 − round(12.5) = 87 each year, the rest carried: 87, 174, 261.
    lines = budget_years(budget(reserve="12.5"), YEARS, {})
    assert [line.reserve for line in lines] == [13, 13, 13]
    assert [line.available for line in lines] == [87, 174, 261]


def test_a_year_without_a_grant_has_what_was_carried() -> None:
    lines = budget_years(Budget(grants={"2007": 50}), YEARS, {2007: 20})
    assert [line.available for line in lines] == [50, 30, 30]


def test_what_is_paid_after_the_period_counts_in_its_last_year() -> None:
    # The extension is paid on 1 February 2008, the period ends with 2007.
    contract = {"last_day": "2008-01-31", "extension": {"months": 1, "cost": 40}}
    on = programme(
        {"installed": {"ash": {"finance": {"contract": contract}}}, "budgets": {"ash": {"grants": {"2007": 40}}}}
    )
    plan = decisions(contracts={"finance/ash": {"last_day": "2008-02-29", "by": "extension"}})
    [line] = all_budgets(on, ledger_of(Schedule(on, plan)).entries)["ash"]
    assert (line.year, line.spent, line.over) == (2007, 40, 0)
