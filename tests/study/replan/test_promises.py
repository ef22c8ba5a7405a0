"""A baseline as promises: as firm as the scenario says, else as asked for; facts and drafts are left alone."""

from __future__ import annotations

from consolidate.scenario.read import parse_scenario
from consolidate.study.replan.document import Adopted
from consolidate.study.replan.promises import Firmness, promises
from tests.scenarios import BASE, Json, decisions, monday, patched

FIRM = Firmness("adopted", 500, 20)


def promised(patch: Json, adopted: Adopted = "kept", firmness: Firmness = FIRM) -> Json:
    scenario = parse_scenario(patched(BASE, patch))
    found: Json = promises(scenario, decisions(), firmness, adopted)["commitments"]
    return found


def test_every_step_and_target_is_adopted_at_its_date() -> None:
    found = promised({})
    assert found["steps"]["finance/ash/cutover"] == {"status": "adopted", "start": monday(2)}
    assert found["targets"] == {"finance": {"status": "adopted", "product": "alfa", "route": "procure"}}


def test_what_the_scenario_says_comes_first() -> None:
    own = {
        "finance/ash/cutover": {"status": "announced", "start": monday(9), "price_per_week": 7},
        "finance/birch/cutover": {"status": "draft"},
    }
    found = promised({"commitments": {"steps": own}})["steps"]
    assert found["finance/ash/cutover"] == {
        "status": "announced",
        "start": monday(2),
        "price_per_move": 0,
        "price_per_week": 7,
    }
    assert "finance/birch/cutover" not in found


def test_facts_stand_for_themselves() -> None:
    started = {"status_date": monday(1), "actuals": {"steps": {"finance/joint/install": {"started": monday(0)}}}}
    assert "finance/joint/install" not in promised(started)["steps"]


def test_where_no_plan_keeps_adopted_dates_they_are_priced() -> None:
    found = promised({}, "priced")
    assert found["steps"]["finance/ash/cutover"] == {
        "status": "adopted",
        "start": monday(2),
        "price_per_move": 500,
        "price_per_week": 20,
    }
    assert found["targets"]["finance"]["status"] == "adopted"


def test_targets_are_reopened_of_domains_in_which_nothing_has_begun() -> None:
    assert promised({}, "reopened")["targets"]["finance"]["status"] == "announced"
    priced, reopened = (promised({}, adopted)["steps"]["finance/ash/cutover"] for adopted in ("priced", "reopened"))
    assert reopened == priced | {"status": "announced"}
    started = {"status_date": monday(1), "actuals": {"steps": {"finance/joint/install": {"started": monday(0)}}}}
    assert promised(started, "reopened")["targets"]["finance"]["status"] == "adopted"
    assert promised(started, "reopened")["steps"] == promised(started, "priced")["steps"]
    done = {"commitments": {"targets": {"finance": {"status": "done", "product": "alfa", "route": "procure"}}}}
    assert promised(done, "reopened")["targets"]["finance"]["status"] == "done"


def test_a_draft_baseline_promises_nothing() -> None:
    assert promised({}, firmness=Firmness("draft", 500, 20))["steps"] == {}
