"""The published JSON Schemas: current, valid, and never stricter than the reader."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from consolidate.plan.proof import proof_schema
from consolidate.plan.schema import plan_schema
from consolidate.scenario.plain import readable
from consolidate.scenario.schema import scenario_schema
from tests import ROOT
from tests.scenario import Json, faults_of, two_towns
from tests.scenario.mutations import mutated
from tests.scenario.test_read import SHIPPED

SCHEMAS = {"scenario": scenario_schema, "plan": plan_schema, "proof": proof_schema}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_published_schema_is_current(kind: str) -> None:
    path = ROOT / "docs" / "schema" / f"{kind}.schema.json"
    assert path.read_text(encoding="utf-8") == readable(SCHEMAS[kind]())


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[kind]())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_keep_to_the_schema(path: Path) -> None:
    Draft202012Validator(scenario_schema()).validate(json.loads(path.read_bytes()))


def test_shipped_plans_keep_to_the_schema() -> None:
    for path in (ROOT / "scenarios").rglob("*.plan.json"):
        Draft202012Validator(plan_schema()).validate(json.loads(path.read_bytes()))


@pytest.mark.parametrize(
    "patch",
    [
        {"periods": {}},
        {"municipalities": {"a b": {}}},
        {"municipalities": {"north": {"pcs": -1}}},
        {"municipalities": {"north": {"pcs": "430"}}},
        {"period": {"discount_percent": "4"}},
        {"domains": {"finance": {"candidates": {"alfa": {"quality": 11}}}}},
        {"domains": {"finance": {"candidates": {"alfa": {"routes": ["buy"]}}}}},
    ],
)
def test_schema_finds_what_the_models_find(patch: Json) -> None:
    document = two_towns(patch)
    assert not Draft202012Validator(scenario_schema()).is_valid(document)
    assert faults_of(document)


def test_what_the_schema_refuses_the_reader_refuses() -> None:
    validator = Draft202012Validator(scenario_schema())
    refused = 0
    for seed in range(60):
        document = mutated(two_towns(), random.Random(seed))
        if not validator.is_valid(document):
            refused += 1
            assert faults_of(document), seed
    assert refused > 10
