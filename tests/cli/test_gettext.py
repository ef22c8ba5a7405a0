"""What people read goes through gettext, and can be found there."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests import ROOT

MARKERS = {"_", "ngettext"}


def sources() -> list[Path]:
    return sorted(path for folder in ("src", "api") for path in (ROOT / folder).rglob("*.py"))


def calls(node: ast.AST) -> Iterator[ast.Call]:
    for found in ast.walk(node):
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and found.func.id in MARKERS:
            yield found


def test_no_message_is_marked_inside_an_f_string() -> None:
    # the tool that collects messages does not look into f-strings on every Python that the program runs on
    hits = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in calls(node)
    ]
    assert hits == []


def test_no_message_is_put_together_before_it_is_looked_up() -> None:
    hits = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for call in calls(ast.parse(path.read_text(encoding="utf-8")))
        for argument in call.args[: 1 if isinstance(call.func, ast.Name) and call.func.id == "_" else 2]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    ]
    assert hits == []
