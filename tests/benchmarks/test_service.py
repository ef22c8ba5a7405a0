"""`python -m benchmarks service`: the service as people start it, asked over sockets."""

from __future__ import annotations

import json

import pytest
from benchmarks.__main__ import COMMANDS, main
from benchmarks.service import Client, submissions


class Counting(Client):
    """Takes every second run, without a service."""

    async def all(self, questions: list[tuple[str, str, object]]) -> list[tuple[int, object]]:  # type: ignore[override]
        statuses = [201 if number % 2 else 429 for number, _question in enumerate(questions)]
        return [(status, {"id": str(number)}) for number, status in enumerate(statuses)]

    def ask(self, method: str, path: str, body: object = None) -> dict[str, str]:
        del method, path, body
        return {"scenario": "s"}


def test_statuses_and_times_are_told() -> None:
    found = submissions(Counting("host", 1, "secret"), 4, 3)
    assert (found["count"], found["statuses"], len(found["seconds"])) == (4, [201, 429], 3)
    assert found["median_seconds"] < 1


def test_it_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert "service" in COMMANDS
    with pytest.raises(SystemExit):
        main(["service", "--help"])
    assert "--submissions" in capsys.readouterr().out


@pytest.mark.slow
def test_it_measures(capsys: pytest.CaptureFixture[str]) -> None:
    main(["service", "--submissions", "10", "--rounds", "1", "--reads", "30"])
    found = json.loads(capsys.readouterr().out)
    assert (found["submissions"]["count"], found["submissions"]["statuses"]) == (10, [201])
    assert found["reads"]["median_ms"] <= found["reads"]["p95_ms"] <= found["reads"]["most_ms"]
    assert found["reads"]["busy_percent"] > 20
