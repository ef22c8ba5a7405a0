"""Alternatives side by side: each with its own outcome, plans shared, differences with noise and proof."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consolidate.analysis.names import Names
from consolidate.check.accounts import read_exact, totals
from consolidate.plan.outcome import Outcome
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.study.compare import comparison
from consolidate.study.compare_document import AlternativeLine, Comparison
from consolidate.study.contest import Contest
from consolidate.study.document import BASE
from consolidate.study.effort import Effort
from consolidate.study.files import study_json
from consolidate.study.table import study_blocks
from consolidate.units import FINE
from tests.analysis.example import TWO_TOWNS

pytestmark = pytest.mark.slow

WORK = Effort(seconds=40, workers=1, deterministic=True)
ALTERNATIVES: dict[str, Any] = {
    "dearer-licence": {
        "name": "Dearer licences",
        "patch": {"domains": {"finance": {"candidates": {"alfa": {"licence_per_user": 4100}}}}},
    },
    "no-money": {"patch": {"budgets": {"programme": {"grants": {"2008": 0, "2009": 0}}}}},
    "no-camel": {"patch": {"policy": {"camels": {"all": {"max": 0}}}}},
    "roomy": {"patch": {"budgets": {"programme": {"grants": {"2008": 9_000_000}}}}},
}
"""81 users of finance: a licence that costs 100 more costs 100 × 26 more where alfa is fetched, for south alone."""


def scenarios() -> dict[str, Scenario]:
    document = json.loads(TWO_TOWNS.read_text(encoding="utf-8")) | {"alternatives": ALTERNATIVES}
    return {BASE: parse_scenario(document)} | {name: parse_scenario(document, name) for name in ALTERNATIVES}


@pytest.fixture(scope="module")
def contest() -> Contest:
    found = Contest(scenarios(), WORK)
    found.run()
    return found


@pytest.fixture(scope="module")
def study(contest: Contest) -> Comparison:
    return comparison(contest)


def line(study: Comparison, name: str) -> AlternativeLine:
    return next(one for one in study.alternatives if one.name == name)


def test_every_alternative_stands_in_the_table_as_what_it_is(study: Comparison) -> None:
    assert [one.name for one in study.alternatives] == [BASE, *ALTERNATIVES]
    assert line(study, BASE).outcome is Outcome.OPTIMAL
    assert line(study, "no-camel").outcome is Outcome.INFEASIBLE
    nothing = line(study, "no-camel")
    assert (nothing.objective, nothing.bound, nothing.shape) == (None, None, None)
    assert nothing.against_base is not None
    assert (nothing.against_base.estimate, nothing.against_base.sureness) == (None, "unknown")
    assert nothing.run_note is not None or nothing.outcome is Outcome.INFEASIBLE


def test_differences_are_those_of_the_ledgers_and_proven_where_both_are(contest: Contest, study: Comparison) -> None:
    base = contest.found[BASE].plan
    assert base is not None
    for name in ("dearer-licence", "roomy"):
        plan, one = contest.found[name].plan, line(study, name)
        assert plan is not None
        assert plan.clean
        assert one.against_base is not None
        assert one.against_base.estimate == pytest.approx((plan.ledger.objective - base.ledger.objective) / FINE, abs=1)
        low, high = one.against_base.proven
        assert one.against_base.estimate is not None
        assert low is not None
        assert high is not None
        assert low - 1 <= one.against_base.estimate <= high + 1
        assert read_exact(one.objective) == plan.ledger.objective


def test_a_dearer_licence_is_seen_to_cost_more(study: Comparison) -> None:
    more = line(study, "dearer-licence").against_base
    assert more is not None
    assert more.estimate is not None
    assert more.estimate > 0
    assert more.sureness in {"proven", "clear"}


def test_more_money_never_seems_to_cost_anything(study: Comparison) -> None:
    more = line(study, "roomy").against_base
    assert more is not None
    assert more.estimate is not None
    assert more.estimate <= 0


def test_the_shape_is_read_from_the_ledger(contest: Contest, study: Comparison) -> None:
    plan, shape = contest.found[BASE].plan, line(study, BASE).shape
    assert plan is not None
    assert shape is not None
    told = totals(plan)
    assert (shape.sums.total, shape.sums.reference, shape.sums.better_by) == (
        told["cash"],
        told["reference"],
        told["better_by"],
    )
    assert (shape.sums.one_off, shape.sums.priced) == (told["investment"], told["priced"])
    assert abs(sum(party.gain for party in shape.parties.values()) - shape.sums.better_by) <= 1
    assert shape.camels == sum(party.camels for party in shape.parties.values()) == 1
    assert shape.targets == {}
    assert shape.moved_steps == 0


def test_it_reads_itself_again_and_can_be_shown(study: Comparison) -> None:
    written = study_json(study)
    assert Comparison.model_validate(json.loads(json.dumps(written))) == study
    assert {"name", "outcome", "objective", "bound", "gap_percent_of_gross"} <= written["alternatives"][0].keys()
    text = str(list(study_blocks(study, Names(scenarios()[BASE]))))
    for told in ("Dearer licences", "no-camel", "no plan, proven", "as it is"):
        assert told in text


def test_the_same_work_gives_the_same_study(study: Comparison) -> None:
    again = Contest(scenarios(), WORK)
    again.run()
    assert comparison(again) == study
