"""The whole document: every default filled in, meaning the same, and where each value came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.expand import Provenance, expand
from consolidate.scenario.read import parse_scenario
from tests.scenario import TWO_TOWNS, two_towns
from tests.scenario.test_read import SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_means_the_same_and_has_nothing_left_to_fill_in(path: Path) -> None:
    raw = path.read_bytes()
    whole = expand(raw)
    assert expand(whole.document).document == whole.document
    json.dumps(whole.document, allow_nan=False)
    before, after = Programme(parse_scenario(raw)), Programme(parse_scenario(whole.document))
    assert before.options == after.options
    assert before.measures == after.measures
    for domain, options in before.options.items():
        for option in options:
            assert before.work(domain, option) == after.work(domain, option)


def test_every_field_is_there() -> None:
    document = expand(TWO_TOWNS.read_bytes()).document
    assert set(document) == fields(Scenario) - {"note", "source"}
    candidate = parse_scenario(two_towns()).domains["finance"].candidates["alfa"]
    assert set(document["domains"]["finance"]["candidates"]["alfa"]) == fields(type(candidate)) - {
        "name",
        "note",
        "source",
    }


def fields(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_defaults_that_follow_from_other_fields() -> None:
    document = expand(
        two_towns(
            {
                "period": {"value_until": None},
                "installed": {"north": {"finance": {"contract": {"renews_months": None}}}},
            }
        )
    ).document
    assert document["period"]["value_until"] == "2014-12-31"
    assert document["status_date"] == "2008-01-07"
    assert document["domains"]["finance"]["participants"] == ["north", "south"]
    assert document["domains"]["finance"]["key"] == "common"
    assert document["domains"]["finance"]["running_key"] == "common"
    assert document["measures"]["coordination"]["paid_by"] == "programme"
    assert document["installed"]["north"]["finance"]["contract"]["renews_months"] == 12
    assert document["milestones"]["M6"]["hard"] is False
    assert document["blackouts"]["accounts"]["hard"] is True


def test_where_values_came_from() -> None:
    patch = {
        "defaults": {"candidates": {"running_fixed": 7}, "steps": {"pays": "end"}},
        "domains": {"finance": {"templates": {"full": {"train": {"weeks": 2, "staff": {"application": 1}}}}}},
    }
    whole = expand(two_towns(patch))
    train = "domains.finance.templates.full.train"
    assert {path: whole.provenance[path] for path in whole.provenance if path.startswith(f"{train}.")} == {
        f"{train}.weeks": Provenance.DOCUMENT,
        f"{train}.staff.application": Provenance.DOCUMENT,
        f"{train}.staff.trainer": Provenance.TEMPLATE,
        f"{train}.after[0]": Provenance.TEMPLATE,
        f"{train}.cost_percent": Provenance.TEMPLATE,
        f"{train}.change": Provenance.TEMPLATE,
        f"{train}.pays": Provenance.TEMPLATE,
        **{
            f"{train}.{field}": Provenance.PROGRAM
            for field in (
                "lenders",
                "decision",
                "closed_weeks",
                "not_before",
                "lead",
                "settle",
                "route",
                "starts_running",
                "old_system",
            )
        },
    }
    assert whole.provenance["domains.archive.candidates.gamma.running_fixed"] is Provenance.DEFAULTS
    assert whole.provenance["templates.joint.install.pays"] is Provenance.DEFAULTS
    assert whole.provenance["domains.archive.candidates.gamma.quality"] is Provenance.DOCUMENT
    assert whole.provenance["domains.archive.stabilise_weeks"] is Provenance.PROGRAM
    assert whole.provenance["domains.archive.templates.full"] is Provenance.PROGRAM


def test_numbers_stay_as_they_were_written() -> None:
    document = expand(two_towns({"keys": {"common": {"equal": 30.25}}, "period": {"discount_percent": 4.5}})).document
    assert document["keys"]["common"]["equal"] == 30.25
    assert document["period"]["discount_percent"] == 4.5
    assert isinstance(document["keys"]["common"]["inhabitants"], int)


def test_an_alternative_is_expanded_as_if_it_were_the_document() -> None:
    raw = two_towns({"alternatives": {"euro": {"patch": {"currency": "EUR"}}}})
    assert expand(raw).provenance["currency"] is Provenance.PROGRAM
    assert expand(raw, "euro").document["currency"] == "EUR"
    assert expand(raw, "euro").provenance["currency"] is Provenance.DOCUMENT
