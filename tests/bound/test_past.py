"""What has happened leaves the room that it has not certainly taken, of weeks and money, and never less than none."""

from __future__ import annotations

import random
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import pytest

from consolidate.bound.past import left_over
from consolidate.programme.programme import Programme
from tests.bound.happened import CUT, HIGH, UNDER_WAY, cheapest, past
from tests.bound.test_relaxation import relaxed
from tests.drawn.context import Json
from tests.scenarios import day, monday, patched, programme

STAFFED: Json = {
    "templates": {"full": {"cutover": {"staff": {"application": 3}}}},
    "pools": {"joint": {"application": 3}},
    "installed": {"birch": {"finance": {"running": 9000}}},
}
BOTH = ("joint/application", "birch/application")
"""The pools that birch may draw on; its own has nobody."""


def at_prices(given: Programme, kind: str, names: Iterable[str], weeks: range) -> int:
    """The value where some resources have a high price in some weeks."""
    relaxation = relaxed(given)
    at = np.zeros(relaxation.shape.size)
    for name in names:
        relaxation.shape.parts(at)[0][relaxation.rows.resources[kind, name], list(weeks)] = HIGH
    return relaxation.solve(at).value


@pytest.mark.parametrize("has", [{"application": 3}, {"application": {monday(0): 2, monday(7): 3}}])
def test_it_leaves_the_staff_that_it_has_not_taken_and_never_less_than_none(has: Json) -> None:
    """Just what there is, or one tenth too few: birch waits for week 7."""
    given = programme(patched(patched(STAFFED, {"pools": {"joint": None}}), {"pools": {"joint": has}}), past(UNDER_WAY))
    assert at_prices(given, "staff", BOTH, range(4, 7)) == cheapest(given)


def test_while_it_rests_its_staff_is_there_for_others() -> None:
    """Ash rests in week 5, and birch cuts over."""
    closed = {"calendar": {"closed": {"ash": {"holiday": {"from": monday(5), "to": day(5, 4)}}}}}
    given = programme(STAFFED, closed, past(UNDER_WAY))
    assert (
        at_prices(given, "staff", BOTH, range(4, 7)) <= cheapest(given) < cheapest(programme(STAFFED, past(UNDER_WAY)))
    )


def test_staff_that_may_have_come_from_another_pool_is_not_taken() -> None:
    """Ash can carry its own cutover: birch has the joint pool at once."""
    able = programme(STAFFED, {"pools": {"ash": {"application": 3}}}, past(UNDER_WAY))
    assert at_prices(able, "staff", BOTH, range(4, 7)) <= cheapest(able)
    unable = programme(STAFFED, {"pools": {"ash": {"application": 2}}}, past(UNDER_WAY))
    assert at_prices(unable, "staff", BOTH, range(4, 7)) == cheapest(unable) > cheapest(able)


def test_it_leaves_the_change_that_it_does_not_bring() -> None:
    """Ash's cutover brings 3 points until week 7, and as many settle for two weeks: shutting down waits for week 9."""
    full = {"cutover": {"change": 3, "settle": {"weeks": 2, "points": 3}}, "decommission": {"change": 2}}
    dear = {"ash": {"finance": {"running": 9000}}}
    for capacity in (3, 2):
        change = {"municipalities": {"ash": {"change_capacity": capacity}}, "templates": {"full": full}}
        given = programme(change, {"installed": dear}, past(UNDER_WAY))
        assert at_prices(given, "change", ["ash"], range(4, 9)) == cheapest(given)


def test_it_takes_its_place_among_cutovers() -> None:
    """One cutover in any six weeks, and ash's started in week 3: birch's may in week 9."""
    limit = {"domains": {"finance": {"cutovers": {"max": 1, "weeks": 6}}}}
    given = programme(STAFFED, {"pools": {"joint": {"application": 9}}}, limit, past(UNDER_WAY))
    assert at_prices(given, "domain_cutovers", ["finance"], range(4, 9)) == cheapest(given)


# --- the money it leaves ------------------------------------------------------------------------------------

TWO_YEARS: Json = {
    "period": {"end": "2008-12-28", "value_until": "2009-12-31"},
    "templates": {"full": {"cutover": {"cost_percent": 60}, "decommission": {"cost_percent": 40}}},
    "domains": {"finance": {"candidates": {"alfa": {"local_cost": 500}}}},
    "installed": {"ash": {"finance": {"running": 9000}}},
}


@pytest.mark.parametrize(("first", "second"), [(300, 200), (450, 50), (100, 200)])
def test_it_leaves_the_money_that_it_has_not_spent_and_never_less_than_none(first: int, second: int) -> None:
    """Ash cut over for 300. Its 200 for shutting down are there only in 2008, be 2007 used up, or overspent."""
    budget = {"budgets": {"ash": {"grants": {"2007": first, "2008": second}}}}
    given = programme(TWO_YEARS, budget, past({CUT: {"started": monday(2), "finished": day(2, 4)}}))
    relaxation = relaxed(given)
    at = np.zeros(relaxation.shape.size)
    relaxation.shape.parts(at)[1][relaxation.rows.payers["ash"], 0] = HIGH
    value, left = relaxation.solve(at).value, max(0, first - 300)
    assert value == cheapest(given) - left * HIGH
    assert relaxation.rows.room[0] == [left, left + second]


def test_it_is_paid_in_the_year_of_its_start_or_of_its_end() -> None:
    """Ash cuts over from 2007 into 2008, at a cost of 300."""
    happened = past({CUT: {"started": monday(50), "remaining_weeks": 4}}, 51)
    budget = {"budgets": {"ash": {"grants": {"2007": 400, "2008": 700}, "carry_over_percent": 0}}}
    for pays, room in (("start", [100, 700]), ("end", [400, 400])):
        given = programme(TWO_YEARS, budget, {"templates": {"full": {"cutover": {"pays": pays}}}}, happened)
        assert relaxed(given).rows.room == [room]


def test_what_differs_between_targets_is_spent_as_far_as_it_is_certain() -> None:
    beta = {"quality": 7, "routes": ["procure"], "local_cost": 100}
    two = {"domains": {"finance": {"candidates": {"beta": beta}}}, "budgets": {"ash": {"grants": {"2007": 400}}}}
    given = programme(TWO_YEARS, two, past({CUT: {"started": monday(2), "finished": day(2, 4)}}))
    assert relaxed(given).rows.room[0][0] == 400 - 60


def drawn_years(rng: random.Random) -> tuple[list[int], list[int], Fraction, int]:
    """Grants, what facts cost, the share carried over, and the year in which something else is paid first."""
    years = rng.randint(1, 5)
    grants, facts = ([rng.randint(0, 9) for _year in range(years)] for _list in range(2))
    return grants, facts, Fraction(rng.randint(0, 4), 4), rng.randrange(years)


def test_what_is_left_over_is_never_less_than_others_can_spend() -> None:
    """Against spending year by year as budgets say: all that there is, something or nothing in each year."""
    rng, exact = random.Random(5), 0
    for _case in range(400):
        grants, facts, share, first = drawn_years(rng)
        left = left_over(grants, facts, share, first)
        for _try in range(10):
            carried, total = Fraction(0), Fraction(0)
            for year, (grant, fact) in enumerate(zip(grants, facts, strict=True)):
                have = max(Fraction(0), carried + grant - fact)
                spent = have * rng.choice((0, 1, Fraction(1, 2))) if year >= first else Fraction(0)
                carried, total = share * (have - spent), share * total + spent
                assert total <= left[year]
                exact += total == left[year] > 0
    assert exact > 400


@pytest.mark.parametrize(("first", "left"), [(0, [150, 150, 250]), (1, [150, 50, 150])])
def test_what_was_carried_pays_for_facts_until_something_else_can_be_paid(first: int, left: list[int]) -> None:
    """150 carried into a year in which facts cost 100 more than is granted."""
    assert left_over([200, 100, 100], [50, 200, 0], Fraction(1), first) == left
