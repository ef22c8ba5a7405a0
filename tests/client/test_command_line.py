"""`--server`: which commands it is for, where the token is from, what is stored, and how the server's no ends them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from consolidate.cli import codes
from consolidate.cli.app import COMMANDS
from consolidate.cli.plan import cores
from consolidate.cli.remote import sent
from consolidate.cli.server import THERE, chosen
from consolidate.client import Client
from consolidate.study.questions import read_question
from consolidate_api.auth.roles import Role
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.api.runs import TWO_TOWNS as DOCUMENT
from tests.cli.conftest import Command, command
from tests.client.conftest import Service
from tests.client.failing import answer, scripted

__all__ = ["command"]

BOTH_FILES = (TWO_TOWNS, TWO_TOWNS_PLAN)
PLAN: dict[str, Any] = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SERVER", "TOKEN", "ALLOW_CLEAR"):
        monkeypatch.delenv(f"CONSOLIDATE_{name}", raising=False)


@pytest.fixture
def secret(service: Service, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of a planner, in the environment."""
    found = service.secrets()[Role.PLANNER]
    monkeypatch.setenv("CONSOLIDATE_TOKEN", found)
    return found


def written(folder: Path, document: dict[str, Any], name: str = "towns.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


# --- which commands, and where the token is from ------------------------------------------------------------


def test_commands_that_a_server_can_do_are_commands() -> None:
    assert set(THERE) <= {one.__name__.rstrip("_").replace("_", "-") for one in COMMANDS}


@pytest.mark.parametrize("name", ["report", "show"])
def test_the_option_is_refused_where_it_has_no_effect(command: Command, name: str) -> None:
    ended = command("--server", "http://localhost:1", name, *BOTH_FILES)
    assert ended.code == codes.BAD_INPUT
    assert f"`{name}` works here" in " ".join(ended.err.split())


def test_the_environment_is_only_used_where_it_has_a_use(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_SERVER", "http://localhost:1")
    assert command("report", *BOTH_FILES).code == codes.OK
    assert command("plan", "--help").code == codes.OK
    ended = command("check", *BOTH_FILES)
    assert ended.code == codes.BAD_INPUT
    assert "CONSOLIDATE_TOKEN" in ended.err


def test_a_choice_ends_with_its_command(command: Command) -> None:
    before = cores()
    assert command("--server", "http://localhost:1", "validate", TWO_TOWNS).code == codes.BAD_INPUT
    assert (chosen(), cores()) == (None, before)


@pytest.mark.parametrize("options", [("--server", "http://localhost:1", "--token-file"), ("--token-file",)])
def test_the_command_is_found_behind_the_options(command: Command, tmp_path: Path, options: tuple[str, ...]) -> None:
    ended = command(*options, tmp_path / "none", "nonesuch")
    assert ended.code == codes.BAD_INPUT
    assert "nonesuch" in ended.err


@pytest.mark.slow
def test_a_token_in_a_file(command: Command, service: Service, tmp_path: Path) -> None:
    file = tmp_path / "token"
    ended = command("--server", service.url, "--token-file", file, "validate", TWO_TOWNS)
    assert (ended.code, "token: No such file" in ended.err) == (codes.BAD_INPUT, True)
    file.write_text("\n", encoding="utf-8")
    assert command("--server", service.url, "--token-file", file, "validate", TWO_TOWNS).code == codes.BAD_INPUT
    file.write_text(service.secrets()[Role.VIEWER] + "\n", encoding="utf-8")
    ended = command("--server", service.url, "--token-file", file, "validate", TWO_TOWNS)
    assert (ended.code, ended.err) == (codes.OK, "")


def test_a_wrong_token_and_one_that_may_not_are_bad_input(
    command: Command, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSOLIDATE_TOKEN", "consolidate_nobody")
    ended = command("--server", service.url, "validate", TWO_TOWNS)
    assert (ended.code, "401" in ended.err, "nobody" in ended.err) == (codes.BAD_INPUT, True, False)
    monkeypatch.setenv("CONSOLIDATE_TOKEN", service.secrets()[Role.VIEWER])
    ended = command("--server", service.url, "check", *BOTH_FILES)
    assert (ended.code, "needs the role planner" in ended.err) == (codes.BAD_INPUT, True)


@pytest.mark.parametrize("url", ["localhost:1", "http://plans.example.org", "http://user:secret@localhost"])
def test_an_address_that_cannot_be_used_is_bad_input(
    command: Command, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CONSOLIDATE_TOKEN", "x")
    ended = command("--server", url, "validate", TWO_TOWNS)
    assert (ended.code, "secret@" in ended.err) == (codes.BAD_INPUT, False)


def test_nobody_there_is_a_failure_at_once(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_TOKEN", "x")
    with scripted() as gone:
        url = gone.url
    ended = command("--server", url, "validate", TWO_TOWNS)
    assert ended.code == codes.FAILED
    assert ended.err.startswith("Failed: the service cannot be reached")


def test_something_else_there_is_a_failure(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_TOKEN", "x")
    with scripted(answer(200, "<html>", "text/html")) as other:
        assert command("--server", other.url, "validate", TWO_TOWNS).code == codes.FAILED


def test_what_a_server_cannot_do_is_said_before_it_is_asked(
    command: Command, service: Service, secret: str, tmp_path: Path
) -> None:
    options = ("-o", tmp_path / "plan.json", "--proof", tmp_path / "proof.json")
    ended = command("--server", service.url, "plan", TWO_TOWNS, *options)
    assert (ended.code, "no proof" in ended.err) == (codes.BAD_INPUT, True)


def python(code: str) -> subprocess.CompletedProcess[str]:
    """A program of one line in a process of its own."""
    call = [sys.executable, "-c", f"import sys; {code}"]
    return subprocess.run(call, capture_output=True, text=True, check=False, timeout=120)


RUN = "from consolidate.cli.app import run; "


def test_nobody_else_waits_for_the_packages() -> None:
    told = python(f"{RUN} run(['schema', 'plan']); print('httpx2' in sys.modules)")
    assert told.stdout.splitlines()[-1] == "False"


def test_without_them_it_is_said_what_to_install() -> None:
    call = ["--server", "http://localhost", "validate", str(TWO_TOWNS)]
    told = python(f"sys.modules['httpx2'] = None; {RUN} sys.exit(run({call}))")
    assert told.returncode == codes.BAD_INPUT
    assert told.stderr == "`--server` needs more packages: install `consolidate[client]`\n"


# --- validate and check: the same as here -------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_validate_is_the_same_there(
    command: Command, service: Service, secret: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    faulty = written(tmp_path, DOCUMENT | {"period": {"start": "soon"}}, "faulty.json")
    warned = Path(__file__).parents[2] / "scenarios" / "infeasible" / "money-infeasible.json"
    for file in (TWO_TOWNS, faulty, warned):
        here = command("validate", file, *options)
        assert command("--server", service.url, "validate", file, *options) == here
    assert command("--server", service.url, "validate", TWO_TOWNS, "--alternative", "x").code == codes.BAD_INPUT
    with Client(service.url, secret) as client:
        assert list(client.scenarios.list()) == []


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_check_is_the_same_there(
    command: Command, service: Service, secret: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    plan = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))
    plan["decisions"]["steps"]["finance/joint/install"] = "2008-04-14"
    for made in (TWO_TOWNS_PLAN, written(tmp_path, plan, "moved.json")):
        here = command("check", TWO_TOWNS, made, *options)
        assert command("--server", service.url, "check", TWO_TOWNS, made, *options) == here
    assert here.code == codes.VIOLATIONS


# --- what is sent, and what is stored ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "compare", "alternatives": ["a"], "more": {"a": {"name": None, "patch": {"budgets": {"x": None}}}}},
        {"kind": "camels", "wishes": ["north/finance"], "candidates": ["finance"]},
        {"kind": "frontier", "of": "burden", "steps": 3},
        {
            "kind": "coalitions",
            "without": [["north", "south"]],
            "leaves": [{"municipality": "north", "day": "2009-12-31"}],
        },
        {"kind": "delay", "weeks": [1, 4]},
        {
            "kind": "replan",
            "baseline": PLAN,
            "report": {"status_date": "2008-01-21", "actuals": {"steps": {"x": None}}},
        },
    ],
)
def test_questions_are_sent_as_they_were_asked(asked: dict[str, Any]) -> None:
    question = read_question(asked)
    assert sent(question) == json.loads(json.dumps(asked))
    assert read_question(sent(question)) == question


@pytest.mark.slow
def test_a_scenario_is_stored_once_and_anew_where_it_differs(
    command: Command, service: Service, secret: str, tmp_path: Path
) -> None:
    def versions(document: dict[str, Any]) -> dict[str, int]:
        file = written(tmp_path, document)
        command("--server", service.url, "check", file, TWO_TOWNS_PLAN)
        with Client(service.url, secret) as client:
            return {one.name: one.newest for one in client.scenarios.list()}

    name = DOCUMENT["name"]
    assert versions(DOCUMENT) == {name: 1}
    assert versions(dict(reversed(DOCUMENT.items()))) == {name: 1}
    noted = DOCUMENT | {"note": "changed"}
    assert versions(noted) == {name: 2}
    alternatives = {"dearer": {"patch": {"measures": {"coordination": {"cost": 250_000}}}}}
    assert versions(noted | {"alternatives": alternatives}) == {name: 3}
    assert versions(noted | {"alternatives": alternatives}) == {name: 3}
    assert versions(DOCUMENT) == {name: 4}
    assert versions(DOCUMENT | {"name": f"{name} again"}) == {name: 4, f"{name} again": 1}
    unnamed = {key: value for key, value in DOCUMENT.items() if key != "name"}
    assert versions(unnamed) == {name: 4, f"{name} again": 1, "towns": 1}
