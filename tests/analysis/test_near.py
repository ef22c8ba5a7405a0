"""What is proven of plans near one, in plain words, and only where it holds and says more than the rest."""

import json
from typing import Any

import pytest

from consolidate.analysis.markdown import markdown
from consolidate.analysis.near import near_text
from consolidate.analysis.report import blocks_of
from consolidate.check.accounts import exact_text
from consolidate.plan.document import Near
from consolidate.scenario.identity import scenario_hash
from tests.analysis.example import documents, subject

GAP = {"amount": 1_149_000, "percent_of_gross": 0.1888}
NEAR = {"weeks": 2, "bound": "5876872.27700", "gap": GAP}
PARAGRAPH = "joint work and cutovers start within 2 weeks of where they do here"


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "within 2 weeks of where they do here is more than 1.1 million cheaper (0.19 % of its gross cost)."),
        ({"weeks": 1}, "within 1 week of where they do here"),
        ({"weeks": 0}, "start in the same weeks as here is more than"),
        ({"gap": {"amount": 640_000}}, "is more than 640,000 cheaper."),
        ({"closed": True, "gap": {"amount": 1}}, "nothing is left to gain: no plan with the same targets whose"),
    ],
)
def test_the_claim_in_plain_words(changed: dict[str, Any], text: str) -> None:
    said = near_text(Near.model_validate(NEAR | changed))
    assert text in said
    assert "says nothing of plans with other targets or further away in time" in said


def reported(run: dict[str, Any], hash_of: str | None = None) -> str:
    """The report's last section, of the example as a run gave it."""
    scenario, plan = documents()
    bare = subject()
    found = {"outcome": "feasible", "objective": exact_text(bare.ledger.objective), "near": NEAR} | run
    mark = {"hash": hash_of or scenario_hash(bare.scenario)}
    document = json.loads(json.dumps(plan | {"run": found, "scenario": mark}))
    return markdown(blocks_of(subject(scenario, document))).split("## How far from the best")[1]


def test_it_stands_beside_the_gap_of_all_plans() -> None:
    text = reported({"gap": {"amount": 30_000_000}})
    assert text.index("No plan can be more than 30 million better") < text.index(PARAGRAPH)


@pytest.mark.parametrize("run", [{"outcome": "optimal"}, {"gap": {"amount": 1_000_000}}])
def test_it_is_left_out_where_more_is_proven_of_all_plans(run: dict[str, Any]) -> None:
    assert PARAGRAPH not in reported(run)


def test_a_claim_about_another_plan_or_scenario_is_left_out() -> None:
    assert PARAGRAPH in reported({})
    assert PARAGRAPH not in reported({"objective": "7000000.00000"})
    assert PARAGRAPH not in reported({}, "sha256:0")
