"""Staff pools, change load, and cutovers in quick succession."""

import pytest

from consolidate.rules import Rule
from tests.scenarios import breaches, broken, decisions, examined, monday, objects, programme

NEED = {"templates": {"full": {"cutover": {"staff": {"trainer": 4}}}}}
LATER = {"finance/birch/cutover": 3, "finance/birch/decommission": 4}

# --- staff ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tenths", "rules"), [(8, set()), (7, {"staff"})])
def test_a_pool_is_never_used_beyond_what_it_has(tenths: int, rules: set[str]) -> None:
    # Both cutovers in week 2 need 4 + 4 = 8 tenths.
    assert broken(programme(NEED, {"pools": {"joint": {"trainer": tenths}}})) == rules


def test_an_overused_pool_is_told_with_weeks_amounts_and_users() -> None:
    [over] = breaches(programme(NEED, {"pools": {"joint": {"trainer": 5}}}), Rule.STAFF)
    assert over.objects == ("joint", "trainer", "finance/ash/cutover", "finance/birch/cutover")
    assert (over.weeks, over.amount, over.limit) == ((2, 3), 8, 5)


@pytest.mark.requirement(45)
def test_a_town_may_use_its_own_pool_instead_of_the_joint_one() -> None:
    pools = {"pools": {"joint": {"trainer": 4}, "ash": {"trainer": 4}}}
    own = {"finance/ash/cutover": {"trainer": "ash"}}
    assert broken(programme(NEED, pools)) == {"staff"}
    assert broken(programme(NEED, pools), decisions(pools=own)) == set()


@pytest.mark.parametrize("pool", ["birch", "moon"])
def test_a_need_is_met_by_the_towns_own_pool_or_the_joint_one_only(pool: str) -> None:
    pools = {"pools": {"joint": {"trainer": 8}, "ash": {"trainer": 4}, "birch": {"trainer": 8}}}
    [wrong] = breaches(programme(NEED, pools), Rule.STAFF, decisions(pools={"finance/ash/cutover": {"trainer": pool}}))
    assert wrong.objects == ("finance/ash/cutover", pool)


def test_a_joint_step_may_borrow_from_named_lenders() -> None:
    need = {"templates": {"joint": {"install": {"staff": {"manager": 2}}}}, "pools": {"ash": {"manager": 2}}}
    lend = {"templates": {"joint": {"install": {"lenders": ["ash"]}}}}
    borrowed = decisions(pools={"finance/joint/install": {"manager": "ash"}})
    assert broken(programme(need), borrowed) == {"staff"}
    assert broken(programme(need, lend), borrowed) == set()


def test_a_pool_named_for_a_skill_that_is_not_needed_is_told() -> None:
    plan = decisions(pools={"finance/ash/cutover": {"juggler": "ash"}})
    assert objects(breaches(programme(), Rule.STAFF, plan)) == [("finance/ash/cutover", "ash")]


@pytest.mark.requirement(37)
@pytest.mark.parametrize(("cutover", "rules"), [(5, {"staff"}), (6, set())])
def test_people_who_move_to_the_joint_pool_are_there_from_a_date_on(cutover: int, rules: set[str]) -> None:
    # Tuesday of week 5: what holds on a week's Monday holds for the week, so from week 6.
    pools = {"pools": {"joint": {"trainer": {"2007-01-01": 4, "2007-02-06": 8}}}}
    late = {f"finance/{town}/cutover": cutover for town in ("ash", "birch")}
    rest = {f"finance/{town}/decommission": 9 for town in ("ash", "birch")}
    assert broken(programme(NEED, pools), decisions({**late, **rest})) == rules


def test_before_the_first_date_a_pool_has_nobody() -> None:
    assert broken(programme(NEED, {"pools": {"joint": {"trainer": {monday(3): 8}}}})) == {"staff"}


@pytest.mark.parametrize(("percent", "rules"), [(88.89, set()), (88.88, {"staff"})])
def test_a_percentage_cuts_a_pool_rounded_down(percent: float, rules: set[str]) -> None:
    # ⌊9 × 88.89 %⌋ = ⌊8.0001⌋ = 8, and ⌊9 × 88.88 %⌋ = ⌊7.9992⌋ = 7.
    cut = {"pools": {"joint": {"trainer": 9}}, "calendar": {"capacity": {"all": {monday(2): percent, monday(3): 100}}}}
    assert broken(programme(NEED, cut)) == rules


def test_a_paused_step_uses_no_staff() -> None:
    # Ash's cutover takes weeks 2 and 4; birch's, in week 3, has the pool alone.
    closed = {"calendar": {"closed": {"ash": {"break": {"from": monday(3), "to": monday(3)}}}}}
    two_weeks = {"templates": {"full": {"cutover": {"weeks": 2}}}}
    pool = {"pools": {"joint": {"trainer": 4}}}
    one_week = {"templates": {"full": {"cutover": {"weeks": 1}}}}
    late = {"finance/ash/decommission": 5, "finance/birch/cutover": 3, "finance/birch/decommission": 4}
    assert broken(programme(NEED, closed, one_week, pool), decisions(late)) == set()
    both = examined(programme(NEED, closed, two_weeks, pool), decisions({**late, "finance/birch/decommission": 5}))
    [over] = both.by_rule()[Rule.STAFF]
    assert over.weeks == (4, 5)


def test_people_who_are_gone_are_gone_from_the_date_that_actuals_give() -> None:
    pool = {"pools": {"joint": {"trainer": 8}}}
    gone = {"actuals": {"pools": {"joint": {"trainer": {monday(2): 4}}}}}
    back = {"pools": {"joint": {"trainer": {monday(0): 8, monday(2): 8}}}}
    assert broken(programme(NEED, pool)) == set()
    assert broken(programme(NEED, pool, gone)) == {"staff"}
    assert broken(programme(NEED, back, {"actuals": {"pools": {"joint": {"trainer": {monday(1): 4}}}}})) == set()


# --- change_load ----------------------------------------------------------------------------------------

CHANGE = {"templates": {"full": {"cutover": {"change": 5}, "decommission": {"change": 2}}}}


@pytest.mark.requirement(30)
@pytest.mark.parametrize(("points", "rules"), [(7, set()), (6, {"change_load"})])
def test_points_under_way_never_pass_what_a_town_can_take(points: int, rules: set[str]) -> None:
    # With 2 weeks of cutover, weeks 2 and 3, and the measure in week 3: 5 + 2 = 7.
    talk = {"measures": {"talk": {"weeks": 1, "change": 2, "lead": "ash"}}}
    capacity = {"municipalities": {"ash": {"change_capacity": points}}}
    assert broken(programme(CHANGE, talk, capacity), decisions({"talk": 2})) == rules


@pytest.mark.requirement(33)
@pytest.mark.parametrize(("weeks", "rules"), [(1, set()), (2, {"change_load"})])
def test_a_town_carries_points_for_some_weeks_after_its_cutover(weeks: int, rules: set[str]) -> None:
    # The cutover ends with week 3; settling 1 week fills week 3, 2 weeks fill week 4 too, where 2 + 4 > 5.
    settle = {"templates": {"full": {"cutover": {"settle": {"weeks": weeks, "points": 4}}}}}
    capacity = {"municipalities": {"ash": {"change_capacity": 5}}}
    assert broken(programme(CHANGE, settle, capacity), decisions({"finance/ash/decommission": 4})) == rules


def test_joint_work_loads_every_participant_or_its_lead() -> None:
    install = {"templates": {"joint": {"install": {"change": 3}}}}
    capacity = {"municipalities": {"birch": {"change_capacity": 2}}}
    [over] = breaches(programme(install, capacity), Rule.CHANGE_LOAD)
    assert over.objects == ("birch", "finance/joint/install")
    assert (over.weeks, over.amount, over.limit) == ((0, 2), 3, 2)
    lead = {"domains": {"finance": {"lead": "ash"}}}
    assert broken(programme(install, capacity, lead)) == set()


def test_a_paused_step_still_counts_for_change_load() -> None:
    closed = {"calendar": {"closed": {"ash": {"break": {"from": monday(3), "to": monday(3)}}}}}
    talk = {"measures": {"talk": {"weeks": 1, "change": 3, "lead": "ash"}}}
    capacity = {"municipalities": {"ash": {"change_capacity": 7}}}
    two_weeks = {"templates": {"full": {"cutover": {"weeks": 2}}}}
    on = programme(CHANGE, closed, talk, capacity, two_weeks)
    rest = {"finance/ash/decommission": 5, "finance/birch/decommission": 4}
    assert broken(on, decisions({**rest, "talk": 3})) == {"change_load"}
    assert broken(on, decisions({**rest, "talk": 5})) == set()


def test_a_soft_capacity_is_a_price_and_no_violation() -> None:
    soft = {"municipalities": {"ash": {"change_capacity": {"points": 1, "price": 10}}}}
    assert broken(programme(CHANGE, soft)) == set()


# --- cutover_limit --------------------------------------------------------------------------------------

TWO_FIELDS = {
    "domains": {"school": {"candidates": {"desk": {"quality": 7, "routes": ["procure"]}}}},
    "installed": {"ash": {"school": {"users": 5}}, "birch": {"school": {"users": 5}}},
}
SCHOOL = {"school": {"product": "desk", "route": "procure"}}


@pytest.mark.parametrize(("start", "rules"), [(5, {"cutover_limit"}), (6, set())])
def test_a_town_starts_no_more_cutovers_than_it_may_in_so_many_weeks(start: int, rules: set[str]) -> None:
    # One in any 4 weeks: after week 2 the next may start in week 6.
    limit = {"municipalities": {"ash": {"cutovers": {"max": 1, "weeks": 4}}}}
    school = {"school/joint/install": 0, "school/ash/cutover": start, "school/birch/cutover": 2}
    assert broken(programme(TWO_FIELDS, limit), decisions(school, targets=SCHOOL)) == rules


@pytest.mark.parametrize(("start", "rules"), [(3, {"cutover_limit"}), (4, set())])
def test_a_domain_may_limit_its_cutovers_over_all_towns(start: int, rules: set[str]) -> None:
    limit = {"domains": {"finance": {"cutovers": {"max": 1, "weeks": 2}}}}
    plan = decisions({"finance/birch/cutover": start, "finance/birch/decommission": 6})
    assert broken(programme(limit), plan) == rules


def test_a_window_with_too_many_cutovers_is_told_once() -> None:
    limit = {"domains": {"finance": {"cutovers": {"max": 1, "weeks": 2}}}}
    [crowd] = breaches(programme(limit), Rule.CUTOVER_LIMIT)
    assert crowd.objects == ("finance", "finance/ash/cutover", "finance/birch/cutover")
    assert (crowd.weeks, crowd.amount, crowd.limit) == ((2, 4), 2, 1)
