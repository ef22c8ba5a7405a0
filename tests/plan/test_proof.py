"""Proofs in files: read strictly, always the same text, known by its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from consolidate.errors import FaultyDocument
from consolidate.plan.proof import parse_proof, proof_text, read_proof, write_proof

PROOF: dict[str, Any] = {
    "format": "consolidate/proof/1",
    "scenario": {"name": "Two towns", "hash": "sha256:00"},
    "bound": "7000000.00000",
    "bucket": 1,
    "weeks": {"staff": {"joint/trainer": {"2008-01-14": 7, "2008-01-07": 123}}},
    "budgets": {"programme": {"2008": 4}},
    "order": [
        {"before": "b", "after": "a", "lag": 0, "weeks": {"2008-01-07": 1}},
        {"before": "a", "after": "b", "lag": 2, "weeks": {}},
    ],
}


def test_written_and_read_again(tmp_path: Path) -> None:
    proof, file = parse_proof(PROOF), tmp_path / "proof.json"
    mark = write_proof(file, proof)
    assert mark == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    again = read_proof(file)
    assert proof_text(again) == proof_text(proof)
    assert again.claimed == 700_000_000_000
    assert [row.before for row in again.order] == ["a", "b"]
    assert [day.day for day in again.weeks.staff["joint/trainer"]] == [7, 14]


def test_amounts_below_zero() -> None:
    assert parse_proof({**PROOF, "bound": "-0.50000"}).claimed == -50_000


def test_every_fault_at_once() -> None:
    faulty = {
        **PROOF,
        "bound": "7e6",
        "bucket": 0,
        "weeks": {"staff": {"joint/trainer": {"2008-01-07": -1, "2008-01-32": 1}}, "nonesuch": {}},
        "budgets": {"programme": {"08": 1, "2008": "4"}},
    }
    with pytest.raises(FaultyDocument) as caught:
        parse_proof(faulty)
    assert [fault.path for fault in caught.value.faults] == [
        "bound",
        "bucket",
        "budgets.programme.08",
        "budgets.programme.2008",
        "weeks.nonesuch",
        "weeks.staff.joint/trainer.2008-01-07",
        "weeks.staff.joint/trainer.2008-01-32",
    ]
