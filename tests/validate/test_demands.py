"""Warnings about weeks, dates, choices, money and aims."""

import pytest

from consolidate.programme.programme import Programme
from tests.graph.small import SECOND, Json
from tests.validate.found import found, one, scenario
from tests.validate.test_certain import some_plan


def test_a_window_that_leaves_no_week() -> None:
    freeze = {"blackouts": {"freeze": {"from": "2024-01-15", "to": "2024-10-06"}}}
    warning = one("no_week", freeze)
    assert (warning.path, warning.certain) == ("templates.full.cutover", True)
    assert warning.data["reasons"] == ["blackouts.freeze"]
    assert found("no_week", {"blackouts": {"freeze": {"from": "2024-01-22", "to": "2024-10-06"}}}) == []
    assert found("no_week", {"blackouts": {"freeze": {"from": "2024-01-15", "to": "2024-10-06", "price": 1}}}) == []


def test_a_period_that_is_too_short() -> None:
    warning = one("no_week", {"templates": {"joint": {"install": {"weeks": 40}}}})
    assert (warning.path, warning.data["reasons"]) == ("templates.full.cutover", ["period.end"])
    long = {"domains": {"ledger": {"templates": {"joint": {"install": {"weeks": 41}}}}}}
    assert one("no_week", long).path == "domains.ledger.templates.joint.install"


def test_closed_weeks_that_leave_no_week() -> None:
    every = {"calendar": {"closed": {"all": {"fair": {"from": "2024-01-08", "to": "2024-10-04"}}}}}
    avoiding = {"templates": {"joint": {"install": {"closed_weeks": "avoid"}}}}
    assert one("no_week", every, avoiding).data["reasons"] == ["calendar.closed"]


@pytest.mark.requirement("REQ-15")
def test_a_body_that_never_meets() -> None:
    board = {"bodies": {"board": {"meets": ["2025-01-01"]}}}
    decided = {"templates": {"joint": {"install": {"decision": "board"}}}}
    assert found("body_never_meets", board) == []
    warning = one("body_never_meets", board, decided)
    assert (warning.path, warning.certain) == ("bodies.board.meets", True)
    assert found("body_never_meets", decided, {"bodies": {"board": {"meets": {"day": 1}}}}) == []


def milestone(due: str, **fields: int) -> Json:
    return {"milestones": {"M": {"due": due, "complete": ["ledger"], **fields}}}


@pytest.mark.requirement("REQ-50")
def test_a_milestone_that_cannot_be_met_is_told_with_its_weeks_and_its_chain() -> None:
    assert found("milestone_late", milestone("2024-01-15")) == []  # reached in week 3, which this day begins
    warning = one("milestone_late", milestone("2024-01-14"))
    assert (warning.data["weeks"], warning.certain) == (1, True)
    assert warning.data["chain"] == ["ledger/joint/install", "ledger/birch/cutover", "ledger"]
    assert not one("milestone_late", milestone("2024-01-14", late_per_week=5)).certain


def test_a_milestone_that_is_not_reached_in_the_period() -> None:
    late = {"domains": {"ledger": {"templates": {"joint": {"install": {"not_before": "2024-09-30"}}}}}}
    warning = one("milestone_late", milestone("2024-09-30", late_per_week=5), late)
    assert (warning.data["weeks"], warning.certain) == (None, True)


def contract(**fields: object) -> Json:
    return {"installed": {"ash": {"ledger": {"contract": fields}}}}


def test_a_fixed_term_that_ends_too_soon() -> None:
    assert found("contract_too_short", contract(last_day="2024-01-28")) == []  # decommissioned in week 3
    warning = one("contract_too_short", contract(last_day="2024-01-27"))
    assert (warning.path, warning.certain) == ("installed.ash.ledger.contract", True)
    assert warning.data["earliest"] == "2024-01-26"
    longer = {"months": 1, "cost": 5}
    assert found("contract_too_short", contract(last_day="2024-01-27", extension=longer)) == []
    assert len(found("contract_too_short", contract(last_day="2024-01-27", leave_fee=1))) == 1
    assert found("contract_too_short", contract(last_day="2024-01-27", renews_months=6)) == []


@pytest.mark.requirement("REQ-52")
def test_a_route_that_nobody_can_take() -> None:
    extend = {"domains": {"ledger": {"candidates": {"new": {"routes": ["extend"]}}}}}
    assert one("route_nobody_can_take", extend).data["owned"] is False
    assert one("no_option", extend).certain
    owned = {"installed": {"ash": {"ledger": {"product": "new"}}}}
    assert one("route_nobody_can_take", extend, owned).data["owned"] is True
    option = {"domains": {"ledger": {"candidates": {"new": {"extension_option": True}}}}}
    assert found("route_nobody_can_take", extend, owned, option) == []
    cheap = {"domains": {"ledger": {"candidates": {"new": {"value": 9}}}}, "policy": {"tender_threshold": 10}}
    assert found("route_nobody_can_take", extend, owned, cheap) == []
    assert found("route_nobody_can_take", {"domains": {"ledger": {"candidates": {"new": {"routes": None}}}}}) == []


def test_a_required_domain_that_waits_for_an_optional_one() -> None:
    optional = {"domains": {"archive": {"required": False}, "ledger": {"needs": ["archive"]}}}
    assert one("waits_for_optional", SECOND, optional).data["waits_for"] == ["archive"]
    assert found("waits_for_optional", SECOND, optional, {"domains": {"archive": {"required": True}}}) == []


CAMEL: Json = {"installed": {"ash": {"ledger": {"quality": 9, "baby": "own reports"}}}}


def policy(kind: str, scope: str, **limit: object) -> Json:
    return {"policy": {kind: {scope: limit}}}


@pytest.mark.requirement("REQ-27")
def test_limits_on_camels_that_no_choice_keeps() -> None:
    assert one("camels_beyond_limit", CAMEL, policy("camels", "ash", max=0)).certain
    assert found("camels_beyond_limit", CAMEL, policy("camels", "birch", max=0)) == []
    assert found("camels_beyond_limit", CAMEL, policy("camels", "ash", max=0, accepted=["ledger"])) == []
    assert not one("camels_beyond_limit", CAMEL, policy("camels", "all", max=0, price=7)).certain
    assert one("camels_beyond_limit", CAMEL, policy("camels", "ash", refused=["ledger"])).path.endswith("refused")


@pytest.mark.parametrize(("most", "warned"), [(20, False), (19, True)])
def test_a_limit_on_burden_that_no_choice_keeps(most: int, warned: bool) -> None:
    burden = policy("camels", "all", max_burden=most)  # 10 users lose 2 points
    assert bool(found("camels_beyond_limit", CAMEL, burden)) == warned


def test_limits_on_babies_that_no_choice_keeps() -> None:
    assert one("babies_beyond_limit", CAMEL, policy("babies", "all", max=0)).certain
    kept = {"domains": {"ledger": {"candidates": {"old": {"quality": 5, "extension_option": True}}}}}
    assert found("babies_beyond_limit", CAMEL, policy("babies", "all", max=0), kept) == []
    assert (
        found(
            "babies_beyond_limit", CAMEL, policy("babies", "all", max=0), {"domains": {"ledger": {"required": False}}}
        )
        == []
    )


def money(payer: str, has: int, **budget: object) -> Json:
    costs = {"joint_cost": 100, "local_cost": 40}
    return {
        "domains": {"ledger": {"candidates": {"new": costs}}},
        "budgets": {payer: {"grants": {"2024": has}, **budget}},
    }


@pytest.mark.requirement("REQ-08")
@pytest.mark.parametrize(("payer", "least"), [("programme", 100), ("ash", 40)])
def test_too_little_money(payer: str, least: int) -> None:
    assert found("too_little_money", money(payer, least)) == []
    warning = one("too_little_money", money(payer, least - 1))
    assert (warning.data["missing"], warning.certain) == (1, True)
    assert not one("too_little_money", money(payer, least - 1, price=2)).certain
    assert one("too_little_money", money(payer, least, reserve_percent=10)).data["has"] == least * 9 // 10


def test_what_facts_alone_have_overspent_leaves_it_open_whether_there_is_a_plan() -> None:
    """A year in which facts alone are paid for may be overspent: the towns' 100 and what comes after may still do."""
    period = {"period": {"end": "2025-10-05"}}
    done = {"actuals": {"steps": {"ledger/joint/install": {"started": "2024-01-08", "finished": "2024-01-19"}}}}
    later = {"measures": {"desk": {"weeks": 1, "cost": 50, "not_before": "2025-01-06"}}}
    poor = {"budgets": {"programme": {"grants": {"2024": 90, "2025": 50}}}}
    case = (money("programme", 0), period, done, {"status_date": "2024-06-03"}, later, poor)
    assert not one("too_little_money", *case).certain
    assert some_plan(Programme(scenario(*case)))
    short = {"budgets": {"programme": {"grants": {"2025": 49}}}}
    assert one("too_little_money", *case, short).certain
    assert some_plan(Programme(scenario(*case, short))) is None


def test_the_cheapest_choice_counts_and_shares_are_paid_by_municipalities() -> None:
    cheaper = {
        "domains": {"ledger": {"candidates": {"plain": {"quality": 4, "routes": ["procure"], "joint_cost": 60}}}}
    }
    assert one("too_little_money", money("programme", 59), cheaper).data["least"] == 60
    assert found("too_little_money", money("programme", 0), {"domains": {"ledger": {"required": False}}}) == []
    shares = {"sharing": {"joint_one_off": {"paid_by": "shares", "key": "equal"}}}
    assert one("too_little_money", money("ash", 0), shares).data["least"] == 90
    assert found("too_little_money", money("programme", 0), shares) == []


def test_money_really_spent_that_no_budget_reckons_with() -> None:
    spent = {"programme": {"2025": 0, "2024": 900}, "ash": {"2024": 5}, "birch": {}}
    ash, programme = found("spent_not_booked", {"actuals": {"spent": spent}})
    assert (ash.path, ash.data) == ("actuals.spent.ash", {"payer": "ash", "spent": {"2024": 5}})
    assert (programme.path, programme.certain) == ("actuals.spent.programme", False)
    assert programme.data["spent"] == {"2024": 900, "2025": 0}
    assert "what programme really spent in 2024, 2025 is kept and not booked" in programme.text
    assert "(`budgets.programme.grants`)" in programme.text
    assert found("spent_not_booked", {"actuals": {"spent": {"ash": {}}}}) == []


def test_a_key_that_weighs_nothing() -> None:
    towns = {name: {"inhabitants": 0, "pcs": 3} for name in ("ash", "birch")}
    key = {"keys": {"size": {"inhabitants": 70, "pcs": 30}}, "sharing": {"joint_one_off": {"key": "size"}}}
    assert one("key_without_size", key, {"municipalities": towns}).path == "keys.size.inhabitants"


GOALS: Json = {
    "goals": {"G": {"level": "regional", "indicator": "share joined"}},
    "measures": {"study": {"weeks": 1}},
}


@pytest.mark.requirement("REQ-03")
def test_goals_without_a_measure_and_measures_without_a_goal() -> None:
    assert one("goal_without_measure", GOALS).path == "goals.G"
    assert one("measure_without_goal", GOALS).path == "measures.study.goals"
    for served in ({"measures": {"study": {"goals": ["G"]}}}, {"goals": {"G": {"complete": ["study"]}}}):
        assert found("goal_without_measure", GOALS, served) == []
        assert found("measure_without_goal", GOALS, served) == []
    assert found("measure_without_goal", GOALS, {"goals": None}) == []


@pytest.mark.requirement("REQ-13")
def test_a_goal_that_cannot_be_measured() -> None:
    assert found("goal_without_indicator", GOALS) == []
    assert len(found("goal_without_indicator", GOALS, {"goals": {"G": {"indicator": None}}})) == 1


@pytest.mark.requirement("REQ-35")
def test_a_benefit_that_nobody_answers_for() -> None:
    gain = {"benefits": {"gain": {"requires": ["ledger"], "class": "not_priced"}}}
    assert one("benefit_without_owner", gain).path == "benefits.gain.owner"
    assert found("benefit_without_owner", gain, {"benefits": {"gain": {"owner": "head of finance"}}}) == []


def test_assumptions_are_counted() -> None:
    assumed = {
        "source": "assumption: invented",
        "municipalities": {"ash": {"source": "assumption"}, "birch": {"source": "census"}},
    }
    warning = one("rests_on_assumptions", assumed)
    assert (warning.data["count"], warning.certain) == (2, False)
