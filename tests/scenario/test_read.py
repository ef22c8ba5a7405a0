"""Reading scenarios: what is right is read, and what is wrong is told at once, in a planner's words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consolidate.errors import FaultyDocument, UnknownName
from consolidate.scenario.read import parse_scenario, read_scenario
from consolidate.text import _
from tests import ROOT
from tests.scenario import TWO_TOWNS, Json, faults_of, only_fault, places, two_towns

SHIPPED = sorted(path for path in (ROOT / "scenarios").rglob("*.json") if not path.name.endswith(".plan.json"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_are_right(path: Path) -> None:
    scenario = read_scenario(path)
    assert scenario.municipalities


@pytest.mark.requirement("REQ-01")
def test_the_horizon_is_input() -> None:
    scenario = parse_scenario(two_towns({"period": {"start": "2006-01-01", "end": "2011-12-31", "value_until": None}}))
    assert [str(scenario.period.start), str(scenario.period.end)] == ["2006-01-01", "2011-12-31"]
    assert str(scenario.period.valued_until) == "2016-12-31"


@pytest.mark.requirement("REQ-22")
def test_the_present_state_is_input() -> None:
    system = read_scenario(TWO_TOWNS).installed["north"]["finance"]
    assert (system.product, system.users, system.running) == ("alfa", 55, 470_000)
    assert system.quality == 9
    assert system.contract is not None


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="No such file"):
        read_scenario(tmp_path / "none.json")
    with pytest.raises(UnknownName, match="directory"):
        read_scenario(tmp_path)


EVERYTHING: Json = {
    "municipalities": {
        "north": {"change_capacity": {"points": 3, "price": 5, "hard": True}, "people": 3},
        "south": {"cutovers": {"max": -1, "weeks": 1_000_000}},
    },
    "domains": {
        "finance": {
            "after": ["coordinaton", {"stepp": "x"}, 5, {"step": "nope/joint/x", "lag": -1}],
            "candidates": {"alfa": {"quality": 11, "qality": 8}, "beta": {"routes": ["buy"]}},
        },
        "archive": {"pilot": "wst", "required": "yes"},
    },
    "templates": {"full": {"train": {"weeks": "3"}, "prepare": {"staff": {"plumber": 3}}}},
    "installed": {"north": {"archive": {"users": None}}, "south": {"archive": None}},
    "milestones": {"M6": {"due": "2008-02-30"}},
    "blackouts": {"accounts": {"every": ["12-01", "02-30"]}},
    "budgets": {"programme": {"grants": {"8": 5, "2008": 1.5}}, "west": {}},
    "policy": {"camels": {"sout": {"max": True}}},
    "period": {"end": "2007-01-01"},
    "pools": {"joint": {"trainer": {"2008-01-01": -3, "soon": 4}}},
    "goals": {"g1": {"level": "global"}},
}

EXPECTED = """\
blackouts.accounts.every[1]: “02-30” – a day of the year MM-DD
budgets.programme.grants.2008: 1.5 – a whole number
budgets.programme.grants.8: “8” – a year from 1900 to 2199
budgets.west: – `programme` or a municipality: north, programme, south
domains.archive.pilot: “wst” – a participant of the domain: north, south
domains.archive.required: “yes” – true or false
domains.finance.after[0]: “coordinaton” – a measure, domain, milestone, or a step `domain/unit/step`; did you mean \
“coordination”?
domains.finance.after[1].step: – this field is needed
domains.finance.after[1].stepp: – no such field here; did you mean `step`?
domains.finance.after[2]: 5 – text or an object
domains.finance.after[3].lag: -1 – at least 0
domains.finance.candidates.alfa.qality: – no such field here; did you mean `quality`?
domains.finance.candidates.alfa.quality: 11 – at most 10
domains.finance.candidates.beta.routes[0]: “buy” – one of 'extend', 'procure'
goals.g1.level: “global” – one of 'national', 'sector', 'regional', 'local'
installed.north.archive.users: – this field is needed
installed.south.archive: – this is needed: at least `users`, since the municipality takes part
milestones.M6.due: “2008-02-30” – a date YYYY-MM-DD
municipalities.north.change_capacity.price: 5 – no price beside `hard: true`
municipalities.north.people: – no such field here; there are: change_capacity, cutovers, employees, inhabitants, name, \
note, pcs, source, staff_moves, workplaces
municipalities.south.cutovers.max: -1 – at least 0
municipalities.south.cutovers.weeks: 1000000 – at most 2,000
period.end: “2007-01-01” – a day after `start`
policy.camels.sout: – `all` or a municipality; did you mean “south”?
policy.camels.sout.max: true – a whole number
pools.joint.trainer.2008-01-01: -3 – at least 0
pools.joint.trainer.soon: “soon” – a date YYYY-MM-DD
templates.full.prepare.staff.plumber: – a skill of some pool: application, project_manager, trainer
templates.full.train.weeks: “3” – a whole number"""


def test_every_fault_at_once_and_no_consequence_of_another() -> None:
    with pytest.raises(FaultyDocument) as caught:
        parse_scenario(json.dumps(two_towns(EVERYTHING)).encode())
    assert str(caught.value) == EXPECTED


@pytest.mark.parametrize(
    ("patch", "fault"),
    [
        ({"period": None}, "period: – this field is needed"),
        ({"period": 5}, "period: 5 – an object"),
        ({"municipalities": []}, "municipalities: – an object"),
        ({"currency": 7}, "currency: 7 – text"),
        ({"period": {"start": 20080107}}, "period.start: 20080107 – a date YYYY-MM-DD"),
        ({"period": {"start": "2008-1-7"}}, "period.start: “2008-1-7” – a date YYYY-MM-DD"),
        ({"period": {"end": "2049-01-01"}}, "period.end: “2049-01-01” – at most 40 years after `start`"),
        ({"status_date": "1207008000"}, "status_date: “1207008000” – a date YYYY-MM-DD"),
        ({"period": {"discount_percent": "4"}}, "period.discount_percent: “4” – a number"),
        ({"period": {"discount_percent": 4.125}}, "period.discount_percent: 4.125 – at most 2 decimals"),
        (
            {"domains": {"finance": {"stabilise_weeks": 10**6}}},
            "domains.finance.stabilise_weeks: 1000000 – at most 2,000",
        ),
        ({"domains": {"finance": {"scale": {"train": -1}}}}, "domains.finance.scale.train: -1 – at least 0"),
        ({"domains": {"finance": {"scale": "big"}}}, "domains.finance.scale: “big” – a number or an object"),
        ({"bodies": {"b": {"meets": {"day": 32}}}}, "bodies.b.meets.day: 32 – at most 31"),
        ({"bodies": {"b": {"meets": ["2008-01-01", 3]}}}, "bodies.b.meets[1]: 3 – a date YYYY-MM-DD"),
        ({"bodies": {"b": {"meets": "often"}}}, "bodies.b.meets: “often” – a list or an object"),
        ({"sharing": {"running": "equally"}}, "sharing.running: “equally” – one of 'own_use' or an object"),
        ({"keys": {"common": {"equal": 0, "inhabitants": 0}}}, "keys.common: – a key with at least one weight above 0"),
        ({"keys": {"a b": {"equal": 1}}}, "keys.a b: “a b” – an id of letters, digits, - and _"),
        ({"keys": {"x" * 61: {"equal": 1}}}, None),
        ({"milestones": {"M6": {"hard": True}}}, "milestones.M6.late_per_week: 40000 – no price beside `hard: true`"),
        ({"milestones": {"M6": {"complete": []}}}, "milestones.M6.complete: – at least 1 entry"),
        ({"blackouts": {"accounts": {"hard": False}}}, "blackouts.accounts.price: – a price, since `hard` is false"),
        ({"blackouts": {"accounts": {"to": "2008-01-01"}}}, "blackouts.accounts.from: – `from` and `to` go together"),
        ({"blackouts": {"accounts": {"origin": "whim"}}}, None),
        ({"installed": {"south": {"finance": {"quality": None}}}}, None),
        ({"installed": {"south": {"finance": {"product": None}}}}, None),
        ({"installed": {"north": {"finance": {"contract": {"renews_months": 10**8}}}}}, None),
        ({"installed": {"north": {"finance": {"alone": {"year": 9, "cost": 1}}}}}, None),
        ({"benefits": {"ap": {"per_year": {"north": 1}}}}, None),
        ({"benefits": {"ap": {"per_1000_inhabitants": None}}}, None),
        ({"commitments": {"steps": {"coordination": {"status": "adopted"}}}}, None),
        ({"actuals": {"steps": {"coordination": {"started": "2008-02-01", "finished": "2008-01-01"}}}}, None),
    ],
)
def test_one_fault(patch: Json, fault: str | None) -> None:
    found = only_fault(patch)
    assert fault is None or str(found) == fault


def test_hard_without_price_and_soft_with_one_are_right() -> None:
    assert places({"milestones": {"M6": {"hard": False}}}) == []
    assert places({"milestones": {"M6": {"hard": True, "late_per_week": None}}}) == []
    assert places({"budgets": {"north": {"price": 2}}}) == []


def test_whole_numbers_may_be_written_with_a_point() -> None:
    assert parse_scenario(two_towns({"municipalities": {"north": {"pcs": 430.0}}})).municipalities["north"].pcs == 430


@pytest.mark.parametrize(
    ("format_", "allowed"),
    [
        (None, "“consolidate/scenario/1”"),
        (1, "“consolidate/scenario/1”"),
        ("consolidate/scenario/0", "“consolidate/scenario/1”; there is no upgrade from this older version"),
        ("consolidate/scenario/2", "“consolidate/scenario/1”; this document needs a newer version of the program"),
        ("consolidate/plan/1", "“consolidate/scenario/1”; this document is of another kind: plan"),
        ("consolidate/scenario/" + "9" * 5000, "“consolidate/scenario/1”"),
    ],
)
def test_versions_of_the_format_are_refused_by_name(format_: object, allowed: str) -> None:
    document = two_towns({"nonsense": 1})
    document["format"] = format_
    (fault,) = faults_of(document)
    assert (fault.path, fault.allowed) == ("format", allowed)


def test_messages_can_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consolidate.scenario.translate._", lambda text: f"<{_(text)}>")
    assert only_fault({"currency": 7}).allowed == "<text>"


def test_so_many_faults_that_nobody_would_read_them_all() -> None:
    measures = {f"m{number}": {"weeks": -number} for number in range(1, 20_000)}
    found = faults_of(two_towns({"measures": measures}))
    assert str(found[0]) == "(document): – fewer faults; there are more than are listed here"
    assert 10 < len(found) < 1000
