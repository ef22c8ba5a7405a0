"""Generated scenarios of the sizes S1 to S6: the same for the same seed, valid, and scaled with their work."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from benchmarks.generate import main, scenario
from benchmarks.shape import SKILLS, Json
from benchmarks.sizes import SIZES

from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step
from consolidate.programme.usage import pool_capacity
from consolidate.scenario.read import parse_scenario


@cache
def generated(size: str, seed: int = 1) -> Json:
    return scenario(SIZES[size], seed)


@cache
def programme(size: str) -> Programme:
    return Programme(parse_scenario(generated(size)))


def leading_steps(size: str) -> list[Step]:
    """Every step where each domain takes its leading candidate, extended if that is possible."""
    found = programme(size)
    leading: dict[str, Option] = {domain: options[0] for domain, options in found.options.items()}
    steps = list(found.measures.values())
    for domain, option in leading.items():
        assert option.product == "alfa"
        steps += found.work(domain, option).steps.values()
    return steps


def test_sizes_are_those_that_were_measured() -> None:
    counts = {name: (size.municipalities, size.domains) for name, size in SIZES.items()}
    assert counts == {
        "S1": (7, 5),
        "S2": (7, 30),
        "S3": (20, 40),
        "S4": (50, 50),
        "S5": (100, 50),
        "S6": (357, 40),
    }


@pytest.mark.parametrize("size", ["S1", "S2", "S3"])
def test_generated_documents_are_valid_and_of_their_size(size: str) -> None:
    read = programme(size).scenario
    assert len(read.municipalities) == SIZES[size].municipalities
    assert len(read.domains) == SIZES[size].domains


@pytest.mark.slow
@pytest.mark.parametrize("size", ["S4", "S5", "S6"])
def test_large_generated_documents_are_valid(size: str) -> None:
    assert len(parse_scenario(scenario(SIZES[size], 1)).domains) == SIZES[size].domains


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("first.json", "second.json", "other.json")]
    for file, seed in zip(files, ("3", "3", "4"), strict=True):
        main(["S1", "--seed", seed, "-o", str(file)])
    first, second, other = (file.read_bytes() for file in files)
    assert first == second
    assert first != other
    assert json.loads(first) == generated("S1", 3)


def test_without_a_file_the_document_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["S1"])
    assert json.loads(capsys.readouterr().out) == generated("S1", 1)


@pytest.mark.parametrize("size", ["S1", "S2", "S3"])
def test_the_joint_pool_can_meet_each_need_in_every_week(size: str) -> None:
    least = {skill: min(pool_capacity(programme(size), "joint", skill)) for skill in SKILLS}
    for step in leading_steps(size):
        for skill, need in step.staff:
            assert need <= least[skill], step.id


@pytest.mark.parametrize("size", ["S2", "S3"])
def test_staff_and_money_are_scaled_with_the_work(size: str) -> None:
    steps = leading_steps(size)
    for skill in ("application", "integration", "project_manager"):
        needed = sum(step.weeks * need for step in steps for name, need in step.staff if name == skill)
        assert 0.4 <= needed / _capacity(size, skill) <= 0.85, skill
    joint = sum(step.cost for step in steps if step.kind is not Kind.LOCAL)
    granted = sum(programme(size).scenario.budgets["programme"].grants.values())
    assert 0.75 <= joint / granted <= 0.85


def _capacity(size: str, skill: str) -> int:
    pools = programme(size).scenario.pools
    return sum(sum(pool_capacity(programme(size), pool, skill)) for pool in pools)


def test_most_installed_systems_have_a_contract_that_renews_yearly() -> None:
    systems = [system for systems in programme("S2").scenario.installed.values() for system in systems.values()]
    contracts = [system.contract for system in systems if system.contract is not None]
    assert 0.4 <= len(contracts) / len(systems) <= 0.8
    assert {contract.renewal for contract in contracts} == {12}
    assert {contract.notice_weeks for contract in contracts} == {13, 26}


def test_needs_point_to_earlier_domains_only() -> None:
    names = list(generated("S3")["domains"])
    for number, name in enumerate(names):
        assert set(generated("S3")["domains"][name].get("needs", [])) <= set(names[:number])
