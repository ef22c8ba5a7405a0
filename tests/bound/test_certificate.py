"""Proofs as documents: the bound comes out again, and no change of prices lifts it above the truth."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from consolidate.bound.ascent import Ascent
from consolidate.bound.certificate import bounds_by_option, carried, document, recomputed
from consolidate.bound.relaxation import Relaxation
from consolidate.errors import FaultyDocument
from consolidate.graph.windows import open_options, possible_options
from consolidate.plan.proof import ProofDocument, parse_proof, proof_text
from consolidate.programme.programme import Programme
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import parse_scenario
from consolidate.units import Fine
from tests import ROOT
from tests.model.brute import cheapest
from tests.model.midway import midway
from tests.model.solving import best
from tests.random_scenarios import random_scenario

TWO_TOWNS = 702_587_227_700
Json = dict[str, Any]


def two_towns() -> Json:
    document: Json = json.loads((ROOT / "scenarios" / "two-towns.json").read_text(encoding="utf-8"))
    return document


def two_towns_begun() -> Json:
    """Two towns in February 2008: they began to coordinate a week late, and will for nine weeks more."""
    happened = {"coordination": {"started": "2008-01-14", "remaining_weeks": 9}}
    return two_towns() | {"status_date": "2008-02-04", "actuals": {"steps": happened}}


def climbed(raw: Json | None = None) -> tuple[Programme, ProofDocument]:
    """Two towns, and the proof of what some steps reach."""
    scenario = parse_scenario(raw or two_towns())
    programme = Programme(scenario)
    options = open_options(programme)
    ascent = Ascent(Relaxation(programme, options))
    ascent.run(lambda: TWO_TOWNS, lambda: ascent.rounds >= 96, lambda: None)
    return programme, document(programme, scenario.name, scenario_hash(scenario), None, options, ascent.proof())


def at_no_prices(programme: Programme) -> Fine:
    return Ascent(Relaxation(programme, open_options(programme))).bound


def faults(programme: Programme, proof: ProofDocument, **changed: Any) -> list[str]:
    with pytest.raises(FaultyDocument) as caught:
        recomputed(programme, parse_proof({**proof.model_dump(mode="json", exclude_none=True), **changed}))
    return [fault.path for fault in caught.value.faults]


def test_the_bound_comes_out_again() -> None:
    programme, proof = climbed()
    again = parse_proof(proof_text(proof).encode())
    assert again == proof
    assert proof.weeks.staff
    assert proof.order
    assert recomputed(programme, again) == proof.claimed <= TWO_TOWNS


@pytest.mark.requirement("REQ-10")
def test_the_bound_comes_out_again_in_mid_period() -> None:
    programme, proof = climbed(two_towns_begun())
    assert proof.order
    optimum = best(programme).objective
    assert optimum is not None
    assert at_no_prices(programme) < recomputed(programme, proof) == proof.claimed <= optimum


def test_changed_prices_give_another_true_bound() -> None:
    programme, proof = climbed()
    content = proof.model_dump(mode="json", exclude_none=True)
    for row in content["order"]:
        for week in row["weeks"]:
            row["weeks"][week] *= 3
    found = recomputed(programme, parse_proof(content))
    assert found != proof.claimed
    assert found <= TWO_TOWNS
    name = next(iter(proof.weeks.staff))
    for price in (10**6, 10**9, 10**12):
        prices = {programme.timeline.day(week).isoformat(): price for week in range(programme.weeks)}
        assert recomputed(programme, parse_proof({**content, "weeks": {"staff": {name: prices}}})) <= TWO_TOWNS


def test_rows_that_the_scenario_has_not_are_faults() -> None:
    programme, proof = climbed()
    after = {"before": "nonesuch", "after": "nonesuch", "lag": 0, "weeks": {}}
    assert faults(programme, proof, order=[after]) == ["order[0]"]
    assert faults(programme, proof, weeks={"staff": {"nonesuch/trainer": {}}}) == ["weeks.staff.nonesuch/trainer"]
    name = next(iter(proof.weeks.staff))
    for day in ("2008-01-08", "1999-01-04"):
        assert faults(programme, proof, weeks={"staff": {name: {day: 1}}}) == [f"weeks.staff.{name}.{day}"]
    assert faults(programme, proof, budgets={"nonesuch": {"2008": 1}}) == ["budgets.nonesuch"]


def test_prices_too_high_for_whole_numbers_are_refused() -> None:
    programme, proof = climbed()
    name = next(iter(proof.weeks.staff))
    high = {programme.timeline.day(week).isoformat(): 10**15 for week in range(programme.weeks)}
    assert faults(programme, proof, weeks={"staff": {name: high}}) == [""]


@pytest.mark.slow
def test_by_option_it_is_a_bound_of_every_plan_with_that_option() -> None:
    """At any prices: the least over a domain's options is the bound itself, and none is above what plans cost."""
    tried = 0
    tiny = (random_scenario(random.Random(seed), "tiny") for seed in range(30))
    for number, drawn in enumerate((*tiny, *map(midway, range(30)))):
        programme = Programme(parse_scenario(drawn))
        options = possible_options(programme)[0]
        if not all(options.values()):
            continue
        relaxation = Relaxation(programme, options)
        if relaxation.infeasible:
            continue
        ascent = Ascent(relaxation)
        for _round in range(12):
            ascent.step(ascent.bound + abs(ascent.bound) // 20)
        ascent.prove(ascent.bound)
        proof = document(programme, None, "-", None, options, ascent.proof())
        found = bounds_by_option(programme, proof)
        for domain, own in found.items():
            assert min(own.values()) == ascent.bound
            for option, bound in own.items():
                least = cheapest(programme, {domain: (option,)})
                assert least is None or bound <= least, (number, domain, option)
                tried += least is not None
    assert tried > 40


def test_prices_carried_to_another_scenario_give_a_bound_of_that_one() -> None:
    """Rows that are not there are dropped; whatever is left is not negative, so the value is a bound all the same."""
    proof = climbed()[1]
    raw = two_towns()
    raw["domains"]["finance"]["candidates"].pop("beta")
    raw["budgets"].pop("programme")
    other = Programme(parse_scenario(raw))
    relaxation = Relaxation(other, possible_options(other)[0])
    at = carried(relaxation, proof)
    assert at is not None
    assert at.any()
    begun = Ascent(relaxation, at)
    assert begun.bound > Ascent(relaxation).bound
    assert begun.bound <= TWO_TOWNS  # there is more money, so the best plan is no dearer; beta is in none
