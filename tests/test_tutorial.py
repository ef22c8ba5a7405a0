"""The tutorial is carried out as it stands: every command is run, every line that it shows appears, in order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
LEFT_OUT = "…"


def blocks_of(page: str) -> list[list[tuple[str, list[str]]]]:
    """Every block of commands: each command with the lines that the page shows after it."""
    found = []
    for text in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        block: list[tuple[str, list[str]]] = []
        for line in text.splitlines():
            if line.startswith("$ "):
                block.append((line.removeprefix("$ "), []))
            else:
                block[-1][1].append(line.rstrip())
        found.append(block)
    return found


def unmatched(shown: list[str], printed: list[str]) -> str | None:
    """The first line shown that is not printed where it should be; `…` stands for any number of lines."""
    place, free = 0, False
    for line in shown:
        if line == LEFT_OUT:
            free = True
            continue
        here = printed[place : None if free else place + 1]
        if line not in here:
            return line
        place, free = place + here.index(line) + 1, False
    return None if free or place == len(printed) else printed[place]


def carried_out(command: str, folder: Path) -> list[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return [line.rstrip() for line in done.stdout.splitlines()]


def test_lines_are_matched_in_order() -> None:
    assert unmatched(["a", "…", "c"], ["a", "b", "c"]) is None
    assert unmatched(["a", "c"], ["a", "b", "c"]) == "c"
    assert unmatched(["…", "c", "a"], ["a", "b", "c"]) == "a"
    assert unmatched(["a"], ["a", "b"]) == "b"
    assert unmatched(["a", "…"], ["a", "b"]) is None


def test_the_tutorial_has_its_figures() -> None:
    for figure in ("7,025,872", "7,546,082", "7,891,941", "6,926,844"):
        assert figure in PAGE


@pytest.mark.slow
def test_every_command_prints_what_the_page_shows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for block in blocks_of(PAGE):
        for command, shown in block:
            printed = carried_out(command, tmp_path)
            missing = unmatched(shown, printed)
            assert missing is None, f"{command}\n  shows: {missing}\n  prints:\n" + "\n".join(printed)
