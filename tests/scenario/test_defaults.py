"""Defaults of a document under every object of their kind: maps merge, lists replace."""

from __future__ import annotations

import copy

import pytest

from consolidate.scenario.defaults import KINDS, merged, with_defaults
from consolidate.scenario.read import parse_scenario
from tests.scenario import faults_of, only_fault, places, two_towns


def test_maps_merge_and_everything_else_replaces() -> None:
    under = {"a": {"x": 1, "y": [1, 2]}, "b": 1, "c": {"z": 1}}
    over = {"a": {"y": [3]}, "b": None, "d": 4, "c": 5}
    assert merged(under, over) == {"a": {"x": 1, "y": [3]}, "b": None, "d": 4, "c": 5}


@pytest.mark.parametrize(
    ("kind", "under", "where"),
    [
        ("municipalities", {"pcs": 7}, ("municipalities", "north")),
        ("budgets", {"reserve_percent": 5}, ("budgets", "programme")),
        ("steps", {"closed_weeks": "avoid"}, ("templates", "joint", "install")),
        ("measures", {"cost": 9}, ("measures", "coordination")),
        ("domains", {"stabilise_weeks": 6}, ("domains", "archive")),
        ("candidates", {"running_fixed": 8}, ("domains", "archive", "candidates", "gamma")),
        ("installed", {"baby": "reports"}, ("installed", "south", "finance")),
        ("contracts", {"extension": {"months": 6, "cost": 3}}, ("installed", "north", "archive", "contract")),
        ("blackouts", {"origin": "contract"}, ("blackouts", "accounts")),
        ("milestones", {"origin": "law"}, ("milestones", "M6")),
        ("goals", {"owner": "director"}, ("goals", "g")),
        ("benefits", {"motive": "savings"}, ("benefits", "ap")),
    ],
)
def test_every_kind(kind: str, under: dict[str, object], where: tuple[str, ...]) -> None:
    document = two_towns({"goals": {"g": {"level": "local"}}, "defaults": {kind: under}})
    before = copy.deepcopy(document)
    here = with_defaults(document)
    written = document
    for part in where:
        here, written = here[part], written[part]
    assert here == {**under, **written}
    assert document == before
    parse_scenario(document)


def test_every_kind_is_tried_above() -> None:
    (mark,) = [mark for mark in test_every_kind.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]
    assert {case[0] for case in mark.args[1]} == set(KINDS)


def test_no_contract_comes_from_defaults_of_contracts() -> None:
    document = two_towns({"defaults": {"contracts": {"notice_weeks": 4}}})
    assert parse_scenario(document).installed["south"]["finance"].contract is None


def test_defaults_of_steps_are_under_templates_and_never_over_them() -> None:
    scenario = parse_scenario(
        two_towns(
            {
                "defaults": {"steps": {"change": 1}},
                "domains": {"finance": {"templates": {"full": {"train": {"weeks": 2}, "extra": {"weeks": 1}}}}},
            }
        )
    )
    own = scenario.domains["finance"].templates.full
    assert scenario.templates.full["decommission"].change == 1
    assert scenario.templates.full["train"].change == 3
    assert own["train"].model_fields_set == {"weeks"}
    assert own["extra"].change == 1


def test_unknown_kinds_and_fields() -> None:
    fault = only_fault({"defaults": {"domain": {}}})
    assert fault.path == "defaults.domain"
    fault = only_fault({"defaults": {"domains": {"stabilize_weeks": 3}}})
    assert str(fault) == "defaults.domains.stabilize_weeks: – no such field here; did you mean `stabilise_weeks`?"
    assert places({"defaults": {"goals": {"lavel": "local"}}}) == ["defaults.goals.lavel"]


def test_a_wrong_value_is_told_once_where_it_stands() -> None:
    fault = only_fault({"defaults": {"candidates": {"value": -1}, "contracts": {"leave_fee": 5}}})
    assert str(fault) == "defaults.candidates.value: -1 – at least 0"
    assert places({"defaults": {"contracts": {"extension": {"months": 0, "cost": 1}}}}) == [
        "defaults.contracts.extension.months"
    ]


def test_a_fault_of_an_object_stays_with_the_object() -> None:
    patch = {"defaults": {"domains": {"stabilise_weeks": 3}}, "domains": {"archive": {"stabilise_weeks": -3}}}
    assert places(patch) == ["domains.archive.stabilise_weeks"]


@pytest.mark.parametrize("defaults", [5, [], {"domains": 5}, {"domains": []}, {"steps": None, "goals": "x"}])
def test_defaults_of_a_wrong_type(defaults: object) -> None:
    document = two_towns()
    document["defaults"] = defaults
    found = faults_of(document)
    assert found
    assert all(fault.path.startswith("defaults") for fault in found)
