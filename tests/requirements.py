"""Makes `docs/requirements.md`: each requirement, and the tests that show it.

`python -m tests.requirements` writes the page; a test keeps it current. The sentences stand in
`docs/requirements.csv`; what a test shows is read from its markers, without importing any test.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass

from tests import ROOT

SENTENCES = ROOT / "docs" / "requirements.csv"
PAGE = ROOT / "docs" / "requirements.md"

HEAD = """# Requirements

What the strategy deck asks of a planning tool, in our own words, and the tests that show it. This page is made from
`docs/requirements.csv` and from the markers of the tests: `python -m tests.requirements`.
"""


@dataclass(frozen=True)
class Requirement:
    """A requirement; ``later`` names a part that later work brings."""

    id: str
    sentence: str
    later: str


def requirements() -> list[Requirement]:
    """All requirements in order."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return [Requirement(row["id"], row["sentence"], row["later"] or "") for row in csv.DictReader(file)]


def marked_tests() -> dict[str, list[str]]:
    """By requirement: the tests that carry its number, as ``file::test``."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole = [number for node in tree.body if _is_pytestmark(node) for number in _numbers(node)]
        for test in _tests(tree):
            numbers = [number for decorator in test.decorator_list for number in _numbers(decorator)]
            for number in dict.fromkeys((*whole, *numbers)):
                found.setdefault(number, []).append(f"{path.relative_to(ROOT).as_posix()}::{test.name}")
    return found


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _numbers(node: ast.AST) -> Iterator[str]:
    """Numbers of all `requirement` markers inside a node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "requirement":
            yield from (arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def page() -> str:
    """The whole page."""
    tests = marked_tests()
    shown: list[Requirement] = []
    open_ones: list[Requirement] = []
    for requirement in requirements():
        (shown if requirement.id in tests else open_ones).append(requirement)
    lines = [HEAD, f"{len(shown)} of {len(shown) + len(open_ones)} are shown by at least one test.", ""]
    if open_ones:
        lines += ["## Open, for later work", ""]
        lines += [f"- **{one.id}** {one.sentence}" for one in open_ones]
        lines += [""]
    in_part = [one for one in shown if one.later]
    if in_part:
        lines += ["## Open in part, for later work", ""]
        lines += [f"- **{one.id}** {one.later}" for one in in_part]
        lines += [""]
    lines += ["## Shown by tests", ""]
    for one in shown:
        lines.append(f"- **{one.id}** {one.sentence}")
        lines += [f"  - `{test}`" for test in tests[one.id]]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
