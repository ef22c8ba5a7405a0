"""Accounts as a council reads them."""

from __future__ import annotations

from tests.analysis.example import documents, subject
from tests.study.accounted import Json, by_hand, merger, studied, text_of, two_towns


def test_tables_say_who_is_worse_off_and_what_makes_it_good() -> None:
    of = two_towns()
    text = text_of(studied(of, "given.south=100"), of)
    assert "| north | +49,176 | 5.2 | 4,429,997 | 472,980 | 1,532,422 | 56,880 | 657,954 | 1,660,584 | 0 |" in text
    assert "| **together** | **+165,174** | **–** | **7,118,546** |" in text
    assert "| north | 1 | 145 | 0 | 5 of 10 points | week 20 of 2009 |" in text
    assert "| municipality | as in the plan | common | given.south=100 |" in text
    assert "| **worse off** | **0** | **0** | **1** |" in text
    assert "- as in the plan; common: nobody is worse off, no payments are needed." in text
    assert "south is worse off; payments of " in text
    assert "▼ −" in text
    assert "As planned, joint cost is shared by: common." in text
    assert "| year | better or worse | staying as today | own one-off | share of joint one-off | leaving fees |" in text
    assert "24,452 of what the old systems cost is paid twice" in text
    assert "time released worth 628,308 in all" in text


def test_a_benefit_that_all_get_is_named_once() -> None:
    text = text_of(studied(subject()), subject())
    assert text.count("recruiting") == 1
    assert "- All get these benefits without a price: recruiting" in text
    scenario, plan = documents()
    scenario["benefits"]["recruiting"]["requires"] = ["archive"]
    scenario["domains"]["archive"]["participants"] = ["north"]
    del scenario["goals"]["open-archive"]
    kept = {step: start for step, start in plan["decisions"]["steps"].items() if "archive/south" not in step}
    plan["decisions"]["steps"] = kept
    one = text_of(studied(subject(scenario, plan)), subject())
    assert "All get these benefits without a price" not in one
    assert "- benefits without a price: recruiting" in one


def test_running_cost_by_key_has_two_tables() -> None:
    text = text_of(studied(merger()), merger())
    assert "#### The key shares joint one-off cost; running cost is shared as in the plan" in text
    assert "#### The key shares joint one-off cost and joint running cost" in text
    assert "The key shares" not in text_of(studied(two_towns()), two_towns())


def test_lacking_is_told() -> None:
    of = two_towns({"measures": {"coordination": {"cost": 1_000_000}}})
    text = text_of(studied(of), of)
    assert "all together lack 684,826, so that no payments can leave nobody worse off" in text


def test_the_sum_is_said_to_depend_on_the_key_where_it_does() -> None:
    said = "so that the sum depends on the key too"
    assert text_of(studied(merger()), merger()).count(said) == 1  # for running cost, not for one-off cost alone
    assert said not in text_of(studied(two_towns(), "equal=1"), two_towns())


def test_keys_that_come_to_the_same_are_told_together_and_not_all_losers_are_named() -> None:
    # ten towns share 1,000 for nothing
    towns = [f"town{place}" for place in range(10)]
    patch: Json = {
        "municipalities": {"ash": None, "birch": None, **{town: {"inhabitants": 1} for town in towns}},
        "installed": {"ash": None, "birch": None, **{town: {"finance": {"users": 1}} for town in towns}},
        "domains": {"finance": {"candidates": {"alfa": {"joint_cost": 1000}}}},
        "keys": {"heads": {"inhabitants": 1}, "half": {"equal": 1}},
    }
    of = by_hand(patch)
    text = text_of(studied(of), of)
    named = ", ".join(towns[:8])
    lacking = "all together lack 1,000, so that no payments can leave nobody worse off."
    assert f"- as in the plan; half; heads: {lacking} Worse off: {named} and 2 more." in text
