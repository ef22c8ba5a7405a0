"""The tables of present value, against computations of their own (SPEC §7.1, §7.11)."""

import math
from datetime import date, timedelta
from fractions import Fraction

import pytest

from consolidate.programme.timeline import Timeline
from consolidate.scenario.read import parse_scenario
from tests.scenarios import BASE, patched


def timeline(**period: object) -> Timeline:
    return Timeline(parse_scenario(patched(BASE, {"period": {"discount_percent": 4, **period}})))


def days_of(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


@pytest.mark.parametrize("percent", [0, 4, 7.5])
def test_the_factor_of_a_week_is_the_yearly_rate_by_day(percent: float) -> None:
    f = timeline(discount_percent=percent).f
    assert f[0] == 100_000
    for week, factor in enumerate(f):
        exact = 100_000 * math.exp(-7 * week / 365 * math.log1p(percent / 100))
        assert abs(factor - exact) <= 0.5 + 1e-6
    # 100 000 / 1.04 = 96 153.8; week 52 is 364 days: 96 164.2.
    if percent == 4:
        assert f[52] == 96164


def test_the_running_table_sums_the_factors_of_days_over_the_days_of_their_years() -> None:
    made = timeline(start="2007-01-04", value_until="2009-03-31")
    exact = Fraction(0)
    for index in range(made.valued_days + 1):
        assert abs(made.running[index] - exact) <= Fraction(1, 2)
        day = date(2007, 1, 1) + timedelta(days=index)
        if day >= date(2007, 1, 4) and index < made.valued_days:
            exact += Fraction(made.f[index // 7], days_of(day.year))
    assert made.valued_days == (date(2009, 3, 31) - date(2007, 1, 1)).days + 1


def test_without_discount_a_year_is_worth_one() -> None:
    made = timeline(discount_percent=0, value_until="2008-12-31")
    assert made.running_until(365) == 100_000
    assert made.running_until(365 + 366) == 200_000
    assert made.running_until(10_000) == 200_000
    assert made.running_until(-5) == 0


@pytest.mark.parametrize("ramp_weeks", [0, 1, 52])
def test_a_benefit_ramps_up_by_days_from_an_end(ramp_weeks: int) -> None:
    made = timeline(value_until="2008-06-30")
    table = made.benefit(ramp_weeks)
    for end in (0, 3, 30, 52):
        exact = Fraction(0)
        for number, index in enumerate(range(7 * end, made.valued_days), start=1):
            year = (date(2007, 1, 1) + timedelta(days=index)).year
            part = Fraction(min(number, 7 * ramp_weeks), 7 * ramp_weeks) if ramp_weeks else Fraction(1)
            exact += part * Fraction(made.f[index // 7], days_of(year))
        assert abs(table[end] - exact) <= Fraction(1, 2)


def test_nominal_sums_are_differences_of_a_running_total_rounded_down() -> None:
    made = timeline(value_until="2008-12-31")
    # 1000 a year: 31 days of 2007 are 84.93…, 59 days 161.6…; 2007 whole 1000, and 31 days of 2008 84.69… more.
    assert made.nominal(1000, 31) == 84
    assert made.nominal(1000, 59) == 161
    assert made.nominal(1000, 365) == 1000
    assert made.nominal(1000, 365 + 31) == 1084
    assert made.nominal(-1000, 31) == -84


def test_a_ramping_benefit_brings_nominally_what_its_days_bring() -> None:
    made = timeline(value_until="2007-12-31")
    # Ramp of 2 weeks from day 0: days 1 … 14 bring Σn/14 = 7.5 days, then 351 whole days: 358.5 days of 365.
    assert made.ramped_nominal(365, 0, 14) == 7 + 351
    assert made.ramped_nominal(365, 0, 14, until=14) == 7
    assert made.ramped_nominal(365, 0, 0) == 365


def test_the_value_runs_to_five_years_after_the_period_where_nothing_is_said() -> None:
    made = timeline(value_until=None)
    assert made.day_at(made.valued_days - 1) == date(2012, 12, 30)
