"""What may start when: precedence, pins, and the status date."""

from typing import Any

import pytest

from consolidate.ledger.entries import EntryKind
from consolidate.rules import Rule
from tests.scenarios import Json, both_towns, breaches, broken, day, decisions, examined, monday, objects, programme


def past(week: int, steps: dict[str, Any]) -> Json:
    """The status date in a week, and what has happened by then."""
    return {"status_date": monday(week), "actuals": {"steps": steps}}


# --- precedence -----------------------------------------------------------------------------------------


def test_a_step_starts_in_the_week_in_which_what_it_waits_for_has_ended() -> None:
    # install takes weeks 0 and 1 and ends (exclusively) with week 2.
    assert broken(programme(), decisions({"finance/ash/cutover": 2})) == set()
    [early] = breaches(programme(), Rule.PRECEDENCE, decisions({"finance/ash/cutover": 1}))
    assert early.objects == ("finance/ash/cutover", "finance/joint/install")
    assert (early.amount, early.limit) == (1, 2)


@pytest.mark.parametrize(("start", "rules"), [(4, {"precedence"}), (5, set())])
def test_a_lag_counts_calendar_weeks_from_the_end(start: int, rules: set[str]) -> None:
    # Week 2 + a lag of 3 = week 5, closed weeks or not.
    lag = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "lag": 3}]}}}}
    closed = {"calendar": {"closed": {"all": {"break": {"from": monday(3), "to": monday(4)}}}}}
    late = {"finance/ash/decommission": 8, "finance/birch/cutover": 5, "finance/birch/decommission": 8}
    plan = decisions({**late, "finance/ash/cutover": start})
    assert broken(programme(lag, closed), plan) == rules


@pytest.mark.requirement(29)
@pytest.mark.parametrize(("start", "rules"), [(8, set()), (9, {"precedence"})])
def test_within_counts_calendar_weeks_from_the_end(start: int, rules: set[str]) -> None:
    # Week 2 + at most 6 = week 8: training, say, must be fresh.
    within = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "within": 6}]}}}}
    plan = decisions({"finance/ash/cutover": start, "finance/ash/decommission": 10})
    assert broken(programme(within), plan) == rules


NEEDING = {
    "domains": {"archive": {"candidates": {"docs": {"quality": 7, "routes": ["procure"]}}, "needs": ["finance"]}},
    "installed": {"ash": {"archive": {"users": 5}}, "birch": {"archive": {"users": 5}}},
}
ARCHIVE = {"archive": {"product": "docs", "route": "procure"}}


@pytest.mark.requirement(19)
@pytest.mark.requirement(36)
@pytest.mark.parametrize(
    ("install", "ash", "rules"), [(2, 4, set()), (1, 4, {"precedence"}), (2, 3, {"precedence"}), (3, 5, set())]
)
def test_needs_order_the_joint_chains_and_each_towns_cutovers(install: int, ash: int, rules: set[str]) -> None:
    # finance: joint chain ends with week 2; ash cuts over in week 3, birch in week 2. archive: both are fresh.
    steps = {"finance/ash/cutover": 3, "finance/ash/decommission": 4}
    archive = {"archive/joint/install": install, "archive/ash/cutover": ash, "archive/birch/cutover": 5}
    assert broken(programme(NEEDING), decisions({**steps, **archive}, targets=ARCHIVE)) == rules


def test_what_needs_a_domain_that_stays_can_never_happen() -> None:
    optional = {"domains": {"finance": {"required": False}}}
    nothing = dict.fromkeys(decisions().steps)
    archive = {"archive/joint/install": 2, "archive/ash/cutover": 4, "archive/birch/cutover": 5}
    plan = decisions(
        {**nothing, **archive}, targets={"finance": {"product": None, "route": None, "stays": True}} | ARCHIVE
    )
    found = breaches(programme(NEEDING, optional), Rule.PRECEDENCE, plan)
    assert ("archive/joint/install", "finance/joint") in objects(found)
    assert {violation.caused_by for violation in found} == {None}  # to stay was allowed


@pytest.mark.parametrize(("start", "rules"), [(6, {"precedence"}), (7, set())])
def test_others_cut_over_some_weeks_after_the_pilot(start: int, rules: set[str]) -> None:
    # The pilot's cutover ends with week 3; 4 weeks of stabilising make it week 7.
    pilot = programme({"domains": {"finance": {"pilot": "ash", "stabilise_weeks": 4}}})
    plan = decisions({"finance/birch/cutover": start, "finance/birch/decommission": 9})
    assert broken(pilot, plan) == rules


@pytest.mark.requirement(44)
def test_a_domain_waits_for_measures_and_milestones_named_in_its_after() -> None:
    gates = {
        "measures": {"network": {"weeks": 4}, "security": {"weeks": 2, "after": ["network"]}},
        "milestones": {"platform": {"due": day(20, 0), "complete": ["network", "security"], "late_per_week": 1}},
        "domains": {"finance": {"after": ["platform"]}},
    }
    later = {step: week + 6 for step, week in {"finance/joint/install": 0, "finance/ash/cutover": 2}.items()}
    rest = {"finance/ash/decommission": 9, "finance/birch/cutover": 8, "finance/birch/decommission": 9}
    plan = {**later, **rest, "network": 0, "security": 4}
    assert broken(programme(gates), decisions(plan)) == set()
    [early] = breaches(programme(gates), Rule.PRECEDENCE, decisions({**plan, "finance/joint/install": 5}))
    assert early.objects == ("finance/joint/install", "platform")


def test_within_of_a_gate_counts_from_the_last_of_its_ends() -> None:
    # Cutovers end with weeks 3 and 6: the measure may start from week 6 to week 6 + 2.
    party = programme({"measures": {"party": {"weeks": 1, "after": [{"step": "finance", "within": 2}]}}})
    steps = {"finance/birch/cutover": 5, "finance/birch/decommission": 6}
    assert broken(party, decisions({**steps, "party": 6})) == set()
    assert broken(party, decisions({**steps, "party": 8})) == set()
    assert broken(party, decisions({**steps, "party": 9})) == {"precedence"}
    assert broken(party, decisions({**steps, "party": 5})) == {"precedence"}


ROUTES = {
    "templates": {
        "joint": {
            "extend": {"weeks": 1, "route": "extend"},
            "procure": {"weeks": 1, "route": "procure", "after": [{"step": "extend", "lag": 1}]},
            "install": {"after": ["extend", {"step": "procure", "lag": 2}]},
        }
    },
    "measures": {"study": {"weeks": 1}},
    "domains": {"finance": {"after": ["study"]}},
}


@pytest.mark.parametrize(("install", "rules"), [(4, set()), (3, {"precedence"})])
def test_a_step_left_out_hands_what_it_waits_for_to_those_that_wait_for_it(install: int, rules: set[str]) -> None:
    # procure: extend is left out; study ends with week 1, procure runs in week 1, install waits 2 weeks after week 2.
    steps = {"study": 0, "finance/joint/procure": 1, "finance/joint/install": install}
    rest = both_towns(7)
    assert broken(programme(ROUTES), decisions({**steps, **rest})) == rules


def test_within_passes_on_through_a_left_out_step_only_where_both_sides_have_it() -> None:
    gone = {"templates": {"full": {"train": {"weeks": 0, "after": ["joint/install"]}}}}
    fresh = {"templates": {"full": {"cutover": {"after": [{"step": "train", "within": 1}]}}}}
    both = {"templates": {"full": {"train": {"after": [{"step": "joint/install", "within": 1}]}}}}
    late = both_towns(5)
    assert broken(programme(gone, fresh), decisions(late)) == set()
    assert broken(programme(gone, fresh, both), decisions(late)) == {"precedence"}  # week 5 > 2 + 1 + 1
    at_the_limit = {step: week - 1 for step, week in late.items()}
    assert broken(programme(gone, fresh, both), decisions(at_the_limit)) == set()


# --- not_before -----------------------------------------------------------------------------------------


def test_nothing_starts_before_the_status_date() -> None:
    # Thursday of week 0 is after Monday of week 0: the first start is week 1.
    status = programme({"status_date": day(0, 3)})
    found = breaches(status, Rule.NOT_BEFORE)
    assert objects(found) == [("finance/joint/install",)]
    later = both_towns(3)
    assert broken(status, decisions({**later, "finance/joint/install": 1})) == set()


def test_week_0_is_usable_though_the_period_starts_in_the_middle_of_it() -> None:
    assert broken(programme({"period": {"start": "2007-01-04"}})) == set()


@pytest.mark.parametrize(("start", "rules"), [(4, {"not_before"}), (5, set())])
def test_a_step_may_have_a_date_of_its_own(start: int, rules: set[str]) -> None:
    # Not before Tuesday of week 4: from Monday of week 5.
    own = programme({"templates": {"full": {"decommission": {"not_before": day(4, 1)}}}})
    plan = decisions({"finance/ash/decommission": start, "finance/birch/decommission": 5})
    assert broken(own, plan) == rules


def test_what_is_pinned_is_not_held_to_the_status_date() -> None:
    started = {"status_date": monday(1), "actuals": {"steps": {"finance/joint/install": {"started": monday(0)}}}}
    assert broken(programme(started)) == set()


# --- pinned ---------------------------------------------------------------------------------------------


@pytest.mark.requirement(10)
@pytest.mark.parametrize("status", ["done", "started", "adopted"])
def test_what_is_done_started_or_adopted_stays(status: str) -> None:
    pinned = programme({"commitments": {"steps": {"finance/ash/cutover": {"status": status, "start": monday(2)}}}})
    assert broken(pinned) == set()
    [moved] = breaches(pinned, Rule.PINNED, decisions({"finance/ash/cutover": 3, "finance/ash/decommission": 4}))
    assert moved.objects == ("finance/ash/cutover",)
    assert (moved.amount, moved.limit) == (3, 2)


@pytest.mark.parametrize("status", ["announced", "draft"])
def test_what_is_only_announced_or_a_draft_may_move(status: str) -> None:
    free = programme({"commitments": {"steps": {"finance/ash/cutover": {"status": status, "start": monday(2)}}}})
    assert broken(free, decisions({"finance/ash/cutover": 3, "finance/ash/decommission": 4})) == set()


@pytest.mark.requirement(10)
def test_an_adopted_date_moves_later_only_where_actuals_pass_it() -> None:
    # Adopted for week 2, but install, which it waits for, was finished only in week 3: from week 4 on.
    promise = {"commitments": {"steps": {"finance/ash/cutover": {"status": "adopted", "start": monday(2)}}}}
    late = {"started": monday(0), "finished": day(3, 2)}
    actual = {"status_date": monday(4), "actuals": {"steps": {"finance/joint/install": late}}}
    steps = {"finance/birch/cutover": 4, "finance/birch/decommission": 5, "finance/ash/decommission": 5}
    assert broken(programme(promise, actual), decisions({**steps, "finance/ash/cutover": 4})) == set()
    verdict = examined(programme(promise, actual), decisions({**steps, "finance/ash/cutover": 2}))
    assert Rule.PINNED in verdict.by_rule()


def test_a_promised_target_stays() -> None:
    beta = {"domains": {"finance": {"candidates": {"beta": {"quality": 8, "routes": ["procure"]}}}}}
    promise = {"commitments": {"targets": {"finance": {"status": "adopted", "product": "alfa"}}}}
    assert broken(programme(beta, promise)) == set()
    plan = decisions(targets={"finance": {"product": "beta"}})
    assert objects(breaches(programme(beta, promise), Rule.PINNED, plan)) == [("finance",)]
    draft = {"commitments": {"targets": {"finance": {"status": "draft"}}}}
    assert broken(programme(beta, promise, draft), plan) == set()


def test_a_pinned_step_that_is_missing_is_told_with_its_cause() -> None:
    promise = {"commitments": {"steps": {"finance/ash/decommission": {"status": "adopted", "start": monday(3)}}}}
    verdict = examined(programme(promise), decisions({"finance/ash/decommission": None}))
    [missing] = verdict.by_rule()[Rule.PINNED]
    assert missing.caused_by == "steps.finance/ash/decommission"


# --- what actuals cause ---------------------------------------------------------------------------------


@pytest.mark.requirement(10)
def test_a_breach_that_actuals_alone_cause_is_reported_and_not_enforced() -> None:
    # Ash cut over in week 1, before install had ended with week 2.
    happened = {
        "finance/joint/install": {"started": monday(0), "finished": day(1, 4)},
        "finance/ash/cutover": {"started": monday(1), "finished": day(1, 4)},
    }
    verdict = examined(
        programme({"status_date": monday(2), "actuals": {"steps": happened}}), decisions({"finance/ash/cutover": 1})
    )
    [early] = verdict.violations
    assert (early.rule, early.caused_by) == (Rule.PRECEDENCE, "actuals")
    assert verdict.clean
    assert verdict.broken == frozenset()


def test_an_adopted_date_with_a_price_moves_later_at_that_price_and_never_earlier() -> None:
    price = {"price_per_move": 500, "price_per_week": 20}
    promise = {"commitments": {"steps": {"finance/ash/cutover": {"status": "adopted", "start": monday(4), **price}}}}
    on, shut = programme(promise), {"finance/ash/decommission": 9}
    for week, rules in ((3, {"pinned"}), (4, set()), (6, set())):
        verdict = examined(on, decisions({"finance/ash/cutover": week, **shut}))
        assert {str(violation.rule) for violation in verdict.violations} == rules
        moved = [entry.amount for entry in verdict.ledger.entries if entry.kind is EntryKind.MOVED_PROMISE]
        assert moved == ([] if week == 4 else [500 + 20 * abs(week - 4)])


def test_a_limit_after_a_fact_that_facts_leave_nobody_to_keep_is_told_only() -> None:
    """The cutover must come within 3 weeks of training in week 0; installation, begun late, ends with week 5."""
    trained = {
        "measures": {"training": {"weeks": 1}},
        "templates": {"full": {"cutover": {"after": ["joint/install", {"step": "training", "within": 3}]}}},
    }
    happened = {"training": {"started": monday(0), "finished": day(0, 4)}}
    late = {"finance/joint/install": {"started": monday(3), "remaining_weeks": 2}}
    plan = {"training": 0, "finance/joint/install": 3, **both_towns(6)}
    told = examined(programme(trained, past(4, {**happened, **late})), decisions(plan))
    assert told.clean
    assert {str(violation.rule) for violation in told.violations} == {"precedence"}
    in_time = {"finance/joint/install": {"started": monday(0), "finished": day(1, 4)}}
    early = {"training": 0, "finance/joint/install": 0, **both_towns(6)}
    enforced = examined(programme(trained, past(3, {**happened, **in_time})), decisions(early))
    assert not enforced.clean


def test_a_blackout_counts_for_how_far_facts_push() -> None:
    """Installed with week 3, the cutover may come in week 4 by order, and in week 6 by the calendar."""
    closing = {"blackouts": {"closing": {"from": monday(4), "to": monday(5)}}}
    adopted = {"commitments": {"steps": {"finance/ash/decommission": {"status": "adopted", "start": monday(5)}}}}
    late = past(4, {"finance/joint/install": {"started": monday(0), "finished": day(3, 4)}})
    plan = decisions({"finance/joint/install": 0, **both_towns(6)})
    assert examined(programme(closing, adopted, late), plan).clean
    unblocked = examined(programme(adopted, late), plan)
    assert {str(violation.rule) for violation in unblocked.violations} == {"pinned"}
