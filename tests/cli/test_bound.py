"""bound: what a proof claims, computed again."""

import json
from pathlib import Path

import pytest

from consolidate.cli import codes
from consolidate.plan.files import read_plan
from consolidate.plan.proof import text_hash, write_proof
from tests import ROOT
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.bound.test_certificate import climbed, two_towns_begun
from tests.cli.conftest import Command


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "proof.json"
    write_proof(file, climbed()[1])
    return file


def test_a_true_claim_is_confirmed(command: Command, proof: Path) -> None:
    ended = command("bound", TWO_TOWNS, proof, "--plan", TWO_TOWNS_PLAN)
    assert (ended.code, ended.err) == (0, "")
    assert "The bound is confirmed." in ended.out
    assert "The plan costs 7025872.27700 NOK" in ended.out
    told = command("bound", TWO_TOWNS, proof, "--json").document
    assert told["claimed"] == told["recomputed"]
    assert told["confirmed"] is told["same_scenario"] is True


def test_a_claim_too_high_is_not(command: Command, proof: Path) -> None:
    content = json.loads(proof.read_text(encoding="utf-8"))
    proof.write_text(json.dumps({**content, "bound": "7025872.27700"}), encoding="utf-8")
    ended = command("bound", TWO_TOWNS, proof)
    assert ended.code == codes.VIOLATIONS
    assert "not confirmed" in ended.out


def test_another_scenario_is_told(command: Command, proof: Path, tmp_path: Path) -> None:
    content = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**content, "name": "Another"}), encoding="utf-8")
    ended = command("bound", other, proof)
    assert ended.code == codes.VIOLATIONS
    assert "the hashes differ" in ended.out


def test_of_quite_another_scenario_one_sentence_is_told(command: Command, proof: Path) -> None:
    ended = command("bound", ROOT / "scenarios" / "merger.json", proof)
    assert ended.code == codes.BAD_INPUT
    assert len(ended.err.splitlines()) == 1
    assert "the proof was made for another scenario" in ended.err


def test_a_bound_in_mid_period_is_confirmed(command: Command, tmp_path: Path) -> None:
    """Without what has happened it is another scenario."""
    begun, proof = tmp_path / "begun.json", tmp_path / "begun.proof.json"
    begun.write_text(json.dumps(two_towns_begun()), encoding="utf-8")
    write_proof(proof, climbed(two_towns_begun())[1])
    told = command("bound", begun, proof, "--json").document
    assert told["claimed"] == told["recomputed"]
    assert told["confirmed"] is told["same_scenario"] is True
    assert command("bound", TWO_TOWNS, proof).code == codes.VIOLATIONS


@pytest.mark.slow
def test_a_plan_names_the_proof_of_its_bound_and_the_proof_is_confirmed(command: Command, tmp_path: Path) -> None:
    plan, proof = tmp_path / "plan.json", tmp_path / "proof.json"
    core = ROOT / "scenarios" / "knps" / "knps-core.json"
    ended = command("plan", core, "-o", plan, "--proof", proof, "--time-limit", "5", "--deterministic")
    assert ended.code == codes.OK, ended.err
    run = read_plan(plan).run
    assert run is not None
    assert run.proof == text_hash(proof.read_bytes())
    found = command("bound", core, proof, "--plan", plan, "--json").document
    assert (found["confirmed"], found["clean"]) == (True, True)
    assert found["recomputed"] == run.bound
