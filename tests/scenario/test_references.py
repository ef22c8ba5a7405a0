"""References that lead nowhere, steps that are needed, shares of cost: each with its path and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenario import Json, faults_of, only_fault, places, two_towns

COUNCILS = {
    "n": {"meets": {"day": 5}, "municipality": "north"},
    "s": {"meets": ["2008-03-03"], "municipality": "south"},
}
FINANCE = ("domains", "finance")
ACTUAL = {"started": "2008-01-07"}


def nested(path: str, value: Any) -> Json:
    """A patch that puts a value at a path with dots."""
    for part in reversed(path.split(".")):
        value = {part: value}
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (
            "municipalities.north.staff_moves",
            {"finance": 2, "coordination": 1, "M6": 1},
            "municipalities.north.staff_moves.M6",
        ),
        ("bodies.b", {"meets": {"day": 1}, "municipality": "west"}, "bodies.b.municipality"),
        ("budgets.joint", {}, "budgets.joint"),
        ("keys.common.given", {"north": 50, "west": 50}, "keys.common.given.west"),
        ("sharing.joint_one_off.key", "comon", "sharing.joint_one_off.key"),
        ("sharing.running", {"key": "comon"}, "sharing.running.key"),
        ("pools.programme", {"trainer": 1}, "pools.programme"),
        ("calendar.closed.joint", {"summer": {"every": ["07-01", "07-31"]}}, "calendar.closed.joint"),
        ("calendar.capacity.west", {"2008-07-01": 50}, "calendar.capacity.west"),
        ("templates.full.train.after", ["prepare", "nothing"], "templates.full.train.after[1]"),
        ("templates.full.train.after", [{"step": "joint/nothing"}], "templates.full.train.after[0].step"),
        ("templates.joint.install.after", ["cutover"], "templates.joint.install.after[0]"),
        ("templates.full.train.after", ["finance/west/prepare"], "templates.full.train.after[0]"),
        ("templates.full.train.staff", {"driver": 1}, "templates.full.train.staff.driver"),
        ("templates.full.train.lenders", ["north"], "templates.full.train.lenders"),
        ("templates.full.train.lead", "north", "templates.full.train.lead"),
        ("templates.full.train.settle", {"weeks": 2, "points": 1}, "templates.full.train.settle"),
        ("templates.full.train.weeks", None, "templates.full.train.weeks"),
        ("templates.full.train.decision", "board", "templates.full.train.decision"),
        ("templates.full.cutover.route", "extend", "templates.full.cutover.route"),
        ("templates.full.cutover.old_system", True, "templates.full.cutover.old_system"),
        ("templates.full.cutover.weeks", 0, "templates.full.cutover.weeks"),
        ("templates.joint.install.weeks", 0, "templates.joint.install.weeks"),
        ("templates.joint.install.route", "extend", "templates.joint.install.route"),
        ("templates.joint.install.lenders", ["west"], "templates.joint.install.lenders[0]"),
        ("templates.joint.install.lead", "west", "templates.joint.install.lead"),
        ("templates.joint.install.decision", "council", "templates.joint.install.decision"),
        ("measures.coordination.weeks", None, "measures.coordination.weeks"),
        ("measures.coordination.weeks", 0, "measures.coordination.weeks"),
        ("measures.coordination.after", ["install"], "measures.coordination.after[0]"),
        ("measures.coordination.after", ["archive/joint"], "measures.coordination.after[0]"),
        ("measures.coordination.after", ["archive/joint/cutover"], "measures.coordination.after[0]"),
        ("measures.coordination.key", "comon", "measures.coordination.key"),
        ("measures.coordination.goals", ["g"], "measures.coordination.goals[0]"),
        ("measures.coordination.decision", "council", "measures.coordination.decision"),
        ("measures.coordination.decision", "councils", "measures.coordination.decision"),
        ("domains.archive.after", ["nothing"], "domains.archive.after[0]"),
        ("domains.archive.needs", ["coordination"], "domains.archive.needs[0]"),
        ("domains.archive.participants", ["north", "west"], "domains.archive.participants[1]"),
        ("domains.archive.participants", ["north", "north"], "domains.archive.participants[1]"),
        ("domains.archive.participants", [], "domains.archive.participants"),
        ("domains.archive.pilot", "west", "domains.archive.pilot"),
        ("domains.archive.lead", "west", "domains.archive.lead"),
        ("domains.archive.key", "comon", "domains.archive.key"),
        ("domains.archive.running_key", "comon", "domains.archive.running_key"),
        ("domains.archive.scale", {"train": 2, "learn": 2}, "domains.archive.scale.learn"),
        (
            "domains.archive.candidates.gamma.quality_in",
            {"west": 5},
            "domains.archive.candidates.gamma.quality_in.west",
        ),
        ("domains.archive.templates.full.train.after", ["nothing"], "domains.archive.templates.full.train.after[0]"),
        ("domains.archive.templates.full.extra", {"change": 1}, "domains.archive.templates.full.extra.weeks"),
        ("domains.archive.templates.joint.install.weeks", 0, "domains.archive.templates.joint.install.weeks"),
        ("installed.west", {}, "installed.west"),
        ("installed.north.payroll", {"users": 3}, "installed.north.payroll"),
        ("installed.north.archive", None, "installed.north.archive"),
        ("installed.north.archive.contract.notice_after", "x", "installed.north.archive.contract.notice_after"),
        (
            "installed.north.archive.contract.notice_after",
            "finance/north/cutover",
            "installed.north.archive.contract.notice_after",
        ),
        ("blackouts.accounts.domains", ["payroll"], "blackouts.accounts.domains[0]"),
        ("blackouts.accounts.municipalities", ["west"], "blackouts.accounts.municipalities[0]"),
        ("blackouts.accounts.steps", ["cutover", "switch"], "blackouts.accounts.steps[1]"),
        ("milestones.M6.complete", ["finance", "nothing"], "milestones.M6.complete[1]"),
        ("milestones.M7", {"due": "2009-01-01", "complete": ["M6"]}, "milestones.M7.complete[0]"),
        ("milestones.M6.complete", ["finance/west/cutover"], "milestones.M6.complete[0]"),
        ("milestones.M6.after", ["nothing"], "milestones.M6.after[0]"),
        ("domains.finance.required", False, "milestones.M6.complete[0]"),
        ("goals.g", {"level": "local", "municipality": "west"}, "goals.g.municipality"),
        ("goals.g", {"level": "local", "complete": ["payroll"]}, "goals.g.complete[0]"),
        ("benefits.ap.requires", ["finance", "M6"], "benefits.ap.requires[1]"),
        ("benefits.ap", {"per_1000_inhabitants": None, "per_year": {"west": 1}}, "benefits.ap.per_year.west"),
        ("policy.camels.west", {"max": 1}, "policy.camels.west"),
        ("policy.babies.north", {"refused": ["payroll"]}, "policy.babies.north.refused[0]"),
        ("policy.babies.all", {"accepted": ["payroll"]}, "policy.babies.all.accepted[0]"),
        ("status_date", "2011-01-01", "status_date"),
        ("commitments.steps.finance/west/cutover", {}, "commitments.steps.finance/west/cutover"),
        ("commitments.steps.finance", {}, "commitments.steps.finance"),
        ("commitments.targets.payroll", {"product": "x"}, "commitments.targets.payroll"),
        ("commitments.targets.finance", {"product": "gamma"}, "commitments.targets.finance.product"),
        ("commitments.targets.finance", {"product": "alfa", "route": "procure"}, "commitments.targets.finance.route"),
        ("actuals.steps.finance/joint/tender", ACTUAL, "actuals.steps.finance/joint/tender"),
        ("actuals.notices.finance", "2008-02-01", "actuals.notices.finance"),
        ("actuals.notices.finance/south", "2008-02-01", "actuals.notices.finance/south"),
        ("actuals.spent.west", {"2008": 1}, "actuals.spent.west"),
        ("actuals.pools.west", {}, "actuals.pools.west"),
        ("actuals.pools.north", {"driver": {"2008-02-01": 1}}, "actuals.pools.north.driver"),
    ],
)
def test_a_reference_that_leads_nowhere(path: str, value: object, place: str) -> None:
    assert places(nested(path, value)) == [place]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("bodies", {**COUNCILS, "board": {"meets": {"day": 1, "except_months": [7]}}}),
        ("keys.pc", {"pcs": 1}),
        ("measures.coordination.key", "equal"),
        ("measures.coordination.lenders", ["north"]),
        ("measures.coordination.lead", "south"),
        ("templates.joint.install.lenders", ["south"]),
        ("templates.full.cutover.settle", {"weeks": 4, "points": 2}),
        ("templates.full.train.after", ["prepare", "joint/install", "coordination"]),
        (
            "domains.archive.after",
            ["coordination", "finance/joint/install", {"step": "finance/north/cutover", "lag": 2}],
        ),
        ("domains.archive.participants", ["south"]),
        ("domains.archive.templates.full.extra", {"weeks": 1, "after": ["train"]}),
        ("domains.archive.templates.full.convert", {"weeks": 0}),
        ("domains.archive.scale", {"train": 0.5, "install": 2}),
        ("installed.north.archive.contract.notice_after", "archive/joint/procure"),
        ("milestones.M6.complete", ["finance", "coordination", "archive/south/train", "finance/joint/install"]),
        ("milestones.M7", {"due": "2012-01-01", "complete": ["archive"], "after": ["M6"]}),
        ("goals.g", {"level": "regional", "complete": ["finance", "coordination", "M6"]}),
        ("policy.babies.all", {"max": 1, "accepted": ["finance"]}),
        ("blackouts.exams", {"from": "2008-05-01", "to": "2008-05-31", "steps": ["train"]}),
        ("calendar.capacity", {"all": {"2008-07-01": 50}, "joint": {}, "north": {}}),
        ("commitments.steps.finance/south/train", {"status": "announced", "start": "2008-08-25"}),
        ("commitments.targets.finance", {"product": "alfa", "route": "extend", "status": "adopted"}),
        ("actuals.steps.coordination", {"started": "2008-01-07", "remaining_weeks": 3}),
        ("actuals.notices.finance/north", "2008-02-01"),
        ("actuals.spent.programme", {"2008": 100}),
    ],
)
def test_a_reference_that_is_right(path: str, value: object) -> None:
    assert places(nested(path, value)) == []


def test_a_decision_of_councils_needs_each_council() -> None:
    decided = {"templates": {"full": {"prepare": {"decision": "council"}}}}
    assert places({"bodies": COUNCILS, **decided}) == []
    fault = only_fault({"bodies": {"n": COUNCILS["n"]}, **decided})
    assert fault.allowed == "a council for each municipality: a body with `municipality`; south have none"


def test_a_municipality_has_one_council() -> None:
    assert places({"bodies": {**COUNCILS, "t": COUNCILS["n"]}}) == ["bodies.t.municipality"]


def test_a_key_needs_the_sizes_that_it_weighs_by() -> None:
    assert places({"keys": {"staff": {"employees": 1}}}) == [
        "municipalities.north.employees",
        "municipalities.south.employees",
    ]
    assert places({"keys": {"staff": {"employees": 1}}, "defaults": {"municipalities": {"employees": 0}}}) == []


def test_every_participant_tells_its_users() -> None:
    fault = only_fault({"installed": {"south": {"finance": None}}})
    assert str(fault) == (
        "installed.south.finance: – this is needed: at least `users`, since the municipality takes part"
    )
    without = {"installed": {"south": {"finance": None}}, "domains": {"finance": {"participants": ["north"]}}}
    assert places(without) == []


@pytest.mark.parametrize("place", ["joint.install", "full.cutover", "full.decommission", "light.cutover"])
def test_reserved_steps_are_needed(place: str) -> None:
    found = places(nested(f"templates.{place}", None))
    assert f"templates.{place}" in found


def test_a_light_chain_is_needed_only_where_somebody_has_a_candidate() -> None:
    nobody = {"finance": {"product": "old"}, "archive": {"product": "old"}}
    patch = {"templates": {"light": None}, "installed": {"north": nobody, "south": nobody}}
    assert places(patch) == []
    assert places({"templates": {"light": None}}) == ["templates.light.cutover", "templates.light.decommission"]


def test_shares_of_cost_may_not_pass_100_on_any_path() -> None:
    assert places({"templates": {"joint": {"extend": {"cost_percent": 20}}}}) == []
    fault = only_fault({"templates": {"joint": {"extend": {"cost_percent": 20.01}}}})
    assert str(fault) == (
        "templates.joint: 100.01 % – shares of cost (`cost_percent`) of at most 100 % in all on the route “extend”"
    )
    fault = only_fault({"templates": {"full": {"train": {"cost_percent": 21}}}})
    assert str(fault) == "templates.full: 101 % – shares of cost (`cost_percent`) of at most 100 % in all"


def test_shares_of_cost_of_a_domain_of_its_own() -> None:
    own = {"domains": {"finance": {"templates": {"full": {"train": {"cost_percent": 21}}}}}}
    assert places(own) == ["domains.finance.templates.full"]
    left_out = {"domains": {"finance": {"templates": {"full": {"train": {"weeks": 0}}}}}}
    assert places(left_out) == []


def test_a_path_with_a_cost_needs_a_share() -> None:
    free = {step: {"cost_percent": 0} for step in ("connect", "cutover")}
    fault = only_fault({"templates": {"light": free}})
    assert str(fault) == "templates.light: 0 % – `cost_percent` on some step, since this path has a cost"


def test_what_is_at_fault_itself_is_not_missed_as_well() -> None:
    patch = {
        "templates": {"joint": {"install": {"weeks": "many"}}},
        "domains": {"finance": {"candidates": {"alfa": {"quality": 0}, "beta": {"quality": 0}}, "required": 1}},
        "milestones": {"M6": {"due": "soon"}},
        "measures": {"coordination": {"weeks": -1}},
    }
    assert places(patch) == [
        "domains.finance.candidates.alfa.quality",
        "domains.finance.candidates.beta.quality",
        "domains.finance.required",
        "measures.coordination.weeks",
        "milestones.M6.due",
        "templates.joint.install.weeks",
    ]


@pytest.mark.parametrize("period", [5, {"end": "2007-01-01"}, {"start": "soon"}])
def test_a_period_at_fault_says_nothing_of_other_dates(period: object) -> None:
    found = places({"period": period, "status_date": "2008-03-03"})
    assert found
    assert all(place.startswith("period") for place in found)


def test_hints_name_the_nearest_id_or_all_of_few() -> None:
    fault = only_fault({"domains": {"archive": {"pilot": "nort"}}})
    assert fault.allowed == "a participant of the domain; did you mean “north”?"
    fault = only_fault({"domains": {"archive": {"pilot": "xyz"}}})
    assert fault.allowed == "a participant of the domain: north, south"
    many = {f"town{number}": {"inhabitants": 1} for number in range(20)}
    (fault,) = faults_of(
        two_towns(
            {
                "municipalities": many,
                "domains": {name: {"participants": ["north", "south"]} for name in ("finance", "archive")},
                "policy": {"babies": {"xyz": {"max": 0}}},
            }
        )
    )
    assert fault.allowed == "`all` or a municipality"


@pytest.mark.requirement("REQ-02")
def test_goals_have_one_of_four_levels_and_may_name_their_municipality() -> None:
    for level in ("national", "sector", "regional", "local"):
        assert places({"goals": {"g": {"level": level}}}) == []
    assert places({"goals": {"g": {"level": "local", "municipality": "south"}}}) == []
    assert places({"goals": {"g": {}}}) == ["goals.g.level"]
    assert only_fault({"goals": {"g": {"level": "county"}}}).path == "goals.g.level"


@pytest.mark.requirement("REQ-04")
def test_goals_and_measures_are_linked_many_to_many() -> None:
    goals = {
        "support": {"level": "regional", "complete": ["coordination", "finance"]},
        "plan": {"level": "local", "complete": ["coordination"]},
    }
    assert places({"goals": goals, "measures": {"coordination": {"goals": ["support", "plan"]}}}) == []
