"""Groups of a tiny programme against trying every plan; what is not proven is left open, and noise is measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.analysis.subject import cash_value
from consolidate.ledger.book import reference_of
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.study.coalitions import coalitions
from consolidate.study.coalitions_shown import coalition_blocks
from consolidate.study.contest import SEEDS
from consolidate.study.document import BASE
from consolidate.study.effort import Effort
from consolidate.study.figures import ZERO, Figure
from consolidate.study.partings import (
    Ask,
    Partings,
    Wanted,
    each_staying_out,
    most_time_released,
    prices_something,
)
from consolidate.study.planned import Planned
from consolidate.study.variants import varied
from consolidate.units import FINE, Fine
from tests.model.brute import cheapest
from tests.scenarios import BASE as TINY
from tests.scenarios import patched
from tests.solve.searching import shipped
from tests.study.test_coalitions import WORK, exact, fine, parted, question

pytestmark = pytest.mark.slow

# --- a tiny one, by trying every plan ------------------------------------------------------------------

SMALL: dict[str, Any] = {
    "period": {"end": "2007-03-04", "discount_percent": 4},
    "keys": {"size": {"inhabitants": 100}},
    "sharing": {"joint_one_off": {"key": "size"}},
    "domains": {
        "finance": {
            "required": True,
            "candidates": {"alfa": {"joint_cost": 40_000, "local_cost": 9_000, "running_per_user": 900}},
        }
    },
    "installed": {"ash": {"finance": {"running": 90_000}}, "birch": {"finance": {"running": 31_000}}},
}
"""Ash saves 90,000 - 27,000 a year for one and a half years, Birch 31,000 - 9,000; the joint cost is 3 to 1."""


def tiny() -> Scenario:
    return parse_scenario(patched(TINY, SMALL))


@pytest.fixture(scope="module")
def small() -> Partings:
    return parted(tiny(), Wanted(each_staying_out(tiny()), samples=0))


def test_what_groups_are_worth_equals_trying_every_plan(small: Partings) -> None:
    """Nothing is priced, so that the cheapest plan has the least cash. Birch alone cannot carry the joint cost."""
    assert not prices_something(tiny())
    worth: dict[tuple[str, ...], int] = {}
    for name, scenario in small.scenarios.items():
        programme = Programme(scenario)
        least = cheapest(programme)
        assert least is not None
        amount = cash_value(reference_of(programme).entries) - least
        assert small.worth(name) == Figure(Fine(amount), ZERO, Fine(amount), Fine(amount))
        worth[tuple(sorted(scenario.municipalities))] = amount
    assert len(worth) == 3
    assert worth["birch",] < 0 < worth["ash",] < worth["ash", "birch"]


def test_who_pays_too_much_of_it_would_be_better_off_alone(small: Partings) -> None:
    """Ash bears 99 in 100 of the joint cost, as good as alone, and of the running cost, Birch's too: alone it has more.

    The whole is worth more than both alone, so there is a division that holds; the nearest gives Ash what it has alone.
    """
    key = {"given": {"ash": 99, "birch": 1}, "inhabitants": 0}
    patch = {"keys": {"size": key}, "sharing": {"running": {"key": "size"}}}
    scenario = varied(tiny(), patch)
    found = parted(scenario, Wanted((), samples=0))
    study = coalitions(found)
    assert study.core is not None
    ash = next(line for line in study.core.groups if line.members == ("ash",))
    assert ash.blocks
    assert exact(ash.more_alone) > 0
    assert study.core.division is not None
    assert study.core.division.exists
    shares = {name: fine(amount) for name, amount in study.core.division.shares.items()}
    assert shares["ash"] == pytest.approx(found.worth("ash").estimate, abs=FINE)
    assert sum(shares.values()) == sum(map(fine, study.accounts.values()))
    text = markdown(coalition_blocks(study, Names(scenario)))
    assert "1 of them would be better off alone than under the plan at hand. Most would gain ash" in text


def test_what_is_not_proven_is_left_open(small: Partings) -> None:
    """A plan that may not be the best: worth at least what it shows, at most what the bound leaves; accounts open."""
    made = small.found["ash"]
    assert made.plan is not None
    today = cash_value(reference_of(small.programmes["ash"]).entries)
    bound = Fine(made.plan.ledger.objective - 5 * FINE)
    unsure = Partings({BASE: tiny()}, WORK, wanted=Wanted(each_staying_out(tiny()), samples=0))
    unsure.found = {**small.found, "ash": replace(made, outcome=Outcome.FEASIBLE, bound=bound)}
    unsure.noise = Fine(7)
    least = Fine(today - made.plan.ledger.objective)
    assert unsure.worth("ash") == Figure(least, Fine(7), least, Fine(today - bound))
    assert unsure.gain("ash", ["ash"]) == Figure(least, Fine(7))
    study = coalitions(unsure)
    assert study.core is not None
    assert not study.core.proven
    ash = next(line for line in study.core.groups if line.members == ("ash",))
    assert 0 < (ash.worth.estimate or 0) < fine(ash.has) / FINE  # worth something alone, but less than as planned
    assert not ash.blocks
    assert question(study, "without", "birch").stayers.proven == (None, None)
    assert question(study, "without", "ash").stayers.sureness == "proven"
    assert "Not every plan is proven best" in markdown(coalition_blocks(study, Names(tiny())))


def test_priced_terms_and_time_released_widen_what_is_known() -> None:
    """Time released counts at half: of 100 and 60 a year, 80. A milestone has a price: a plan may be late."""
    benefit = {"requires": ["finance"], "class": "time_released", "per_year": {"ash": 100, "birch": 60}}
    patch = {
        "benefits": {"b": {**benefit, "owner": "mayor"}},
        "milestones": {"m": {"due": "2007-01-13", "complete": ["finance"], "late_per_week": 10}},
        "policy": {"time_released_weight": 0.5},
    }
    scenario = varied(tiny(), patch)
    assert prices_something(scenario)
    programme = Programme(scenario)
    most = most_time_released(programme)
    assert most == 80 * max(programme.timeline.benefit(0))
    found = parted(scenario, Wanted(()))
    made = found.base
    assert made.plan is not None
    proven = found.worth(BASE)
    assert proven.low == proven.high == proven.estimate
    found.found[BASE] = replace(made, outcome=Outcome.FEASIBLE)
    today = cash_value(reference_of(programme).entries)
    assert found.worth(BASE) == Figure(proven.estimate, ZERO, Fine(today - made.plan.ledger.objective - most), None)
    late = sum(entry.present_value for entry in made.plan.ledger.entries if entry.kind == "lateness")
    assert late == 10 * FINE  # installed in weeks 0 and 1, cut over in week 2, due in week 1


def test_a_group_without_a_plan_asks_for_nothing() -> None:
    """Alfa may only be extended, which takes Ash's agreement: Birch alone has no plan, and that is said."""
    patch = {
        "domains": {"finance": {"candidates": {"alfa": {"routes": ["extend"], "extension_option": True}}}},
        "installed": {"ash": {"finance": {"product": "alfa"}}},
    }
    scenario = varied(tiny(), patch)
    study = coalitions(parted(scenario, Wanted(each_staying_out(scenario), samples=0)))
    one = question(study, "without", "ash")
    assert one.outcome is Outcome.INFEASIBLE
    assert (one.stayers.estimate, one.stayers.sureness) == (None, "unknown")
    assert one.run_note == "no target and route is open for finance"
    assert study.core is not None
    assert study.core.proven
    assert (study.core.adds["ash"].estimate, study.core.shapley) == (None, None)
    birch = next(line for line in study.core.groups if line.members == ("birch",))
    assert (birch.worth.estimate, birch.blocks, birch.run_note) == (None, False, one.run_note)
    assert "birch: no target and route is open for finance." in markdown(coalition_blocks(study, Names(scenario)))


def test_without_a_plan_of_the_base_nothing_is_asked() -> None:
    scenario = shipped("infeasible/camels-infeasible")
    study = coalitions(parted(scenario, Wanted(each_staying_out(scenario), samples=0)))
    assert (study.outcome, study.objective, study.questions, study.core) == (Outcome.INFEASIBLE, None, (), None)
    assert study.solves == 1
    assert "There is no plan" in markdown(coalition_blocks(study, Names(scenario)))


@pytest.mark.slow
def test_where_nothing_is_proven_noise_is_measured_and_sums_hold() -> None:
    """A moment's work on a merger: base, three groups of two and three of one, and two runs more of the first two."""
    scenario = shipped("merger")
    found = parted(scenario, Wanted((Ask("without", ("brackenford",)),), samples=0), Effort(4, 1, deterministic=True))
    study = coalitions(found)
    assert study.outcome is Outcome.FEASIBLE
    assert study.solves == 7 + 2 * SEEDS
    one = question(study, "without", "brackenford")
    assert one.outcome is Outcome.FEASIBLE
    assert one.stayers.noise == study.noise >= 0
    assert one.stayers.proven == one.leavers.proven == (None, None)
    parts = [fine(amount) for amount in one.parties.values()]
    assert one.together.estimate == pytest.approx(sum(parts) / FINE, abs=1)
    assert fine(one.parties["brackenford"]) == fine(study.accounts["brackenford"])
    assert study.core is not None
    whole, has = study.core.whole, sum(map(fine, study.accounts.values()))
    assert whole.estimate == pytest.approx(has / FINE, abs=1)
    assert whole.proven[0] is not None
    assert whole.estimate is not None
    assert whole.proven[0] <= whole.estimate
    assert whole.proven[1] is None
    pair = next(line for line in study.core.groups if line.members == ("aldermoor", "caldwick"))
    assert pair.worth.estimate == pytest.approx(
        sum(fine(study.accounts[name]) - fine(one.parties[name]) for name in pair.members) / FINE, abs=1
    )


def test_why_there_is_no_plan_is_told_where_it_can_be() -> None:
    """Four weeks of work do not fit into three. Caldwick has no sign-in to widen; what needs it is not named too."""
    late = varied(tiny(), {"period": {"end": "2007-01-21"}})
    found = parted(late, Wanted(()))
    assert found.base.outcome is Outcome.INFEASIBLE
    assert found.why(BASE) == "there is no time left for finance"
    merger = Partings({BASE: shipped("merger")}, WORK, wanted=Wanted((Ask("without", ("aldermoor", "brackenford")),)))
    merger.found["caldwick"] = Planned(Outcome.INFEASIBLE, None, None)
    assert merger.why("caldwick") == "no target and route is open for Sign-in and mail"
