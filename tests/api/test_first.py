"""`serve --first`: a plan through the service itself, told as it comes, and the scenario stored once."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from consolidate.client import RunEvent
from consolidate_api.first import HERE, SECONDS_BETWEEN, SECONDS_SILENT, Progress, first_folder
from consolidate_api.settings import read_settings
from tests import ROOT
from tests.api.served import ended, own_folder, program, served

TOWNS = ROOT / "scenarios" / "two-towns.json"


def event(seconds: float, best: str | None, bound: str | None = None) -> RunEvent:
    gap = None if bound is None else {"amount": 1, "percent_of_gross": 2.5}
    return RunEvent.model_validate(
        {
            "seconds": seconds,
            "best": best,
            "bound": bound,
            "gap": gap,
            "state": "running",
            "outcome": None,
            "reason": None,
        }
    )


def test_a_line_for_a_better_plan_every_few_seconds_at_most() -> None:
    now, told = [0.0], list[str]()
    progress = Progress(told.append, lambda: now[0])
    for second, best in ((0, None), (1, "9.0"), (SECONDS_BETWEEN, "8.0"), (SECONDS_BETWEEN + 1, "7.0")):
        now[0] = second
        progress.hear(event(second, best))
    assert told == ["0 s: no plan yet", "3 s: a plan costs 8"]
    now[0] = 2 * SECONDS_BETWEEN + 1
    progress.hear(event(now[0], "8.0"))
    assert len(told) == 2
    now[0] = SECONDS_BETWEEN + SECONDS_SILENT
    progress.hear(event(now[0], "8.0", "7.0"))
    assert told[2] == "18 s: a plan costs 8, no plan costs less than 7 (2.5 % apart)"


@pytest.fixture
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL", "OWNER_URL"):
        monkeypatch.delenv(f"CONSOLIDATE_{name}", raising=False)


@pytest.mark.usefixtures("_unset")
def test_a_folder_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_DATA_DIR", "/srv/plans")
    assert first_folder(read_settings()).data_dir == Path("/srv/plans")


@pytest.mark.usefixtures("_unset")
def test_else_one_that_lies_here_and_that_a_server_can_run_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_folder() as above:
        above.mkdir()
        monkeypatch.chdir(above)
        assert first_folder(read_settings()).data_dir == (above / HERE).resolve()


@pytest.mark.usefixtures("_unset")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another user")
def test_else_beside_the_data_of_services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    assert first_folder(settings).data_dir == settings.data_dir.with_name("consolidate-first")


def planned(folder: Path) -> str:
    """What is printed until the service only serves."""
    call = ("serve", "--port", "0", "--no-browser", "--first", str(TOWNS), "--time-limit", "240")
    with program(folder, *call, said=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            told = ""
            for line in iter(process.stdout.readline, ""):
                told += line
                if line.startswith("Serving at "):
                    break
            process.send_signal(signal.SIGINT)
            assert process.wait(300) == 0
        finally:
            process.kill()
    return told


@pytest.mark.slow
def test_the_first_page_of_a_report_and_the_scenario_stored_once() -> None:
    with own_folder() as folder:
        told = planned(folder)
        assert "Token of the first admin" in told
        assert "No plan is better; that is proven." in told
        assert "# Coordination plan: " in told
        assert "/v1/runs/" in told
        assert '"event": "answered"' in (folder / "service.log").read_text(encoding="utf-8")
        assert "# Coordination plan: " in planned(folder)
        admin = ended(folder, "token", "--name", "x", "--role", "admin")[1].strip()
        with served(folder) as running:
            scenarios = running.ask("GET", "/v1/scenarios", admin).json()["items"]
            assert [one["newest"] for one in scenarios] == [1]
            assert len(running.ask("GET", "/v1/runs", admin).json()["items"]) == 2
            tokens = running.ask("GET", "/v1/tokens", admin).json()["items"]
            assert [one["revoked_at"] is None for one in tokens if one["name"] == "first plan"] == [False, False]
