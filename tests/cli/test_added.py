"""Commands that other packages bring along: found when they are asked for, and missed in plain words."""

import re
import subprocess
import sys

import pytest

from consolidate.cli import codes
from tests.cli.conftest import Command

ADDED = ("migrate", "programme", "serve", "token")


def python(code: str) -> subprocess.CompletedProcess[str]:
    """A program of one line in a process of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)


def test_help_lists_them(command: Command) -> None:
    listed = command("--help").out
    assert [name for name in ADDED if name not in listed] == []


@pytest.mark.parametrize("name", ADDED)
def test_each_has_help_of_its_own(command: Command, name: str) -> None:
    ended = command(name, "--help")
    assert ended.code == codes.OK
    assert f"Usage: consolidate {name}" in ended.out


def test_nobody_else_waits_for_them() -> None:
    code = "import sys; from consolidate.cli.app import run; run(['schema', 'plan']); print(*sys.modules)"
    assert not {"fastapi", "sqlalchemy"} & set(python(code).stdout.splitlines()[-1].split())


WITHOUT = "import sys; sys.modules['sqlalchemy'] = None; from consolidate.cli.app import run; "


def test_without_their_packages_it_is_said_what_to_install() -> None:
    ended = python(WITHOUT + "sys.exit(run(['serve']))")
    assert ended.returncode == codes.BAD_INPUT
    assert ended.stderr == "`serve` needs more packages: install `consolidate[service]`\n"


def test_without_their_packages_all_else_works() -> None:
    ended = python(WITHOUT + "sys.exit(run(['--help']))")
    assert ended.returncode == codes.OK
    assert "validate" in ended.stdout
    assert re.search(r"\bserve\b", ended.stdout) is None
