"""validate, expand, schema and import."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from consolidate.cli import codes
from consolidate.scenario.read import read_scenario
from tests.analysis.example import TWO_TOWNS, documents
from tests.cli.conftest import Command

GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "spaces": b" \n ",
    "binary": bytes(range(256)) * 20,
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "utf16": '{"format": "consolidate/scenario/1"}'.encode("utf-16"),
    "truncated": TWO_TOWNS.read_bytes()[:2_000],
    "deep": b"[" * 100_000,
    "list": b"[1, 2, 3]",
    "number": b"1e400",
    "text": "Søgne".encode("latin-1"),
    "nan": b'{"format": "consolidate/scenario/1", "period": NaN}',
    "other": b'{"format": "consolidate/scenario/99"}',
    "escape": b'{"format": "consolidate/scenario/1", "\\u001b[2J": 1}',
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_a_list_of_faults(command: Command, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "garbage.json"
    file.write_bytes(GARBAGE[kind])
    ended = command("validate", file)
    assert ended.code == codes.BAD_INPUT
    assert "in the document:" in ended.err
    assert "\x1b" not in ended.err
    told = command("validate", file, "--json")
    assert told.code == codes.BAD_INPUT
    assert told.document["faults"]


def test_every_fault_is_told_at_once_with_path_value_and_what_is_allowed(command: Command, tmp_path: Path) -> None:
    scenario, _plan = documents()
    scenario["domains"]["finance"]["candidates"]["alfa"]["quality"] = 11
    scenario["municipalities"]["north"]["inhabitants"] = -1
    scenario["nonesuch"] = {}
    file = tmp_path / "faulty.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    ended = command("validate", file)
    assert ended.code == codes.BAD_INPUT
    assert "3 faults in the document:" in ended.err
    assert "domains.finance.candidates.alfa.quality: 11" in ended.err
    faults = command("validate", file, "--json").document["faults"]
    assert [fault["path"] for fault in faults] == [
        "domains.finance.candidates.alfa.quality",
        "municipalities.north.inhabitants",
        "nonesuch",
    ]
    assert all(fault["allowed"] for fault in faults)


def test_a_sound_scenario_is_in_order(command: Command) -> None:
    ended = command("validate", TWO_TOWNS)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("two-towns.json: in order\n")
    assert command("validate", TWO_TOWNS, "--json").document == {"faults": [], "warnings": []}


def test_warnings_are_listed_and_leave_the_exit_code_alone(command: Command, tmp_path: Path) -> None:
    scenario, _plan = documents()
    scenario["pools"]["joint"]["trainer"] = 0
    scenario["pools"]["north"]["trainer"] = 0
    file = tmp_path / "short.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    ended = command("validate", file)
    assert ended.code == 0
    assert "no plan possible: templates.full.train.staff.trainer" in ended.out
    kinds = {warning["kind"] for warning in command("validate", file, "--json").document["warnings"]}
    assert "skill_nobody_has" in kinds


def mutated(document: Any, chance: random.Random) -> Any:
    """A document with one value replaced, removed or moved."""
    holders: list[tuple[Any, Any]] = []
    todo = [document]
    while todo:
        here = todo.pop()
        keys = here.keys() if isinstance(here, dict) else range(len(here))
        holders += [(here, key) for key in keys]
        todo += [here[key] for key in keys if isinstance(here[key], dict | list) and here[key]]
    holder, key = chance.choice(holders)
    numbers: tuple[Any, ...] = (None, -1, 1e400, 10**30, 0.5, 1_000_000, True)
    odd = (*numbers, "", "x" * 5_000, "2008-02-30", "\x00", [], {}, [[[]]])
    if chance.random() < 0.3:
        del holder[key]
    else:
        holder[key] = chance.choice(odd)
    return document


@pytest.mark.parametrize("seed", range(60))
def test_mutations_end_in_order_or_in_faults(command: Command, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    scenario = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    for _times in range(chance.randint(1, 3)):
        scenario = mutated(scenario, chance)
    file = tmp_path / "mutated.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    assert command("validate", file).code in (codes.OK, codes.BAD_INPUT)


def test_expand_prints_a_document_that_means_the_same(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "whole.json"
    ended = command("expand", TWO_TOWNS)
    assert ended.code == 0
    assert ended.document["period"]["value_until"] == "2014-12-31"
    assert command("expand", TWO_TOWNS, "-o", file).code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == ended.document
    assert read_scenario(file).municipalities.keys() == {"north", "south"}


def test_expand_tells_where_each_value_came_from(command: Command) -> None:
    lines = command("expand", TWO_TOWNS, "--origins").out.splitlines()
    assert "document   period.start" in lines
    assert "program    currency" in lines


def test_the_schemas_are_printed(command: Command, tmp_path: Path) -> None:
    assert command("schema").document["title"] == "consolidate/scenario/1"
    assert command("schema", "plan").document["title"] == "consolidate/plan/1"
    file = tmp_path / "schema.json"
    assert command("schema", "plan", "-o", file).code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["title"] == "consolidate/plan/1"


def test_import_writes_a_scenario_or_tells_faults(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    missing = command("import", tmp_path / "nonesuch", "-o", file)
    assert missing.code == codes.BAD_INPUT
    assert not file.exists()
    (tmp_path / "municipalities.csv").write_text("id,inhabitants\nnorth,many\n", encoding="utf-8")
    faulty = command("import", tmp_path, "-o", file)
    assert faulty.code == codes.BAD_INPUT
    assert "municipalities.csv:2:inhabitants" in faulty.err
    assert not file.exists()
