"""Alternatives: merge patches as RFC 7396 has them, and faults told where the patch has them."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.errors import FaultyDocument, UnknownName
from consolidate.scenario.patch import apply_alternative, merge_patch
from consolidate.scenario.read import parse_alternatives, parse_scenario
from tests.scenario import Json, faults_of, two_towns

# The examples of RFC 7396, appendix A.
RFC_7396: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), RFC_7396)
def test_merge_patch(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


def with_alternative(patch: Any, note: str | None = "what if") -> Json:
    document = two_towns()
    document["alternatives"] = {"half": {"patch": patch, "note": note}}
    return document


def test_an_alternative_is_put_on_top() -> None:
    document = with_alternative({"budgets": {"programme": {"grants": {"2008": 1_250_000}}, "south": None}})
    assert parse_scenario(document).budgets["programme"].grants["2008"] == 2_500_000
    half = parse_scenario(document, "half")
    assert half.budgets["programme"].grants == {"2008": 1_250_000, "2009": 1_500_000}
    assert set(half.budgets) == {"programme", "north"}
    assert document == with_alternative({"budgets": {"programme": {"grants": {"2008": 1_250_000}}, "south": None}})


def test_an_alternative_works_before_the_defaults() -> None:
    document = with_alternative({"goals": {"g": {"level": "local"}}})
    document["defaults"] = {"goals": {"owner": "mayor"}}
    assert parse_scenario(document, "half").goals["g"].owner == "mayor"


def test_an_unknown_alternative() -> None:
    with pytest.raises(UnknownName, match="no alternative “third”; there are: half"):
        parse_scenario(with_alternative({"currency": "EUR"}), "third")
    with pytest.raises(UnknownName, match="there are: none"):
        apply_alternative({"alternatives": []}, "third")


@pytest.mark.parametrize(
    ("patch", "place"),
    [
        ({}, "alternatives.half.patch"),
        ({"name": "Two towns, two systems"}, "alternatives.half.patch"),
        ({"domains": {"payroll": None}}, "alternatives.half.patch.domains.payroll"),
        ({"currency": "EUR", "domains": {"finance": {"lead": None}}}, "alternatives.half.patch.domains.finance.lead"),
        ({"format": "consolidate/scenario/2"}, "alternatives.half.patch.format"),
        ({"currency": "EUR", "alternatives": {"x": None}}, "alternatives.half.patch.alternatives"),
        ([], "alternatives.half.patch"),
        (None, "alternatives.half.patch"),
    ],
)
def test_patches_at_fault_are_told_without_applying_them(patch: Any, place: str) -> None:
    assert place in [fault.path for fault in faults_of(with_alternative(patch))]


def test_faults_that_a_patch_brings_are_told_in_the_patch() -> None:
    patch = {"domains": {"finance": {"required": 3, "needs": ["payroll"]}}, "milestones": {"M6": {"hard": True}}}
    document = with_alternative(patch)
    assert faults_of(document) == ()
    assert [fault.path for fault in faults_of(document, "half")] == [
        "alternatives.half.patch.domains.finance.needs[0]",
        "alternatives.half.patch.domains.finance.required",
        "milestones.M6.late_per_week",
    ]


def test_what_a_patch_takes_away_is_missed_where_it_stood() -> None:
    document = with_alternative({"measures": {"coordination": None}})
    assert [fault.path for fault in faults_of(document, "half")] == [
        "domains.archive.after[0]",
        "domains.finance.after[0]",
    ]


def test_all_alternatives_are_judged_at_once() -> None:
    document = with_alternative({"currency": "EUR"})
    document["alternatives"]["other"] = {"patch": {"currency": "SEK"}}
    assert {name: each.currency for name, each in parse_alternatives(document).items()} == {
        "half": "EUR",
        "other": "SEK",
    }
    document["alternatives"]["half"]["patch"] = {"currency": 1}
    document["alternatives"]["other"]["patch"] = {"period": {"start": 2}}
    with pytest.raises(FaultyDocument) as caught:
        parse_alternatives(document)
    assert [fault.path for fault in caught.value.faults] == [
        "alternatives.half.patch.currency",
        "alternatives.other.patch.period.start",
    ]
