"""replan: a proposal from the command line, in the report, and bad input told."""

import json
from pathlib import Path

import pytest

from consolidate.cli import codes
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

WORK = ("--deterministic", "--workers", "1", "--time-limit", "20")
STEPS = """step,started,finished
coordination,2008-01-07,2008-02-29
finance/joint/extend,2008-03-03,2008-05-09
finance/joint/install,2008-05-12,2008-08-29
finance/south/prepare,2008-07-14,2008-08-01
archive/joint/procure,2008-07-21,
"""


@pytest.mark.slow
def test_a_proposal_from_a_table(command: Command, tmp_path: Path) -> None:
    actuals, kept, report = tmp_path / "august.csv", tmp_path / "proposal.json", tmp_path / "report.md"
    actuals.write_text(STEPS, encoding="utf-8")
    dated = ("--status-date", "2008-09-01", "-o", kept)
    ended = command("replan", TWO_TOWNS, TWO_TOWNS_PLAN, actuals, *dated, *WORK)
    assert ended.code == codes.OK
    assert "What moves, and why" in ended.out
    assert json.loads(kept.read_text(encoding="utf-8"))["format"] == "consolidate/proposal/1"
    assert command("report", TWO_TOWNS, TWO_TOWNS_PLAN, "--study", kept, "-o", report).code == codes.OK
    assert "ends 4 weeks later" in report.read_text(encoding="utf-8")


def test_bad_input_is_told(command: Command, tmp_path: Path) -> None:
    actuals = tmp_path / "august.csv"
    actuals.write_text(STEPS.replace("coordination", "nothing"), encoding="utf-8")
    missing = command("replan", TWO_TOWNS, TWO_TOWNS_PLAN, actuals, *WORK)
    assert missing.code == codes.BAD_INPUT
    assert "--status-date" in missing.err
    unknown = command("replan", TWO_TOWNS, TWO_TOWNS_PLAN, actuals, "--status-date", "2008-09-01", *WORK)
    assert unknown.code == codes.BAD_INPUT
    assert "actuals.steps.nothing" in unknown.err
    odd = command("replan", TWO_TOWNS, TWO_TOWNS_PLAN, actuals, "--baseline-is", "sure", *WORK)
    assert odd.code == codes.BAD_INPUT
