"""delay: what waiting costs, from the command line."""

import pytest

from consolidate.cli import codes
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow

WORK = ("--deterministic", "--workers", "1", "--time-limit", "20")


def test_as_data_and_as_a_table(command: Command) -> None:
    ended = command("delay", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "--of", "finance", "--weeks", "2,4", *WORK, "--json")
    assert ended.code == codes.OK
    rows = ended.document["delays"]
    assert [(row["of"], row["kind"], row["weeks"]) for row in rows] == [
        ("finance", "domain", 4),
        ("finance", "domain", 2),
    ]
    assert 0 <= rows[1]["estimate"] <= rows[0]["estimate"]
    told = command("delay", TWO_TOWNS, "--of", "finance", "--weeks", "2", *WORK)
    assert "Begun later than in the plan" in told.out


def test_bad_weeks_and_names_are_told(command: Command) -> None:
    for weeks in ("0", "x", "1,,2", "-3", ""):
        assert command("delay", TWO_TOWNS, f"--weeks={weeks}", *WORK).code == codes.BAD_INPUT
    ended = command("delay", TWO_TOWNS, "--of", "nobody", *WORK)
    assert ended.code == codes.BAD_INPUT
    assert "nobody" in ended.err
