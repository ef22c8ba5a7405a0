"""change-work: a what-if from the command line."""

from consolidate.cli import codes
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command


def test_as_data_and_in_words(command: Command) -> None:
    ended = command("change-work", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "--json")
    assert ended.code == codes.OK
    assert ended.document["steps"] == ["prepare", "train"]
    assert ended.document["saved"] > 0
    told = command("change-work", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "--steps", "train")
    assert "Without preparation and training" in told.out
    assert command("change-work", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "--steps", "rehearse").code == codes.BAD_INPUT
