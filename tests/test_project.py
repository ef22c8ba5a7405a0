"""The shape of the project: lengths of functions and files, and what no file may name."""

import ast
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def tracked_files() -> list[Path]:
    """Every file of the project, those not yet committed too; what .gitignore names is left out."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def python_files() -> list[Path]:
    folders = ("src", "api", "tests", "benchmarks")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def function_lengths() -> Iterator[tuple[int, str]]:
    """Lines of each function from `def` to its end, docstring left out, with the place where it stands."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, FUNCTION):
                yield lines_of(node), f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    assert docstring.end_lineno is not None
    return lines - (docstring.end_lineno - docstring.lineno + 1)


def test_functions_are_short() -> None:
    lengths = sorted(function_lengths(), reverse=True)
    assert [place for length, place in lengths if length > 60] == []
    long = [f"{length} {place}" for length, place in lengths if length > 30]
    assert len(long) <= len(lengths) // 10, "\n".join(long)


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > 400} == {}


# The brackets keep this file from naming what it looks for.
FORBIDDEN = {
    "a machine's path": r"(?<![\w.])/(?:[w]ork|[r]oot|[h]ome)/",
    "a registry's host": r"p[y]pi\.org|p[y]thonhosted|n[p]mjs\.org|deb\.[d]ebian|d[o]cker\.io|g[h]cr\.io",
    "a package index": r"/[s]imple/|[i]ndex-url|[f]ind-links|[f]ile:///",
    "unfinished work": r"\b(?:[T]ODO|[F]IXME|[X]XX|[H]ACK)\b|[N]otImplementedError",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    hits = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        hits += [f"{path.relative_to(ROOT)}: {found.group()}" for found in pattern.finditer(text)]
    assert hits == []


def test_no_test_reads_what_lies_beside_the_project() -> None:
    outside = re.compile(r"\.\.[/]shared")
    tests = (ROOT / "tests").rglob("*.py")
    assert [str(path) for path in tests if outside.search(path.read_text(encoding="utf-8"))] == []


def test_the_continuous_check_is_make_test() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert shlex.split(lines[-1]) == ["make", "test"]
