"""Instances from the literature: as ordinary scenarios, beside best known values, by one command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.literature import solve
from benchmarks.literature.command import DATA, literature
from benchmarks.literature.convert import DONE, PRICE, makespan, scenario_of
from benchmarks.literature.instances import by_set, read_folder, sampled
from psplib import ProjectInstance, parse

from consolidate.check.verdict import check
from consolidate.construct.problem import Problem
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.rules import Rule
from consolidate.scenario.read import parse_scenario
from consolidate.units import FINE

TINY = """\
6 2
2 1
0 0 0 2 2 3
3 2 0 1 4
2 1 1 1 4
0 0 0 1 5
2 2 1 1 6
0 0 0 0
"""
"""Two activities that cannot run at once (2 + 1 of 2), a gate without duration, a third after both: 3 + 2 + 2 weeks."""
BEST = {"a002": 0, "a003": 3, "a005": 5}


def tiny(folder: Path, text: str = TINY, name: str = "tiny_1.txt") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def instance(folder: Path, text: str = TINY) -> ProjectInstance:
    return parse(tiny(folder, text), instance_format="patterson")


def planned(programme: Programme, starts: dict[str, int]) -> Decisions:
    steps = {name: str(programme.timeline.day(week)) for name, week in starts.items()}
    return Decisions.model_validate({"targets": {}, "steps": steps})


def test_an_instance_becomes_measures_skills_and_one_priced_milestone(tmp_path: Path) -> None:
    document = scenario_of("tiny", instance(tmp_path))
    assert document["pools"] == {"joint": {"r1": 2, "r2": 1}}
    assert document["measures"] == {
        "a002": {"weeks": 3, "after": [], "staff": {"r1": 2}},
        "a003": {"weeks": 2, "after": [], "staff": {"r1": 1, "r2": 1}},
        "a005": {"weeks": 2, "after": ["a002", "a003"], "staff": {"r1": 2, "r2": 1}},
    }
    assert document["milestones"][DONE]["complete"] == ["a005"]


def test_the_makespan_of_a_known_schedule_is_the_week_of_the_milestone_and_its_price(tmp_path: Path) -> None:
    programme = Programme(parse_scenario(scenario_of("tiny", instance(tmp_path))))
    verdict = check(programme, planned(programme, BEST))
    assert verdict.clean
    assert makespan(programme.scenario, verdict.schedule.decisions) == verdict.schedule.reached(DONE) == 7
    assert verdict.ledger.objective == (7 - 1) * PRICE * FINE


@pytest.mark.parametrize(
    ("starts", "rule"), [({"a003": 1}, Rule.STAFF), ({"a005": 4}, Rule.PRECEDENCE), ({"a003": 4}, Rule.PRECEDENCE)]
)
def test_waits_and_capacities_hold(tmp_path: Path, starts: dict[str, int], rule: Rule) -> None:
    programme = Programme(parse_scenario(scenario_of("tiny", instance(tmp_path))))
    assert rule in check(programme, planned(programme, {**BEST, **starts})).broken


@pytest.mark.slow
def test_every_shipped_instance_is_a_scenario_with_room_for_its_best_value() -> None:
    for one in read_folder(DATA):
        programme = Programme(solve.scenario_in(one.file))
        assert programme.weeks >= one.best_known
        assert len(Problem(programme, {}).layout.slot_ids) == len(programme.measures)


def test_several_modes_are_refused(tmp_path: Path) -> None:
    other = instance(tmp_path)
    other.activities[1].modes *= 2
    with pytest.raises(ValueError, match="several modes"):
        scenario_of("tiny", other)


@pytest.mark.parametrize("way", sorted(solve.WAYS))
def test_every_way_finds_the_best_makespan(tmp_path: Path, way: str, capsys: pytest.CaptureFixture[str]) -> None:
    solve.main([str(tiny(tmp_path)), way, "5", "1", "1"])
    assert json.loads(capsys.readouterr().out)["makespan"] == 7


def folder_of_two_sets(folder: Path) -> Path:
    """Two files of one set, one of another, one without a row; the table lies above."""
    inside = folder / "files"
    inside.mkdir()
    for name in ("tiny_1.txt", "tiny_2.txt", "small_1.txt", "unknown.txt"):
        tiny(inside, name=name)
    rows = ["rcpsp,TINY,tiny_1.txt,7", "rcpsp,TINY,tiny_2.txt,5", "rcpsp,SMALL,small_1.txt,7", "other,X,unknown.txt,1"]
    (folder / "best_known.csv").write_text("\n".join(["problem,set,file,best_known", *rows]), encoding="utf-8")
    return inside


def test_files_go_by_set_and_those_without_a_row_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sets = by_set(read_folder(folder_of_two_sets(tmp_path)))
    assert {name: [one.file.name for one in own] for name, own in sets.items()} == {
        "SMALL": ["small_1.txt"],
        "TINY": ["tiny_1.txt", "tiny_2.txt"],
    }
    assert "unknown.txt" in capsys.readouterr().err


def test_a_sample_is_spread_evenly_over_the_names() -> None:
    own = by_set(read_folder(DATA))["PSPLIB-J60"]
    assert sampled(own, None) == sampled(own, 99) == own
    assert sampled(own, 2) == [own[2], own[7]]


@pytest.mark.slow
def test_the_command_prints_mean_gaps_by_set_and_keeps_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, results = folder_of_two_sets(tmp_path), tmp_path / "results.json"
    call = [str(folder), "--time-limit", "5", "--workers", "1", "--peer", "pyjobshop", "--json"]
    literature([*call, "--results", str(results)])
    told = capsys.readouterr()
    found: dict[str, Any] = json.loads(told.out)
    small = {"name": "SMALL", "files": 1, "mean_gap": 0.0, "peer_mean_gap": 0.0}
    assert found == {"sets": [small, {"name": "TINY", "files": 2, "mean_gap": 20.0, "peer_mean_gap": 20.0}]}
    assert "tiny_2.txt: best known 5, search 7, pyjobshop 7" in told.err
    kept = json.loads(results.read_text(encoding="utf-8"))
    results.write_text(json.dumps(dict.fromkeys(kept, 14)), encoding="utf-8")
    literature([*call, "--results", str(results)])
    assert json.loads(capsys.readouterr().out)["sets"][0]["mean_gap"] == 100.0


def test_a_folder_without_a_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        literature([str(tmp_path)])
    assert "best_known.csv" in capsys.readouterr().err
