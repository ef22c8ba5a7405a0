"""Windows by hand: what moves an earliest or a latest start, and by how much."""

from typing import Any

import pytest

from consolidate.graph.windows import (
    as_function,
    earliest_starts,
    open_windows,
    option_windows,
    shortest_options,
    windows,
)
from consolidate.programme.programme import Programme
from consolidate.programme.steps import STAYS, Option
from consolidate.rules import Rule
from tests.graph.small import SECOND, Json, first_options, programme

INSTALL, CUTOVER, GONE = "ledger/joint/install", "ledger/ash/cutover", "ledger/ash/decommission"


def chosen(subject: Programme, drop: tuple[Rule, ...] = ()) -> dict[str, tuple[int, int]]:
    return windows(subject, as_function(first_options(subject)), drop)


def step(template: str, name: str, **fields: Any) -> Json:
    return {"templates": {template: {name: fields}}}


def test_a_chain_fills_the_period_from_both_sides() -> None:
    found = chosen(programme())
    assert found[INSTALL] == (0, 36)  # 2 weeks, then 1 + 1 until week 40
    assert found[CUTOVER] == (2, 38)
    assert found[GONE] == (3, 39)


def test_a_lag_moves_both_ends() -> None:
    found = chosen(programme(step("full", "cutover", after=[{"step": "joint/install", "lag": 3}])))
    assert (found[CUTOVER], found[INSTALL]) == ((5, 38), (0, 33))


def test_within_keeps_the_earlier_step_from_starting_too_soon() -> None:
    late = {"measures": {"study": {"weeks": 9}, "plan": {"weeks": 1}}}
    after = ["study", {"step": "plan", "within": 2}]
    found = chosen(programme(late, {"domains": {"ledger": {"after": after}}}))
    assert found[INSTALL][0] == 9
    assert found["plan"] == (6, 35)  # ends in week 7 at the earliest, for 9 − 2


def test_within_keeps_the_later_step_from_starting_too_late() -> None:
    due = {"milestones": {"M": {"due": "2024-01-14", "complete": ["plan"]}}, "measures": {"plan": {"weeks": 1}}}
    found = chosen(programme(due, {"domains": {"ledger": {"after": [{"step": "plan", "within": 3}]}}}))
    assert found["plan"] == (0, 1)
    assert found[INSTALL] == (1, 5)


def test_closed_weeks_pause_by_default_and_can_be_avoided() -> None:
    closed = {"calendar": {"closed": {"all": {"ball": {"from": "2024-01-08", "to": "2024-01-19"}}}}}  # weeks 1 and 2
    assert chosen(programme(closed))[CUTOVER][0] == 4
    assert chosen(programme(closed, step("joint", "install", closed_weeks="run")))[CUTOVER][0] == 2
    avoiding = chosen(programme(closed, step("joint", "install", closed_weeks="avoid")))
    assert avoiding[INSTALL][0] == 3


def test_own_closed_weeks_bind_that_municipality_alone() -> None:
    found = chosen(programme({"calendar": {"closed": {"ash": {"fair": {"from": "2024-01-15", "to": "2024-01-19"}}}}}))
    assert (found[GONE][0], found["ledger/birch/decommission"][0]) == (4, 3)


@pytest.mark.parametrize(("price", "earliest"), [(None, 9), (5, 2)])
def test_only_a_hard_blackout_binds(price: int | None, earliest: int) -> None:
    window = {"from": "2024-01-10", "to": "2024-03-01", "price": price}  # weeks 1 to 8
    subject = programme({"blackouts": {"freeze": {key: value for key, value in window.items() if value}}})
    assert chosen(subject)[CUTOVER][0] == earliest
    assert chosen(subject, (Rule.BLACKOUT,))[CUTOVER][0] == 2


def test_dates_and_the_status_date_hold_back() -> None:
    subject = programme({"status_date": "2024-02-05"}, step("full", "cutover", not_before="2024-03-05"))
    found = chosen(subject)
    assert (found[INSTALL][0], found[CUTOVER][0]) == (5, 10)
    assert chosen(subject, (Rule.NOT_BEFORE,))[CUTOVER][0] == 2


def test_a_decision_ends_when_its_body_meets() -> None:
    board = {"bodies": {"board": {"meets": ["2024-01-31", "2024-05-01"]}}}  # weeks 4 and 17
    subject = programme(board, step("joint", "install", decision="board"))
    assert chosen(subject)[INSTALL] == (3, 16)
    assert chosen(subject, (Rule.DECISION_MEETING,))[INSTALL] == (0, 36)


@pytest.mark.requirement("REQ-49")
@pytest.mark.parametrize(("price", "latest"), [(None, 4), (10, 38)])
def test_a_hard_milestone_binds_what_it_lists(price: int | None, latest: int) -> None:
    milestone = {"due": "2024-02-02", "complete": ["ledger"], "late_per_week": price}  # within week 4
    subject = programme({"milestones": {"M": {key: value for key, value in milestone.items() if value}}})
    assert chosen(subject)[CUTOVER][1] == latest
    assert chosen(subject, (Rule.MILESTONE_DUE,))[CUTOVER][1] == 38


def test_a_fixed_term_binds_the_decommissioning() -> None:
    contract = {"last_day": "2024-03-31"}  # Sunday of week 12
    subject = programme({"installed": {"ash": {"ledger": {"contract": contract}}}})
    assert chosen(subject)[GONE] == (3, 12)
    renewing = {"installed": {"ash": {"ledger": {"contract": {"renews_months": 1, "notice_weeks": 1}}}}}
    assert chosen(programme({"installed": {"ash": {"ledger": {"contract": contract}}}}, renewing))[GONE] == (3, 39)


@pytest.mark.requirement("REQ-10")
def test_what_has_happened_stands_where_it_was() -> None:
    actual = {"actuals": {"steps": {INSTALL: {"started": "2024-01-08", "finished": "2024-02-02"}}}}
    found = chosen(programme({"status_date": "2024-02-05"}, actual))
    assert (found[INSTALL], found[CUTOVER][0]) == ((1, 1), 5)


def test_an_adopted_date_stands() -> None:
    adopted = {"commitments": {"steps": {CUTOVER: {"status": "adopted", "start": "2024-03-04"}}}}
    found = chosen(programme(adopted))
    assert (found[CUTOVER], found[GONE]) == ((9, 9), (10, 39))


@pytest.mark.requirement("REQ-36")
def test_needs_hold_joint_work_and_each_cutover() -> None:
    found = chosen(programme(SECOND, {"domains": {"archive": {"needs": ["ledger"]}}}))
    assert found["archive/joint/install"] == (2, 36)
    assert found["archive/ash/cutover"] == (4, 38)
    assert found[CUTOVER] == (2, 37)


def test_a_pilot_goes_first() -> None:
    found = chosen(programme({"domains": {"ledger": {"pilot": "ash", "stabilise_weeks": 4}}}))
    assert (found[CUTOVER], found["ledger/birch/cutover"]) == ((2, 33), (7, 38))


def test_waiting_for_a_domain_that_stays_leaves_no_week() -> None:
    subject = programme(SECOND, {"domains": {"archive": {"required": False}, "ledger": {"after": ["archive"]}}})
    options = {**first_options(subject), "archive": STAYS}
    earliest, latest = windows(subject, as_function(options))[INSTALL]
    assert earliest > latest
    assert open_windows(subject)[INSTALL][0] == 3


def quick_or_slow(*patches: Json) -> Programme:
    """`quick` extends in 1 week and `slow` is bought in 8, before the install."""
    chains = {
        "extend": {"weeks": 1, "route": "extend"},
        "procure": {"weeks": 8, "route": "procure"},
        "install": {"after": ["extend", "procure"]},
    }
    candidates = {
        "new": None,
        "quick": {"quality": 6, "routes": ["extend"], "extension_option": True},
        "slow": {"quality": 8, "routes": ["procure"]},
    }
    installed = {"birch": {"ledger": {"product": "quick"}}}
    domains = {"ledger": {"candidates": candidates}}
    patch = {"templates": {"joint": chains}, "domains": domains, "installed": installed}
    return programme(SECOND, patch, *patches)


def test_open_windows_hold_whatever_is_chosen() -> None:
    subject = quick_or_slow()
    found = open_windows(subject)
    assert found[INSTALL] == (1, 36)
    for option in subject.options["ledger"]:
        options = {**first_options(subject), "ledger": option}
        for name, (earliest, latest) in windows(subject, as_function(options)).items():
            assert found[name][0] <= earliest
            assert latest <= found[name][1]
    assert earliest_starts(subject)[INSTALL] == 1


def test_each_option_has_its_own_windows() -> None:
    subject = quick_or_slow()
    found = option_windows(subject)
    quick, slow = Option("quick", "extend"), Option("slow", "procure")
    assert found["ledger", quick][INSTALL][0] == 1
    assert found["ledger", slow][INSTALL][0] == 8
    assert shortest_options(subject)["ledger"] == quick


def test_a_gate_on_another_domain_takes_the_quickest_of_its_options() -> None:
    subject = quick_or_slow({"domains": {"archive": {"after": ["ledger"]}}})
    assert open_windows(subject)["archive/joint/procure"][0] == 4  # 1 + 2 + 1: the quick ledger
    slow = {"ledger": Option("slow", "procure"), "archive": Option("box", "procure")}
    assert windows(subject, as_function(slow))["archive/joint/procure"][0] == 11


def test_what_only_some_options_wait_for_is_not_held_back_for_all() -> None:
    both = {"ledger": {"candidates": {"new": {"routes": ["procure", "extend"], "extension_option": True}}}}
    visit = {"visit": {"weeks": 9, "route": "procure", "after": ["study"]}}  # of bidders, once a study is done
    has_it = {"birch": {"ledger": {"product": "new"}}}
    patch = {"measures": {"study": {"weeks": 2}}, "templates": {"joint": visit}, "domains": both, "installed": has_it}
    subject = programme(patch)
    assert open_windows(subject)["study"] == (0, 38)
    bought = {"ledger": Option("new", "procure")}
    assert windows(subject, as_function(bought))["study"] == (0, 29)


def test_windows_can_be_had_for_some_of_the_options() -> None:
    subject = quick_or_slow()
    some = {**subject.options, "ledger": (Option("slow", "procure"),)}
    assert open_windows(subject, some)[INSTALL][0] == 8


def test_a_promised_target_closes_the_other_options() -> None:
    promise = {"commitments": {"targets": {"ledger": {"status": "adopted", "product": "slow"}}}}
    assert open_windows(quick_or_slow(promise))[INSTALL][0] == 8
