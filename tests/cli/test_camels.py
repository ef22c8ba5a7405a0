"""camels: what refusals, wishes and other candidates cost, from the command line."""

import json
from pathlib import Path

import pytest

from consolidate.cli import codes
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow

WORK = ("--deterministic", "--workers", "1", "--time-limit", "40")
BEST = 7_025_872.277


def test_prices_as_data_and_in_the_report(command: Command, tmp_path: Path) -> None:
    """Beta instead of alfa costs what the best plan with beta costs more; both are proven, so the price is exact."""
    out = tmp_path / "camels.json"
    asked = ("--wish", "north/finance", "--candidates", "finance")
    ended = command("camels", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, *asked, *WORK, "--json", "-o", out)
    assert ended.code == codes.OK
    found = ended.document
    assert (found["outcome"], found["objective"], found["noise"]) == ("optimal", f"{BEST:.5f}", 0)
    camel = found["camels"][0]
    assert (camel["municipality"], camel["domain"], camel["kind"]) == ("north", "archive", "camel")
    assert (camel["by"], camel["user_points"]) == ("staying_out", 145.0)
    products = {row["product"]: row for row in found["candidates"]}
    assert (products["alfa"]["estimate"], products["alfa"]["proven"]) == (0, [0, 0])
    beta = products["beta"]
    assert beta["estimate"] > 0
    assert beta["proven"][0] <= beta["estimate"] <= beta["proven"][1]
    assert beta["proven"][1] - beta["proven"][0] <= 2
    assert beta["held"]["high"] >= beta["estimate"]
    assert found["wishes"][0]["estimate"] == 0  # north has alfa, which the plan takes
    assert json.loads(out.read_text(encoding="utf-8")) == found
    told = command("report", TWO_TOWNS, TWO_TOWNS_PLAN, "--study", out)
    for text in ("What each refusal costs", "What other candidates cost", "stays out of it"):
        assert text in told.out


def test_names_that_do_not_exist_are_told(command: Command) -> None:
    for asked in (("--wish", "north/nothing"), ("--wish", "nobody/finance"), ("--candidates", "nothing")):
        ended = command("camels", TWO_TOWNS, *asked, *WORK)
        assert ended.code == codes.BAD_INPUT
        assert "archive, finance" in ended.err
    assert command("camels", TWO_TOWNS, "--wish", "north", *WORK).code == codes.BAD_INPUT


def test_a_scenario_without_a_plan_says_so(command: Command) -> None:
    file = TWO_TOWNS.parent / "infeasible" / "camels-infeasible.json"
    ended = command("camels", file, *WORK)
    assert ended.code == 3
    assert "There is no plan" in ended.err


def test_a_study_of_another_version_is_marked_in_the_report(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "camels.json"
    command("camels", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, *WORK, "-o", out)
    document = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    document["policy"] = {**document.get("policy", {}), "baby_price": 7}
    other = tmp_path / "other.json"
    other.write_text(json.dumps(document))
    assert "another version of the scenario" in command("report", other, TWO_TOWNS_PLAN, "--study", out).out
