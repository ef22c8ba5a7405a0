"""The document of the model has a heading for every rule, in the order of the rules."""

from __future__ import annotations

import re
from pathlib import Path

from consolidate.rules import Rule

DOCUMENT = Path(__file__).parents[2] / "docs" / "model.md"


def headings() -> list[str]:
    return re.findall(r"^### `?(\w+)`?\s*$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_each_rule_has_one_heading() -> None:
    found = headings()
    assert [name for name in found if name in set(Rule)] == [rule.value for rule in Rule]
