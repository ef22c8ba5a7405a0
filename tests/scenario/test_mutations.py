"""Random damage to documents and raw garbage: read, or refused with faults, never anything else."""

from __future__ import annotations

import json
import random

import pytest

from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from tests.scenario import TWO_TOWNS, faults_of, two_towns
from tests.scenario.mutations import mutated

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_document_is_read_or_refused_with_faults(seed: int) -> None:
    document = mutated(two_towns(), random.Random(seed))
    raw = json.dumps(document).encode()
    faults = faults_of(raw)
    for fault in faults:
        assert fault.allowed
        assert str(fault).isprintable()
        str(fault).encode()
    if not faults:
        Programme(parse_scenario(raw))


def test_damage_is_mostly_found_and_not_always() -> None:
    refused = sum(bool(faults_of(mutated(two_towns(), random.Random(seed)))) for seed in SEEDS)
    assert len(SEEDS) // 2 < refused < len(SEEDS)


def garbage(number: int) -> bytes:
    """Ten kinds of files that are no documents."""
    rng = random.Random(number)
    text = TWO_TOWNS.read_bytes()
    noise = rng.randbytes(5_000)
    at = rng.randrange(len(text))
    return [
        noise,
        noise.hex().encode(),
        text[:at] + noise[:1] + text[at:],
        text[:at],
        text[:at] + text[at + 1 :],
        text + text,
        text.decode().encode("utf-16-le"),
        bytes(5_000),
        b'"' + b"a" * 100_000 + b'"',
        text.replace(b",", b";"),
    ][number]


@pytest.mark.parametrize("number", range(10))
def test_raw_garbage_is_refused_with_faults(number: int) -> None:
    for fault in faults_of(garbage(number)):
        assert fault.allowed
    if number not in (2, 4):
        assert faults_of(garbage(number))
