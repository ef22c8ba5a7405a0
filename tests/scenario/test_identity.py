"""The hash of a scenario: the same for the same content, another for any other."""

from __future__ import annotations

import json

import pytest

from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import parse_scenario, read_scenario
from tests.scenario import TWO_TOWNS, Json, two_towns

HASH = scenario_hash(read_scenario(TWO_TOWNS))


def hash_of(patch: Json, alternative: str | None = None) -> str:
    return scenario_hash(parse_scenario(two_towns(patch), alternative))


def test_form() -> None:
    kind, _colon, digest = HASH.partition(":")
    assert kind == "sha256"
    assert len(digest) == 64


def test_text_and_order_make_no_difference() -> None:
    document = two_towns()
    backwards = json.dumps(dict(reversed(document.items())), indent=7).replace(" 4,", " 4.0,").replace(" 4\n", " 4.0\n")
    assert scenario_hash(parse_scenario(backwards.encode())) == HASH


def test_defaults_and_unused_alternatives_make_no_difference() -> None:
    document = two_towns({"domains": {"finance": {"after": None}, "archive": {"after": None}}})
    document["defaults"] = {"domains": {"after": ["coordination"]}}
    document["alternatives"] = {"a": {"patch": {"currency": "EUR"}}}
    assert scenario_hash(parse_scenario(document)) == HASH


@pytest.mark.parametrize(
    "patch",
    [
        {"note": "another word"},
        {"currency": "EUR"},
        {"period": {"discount_percent": 4.01}},
        {"domains": {"finance": {"templates": {"full": {"train": {"change": 0}}}}}},
        {"municipalities": {"north": {"employees": 1}}},
    ],
)
def test_content_makes_a_difference(patch: Json) -> None:
    assert hash_of(patch) != HASH


def test_an_alternative_is_another_scenario() -> None:
    patch = {"alternatives": {"a": {"patch": {"currency": "EUR"}}}}
    assert hash_of(patch) == HASH
    assert hash_of(patch, "a") == hash_of({"currency": "EUR"})
