"""The program as a whole: its commands, its exit codes, and that nothing ends in a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from consolidate import __version__
from consolidate.cli import app, codes
from consolidate.errors import BrokenPromise
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

COMMANDS = ("validate", "expand", "schema", "import", "plan", "check", "bound", "report", "graph", "show", "diff")


def program(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    code = "import sys; from consolidate.cli import main; sys.argv[0] = 'consolidate'; main()"
    call = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, check=False, timeout=120)


def test_the_version_is_told(command: Command) -> None:
    ended = command("--version")
    assert (ended.code, ended.out) == (0, f"consolidate {__version__}\n")


def test_help_lists_every_command(command: Command) -> None:
    ended = command("--help")
    assert ended.code == 0
    assert [name for name in COMMANDS if name not in ended.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(command: Command, name: str) -> None:
    ended = command(name, "--help")
    assert ended.code == 0
    assert "Usage: consolidate" in ended.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonesuch",),
        ("validate",),
        ("validate", TWO_TOWNS, "--nonesuch"),
        ("show", TWO_TOWNS, TWO_TOWNS_PLAN, "--rows", "nonesuch"),
        ("show", TWO_TOWNS, TWO_TOWNS_PLAN, "--domain", "nonesuch"),
        ("schema", "nonesuch"),
        ("plan", TWO_TOWNS),
        ("plan", TWO_TOWNS, "-o", "x.json", "--workers", "0"),
        ("graph", TWO_TOWNS, "--of", "nonesuch"),
        ("diff", TWO_TOWNS, TWO_TOWNS_PLAN),
    ],
)
def test_wrong_usage_is_bad_input(command: Command, arguments: tuple[str | Path, ...]) -> None:
    ended = command(*arguments)
    assert ended.code == codes.BAD_INPUT
    assert ended.err


@pytest.mark.parametrize("name", ["validate", "expand", "graph"])
def test_an_unknown_file_is_bad_input(command: Command, tmp_path: Path, name: str) -> None:
    ended = command(name, tmp_path / "nonesuch.json")
    assert ended.code == codes.BAD_INPUT
    assert "nonesuch.json: No such file or directory" in ended.err


def test_an_unknown_alternative_is_bad_input(command: Command) -> None:
    ended = command("validate", TWO_TOWNS, "--alternative", "nonesuch")
    assert ended.code == codes.BAD_INPUT
    assert "nonesuch" in ended.err


@pytest.mark.parametrize("name", ["expand", "report", "schema"])
def test_a_folder_that_does_not_exist_is_told_before_the_work(command: Command, tmp_path: Path, name: str) -> None:
    documents = {"expand": (TWO_TOWNS,), "report": (TWO_TOWNS, TWO_TOWNS_PLAN), "schema": ()}[name]
    missing = command(name, *documents, "-o", tmp_path / "none" / "out.json")
    folder = command(name, *documents, "-o", tmp_path)
    assert (missing.code, folder.code) == (codes.BAD_INPUT, codes.BAD_INPUT)
    assert "there is no such folder" in missing.err
    assert "a folder, not a file" in folder.err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BrokenPromise("sums differ"), "Failed: the program contradicts itself, and shows nothing: sums differ"),
        (ZeroDivisionError("division by zero"), "Failed: ZeroDivisionError: division by zero"),
        (OSError(28, "No space left on device", "plan.json"), "Failed: plan.json: No space left on device"),
        (MemoryError(), "Failed: MemoryError"),
        (RecursionError("too\ndeep"), "Failed: RecursionError: too deep"),
    ],
)
def test_what_nobody_expected_is_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def broken(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("consolidate.cli.validate.read_scenario", broken)
    ended = command("validate", TWO_TOWNS)
    assert ended.code == codes.FAILED
    assert ended.err.startswith(said)
    assert len(ended.err.splitlines()) == 1


def test_the_trace_is_for_those_who_ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("consolidate.cli.validate.read_scenario", broken)
    monkeypatch.setenv("CONSOLIDATE_DEBUG", "1")
    assert app.run(["validate", str(TWO_TOWNS)]) == codes.FAILED
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.slow
def test_the_program_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert program("--version").stdout == f"consolidate {__version__}\n"
    good = program("check", TWO_TOWNS, TWO_TOWNS_PLAN)
    assert (good.returncode, good.stderr) == (0, "")
    bad = program("validate", tmp_path / "nonesuch.json")
    assert (bad.returncode, bad.stdout) == (codes.BAD_INPUT, "")


def test_a_reader_that_closes_early_ends_the_program_quietly() -> None:
    code = "from consolidate.cli import main; main()"
    call = [sys.executable, "-c", code, "expand", str(TWO_TOWNS)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


def test_an_ascii_terminal_gets_something_instead_of_an_error() -> None:
    code = "from consolidate.cli import main; main()"
    call = [sys.executable, "-c", code, "report", str(TWO_TOWNS), str(TWO_TOWNS_PLAN)]
    environment = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    ended = subprocess.run(call, capture_output=True, check=False, env=environment, timeout=120)
    assert ended.returncode == 0
    assert b"Coordination plan" in ended.stdout
