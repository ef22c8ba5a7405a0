"""What is compiled is kept where it can be; where it cannot, it works all the same, and one is told once."""

import os
import subprocess
import sys
from pathlib import Path

from consolidate.compiled import NOT_KEPT

CALLED = """
from consolidate.compiled import entry

@entry
def twice(number):
    return number + number

@entry
def thrice(number):
    return twice(number) + number

print(thrice(7))
"""


def called(tmp_path: Path, kept_in: str) -> subprocess.CompletedProcess[str]:
    """How a program ended that has its compiled parts kept in a folder, or nowhere."""
    program = tmp_path / "called.py"
    program.write_text(CALLED, encoding="utf-8")
    nowhere_else = {"NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator", "NUMBA_CACHE_DIR": kept_in}
    call = [sys.executable, str(program)]
    return subprocess.run(call, env=os.environ | nowhere_else, capture_output=True, text=True, check=False)


def test_it_is_kept(tmp_path: Path) -> None:
    ended = called(tmp_path, str(tmp_path / "kept"))
    assert (ended.stdout, ended.stderr) == ("21\n", "")
    assert len(list(tmp_path.glob("kept/**/*.nbc"))) == 2


def test_without_a_place_it_is_compiled_all_the_same_and_told_once(tmp_path: Path) -> None:
    ended = called(tmp_path, "/proc/none")
    assert ended.stdout == "21\n"
    assert ended.stderr.count(NOT_KEPT) == 1
