"""The packages that the product stands on: pinned, under the licences that the notices tell, not the GPL."""

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import ROOT

EXTRAS = ("service", "exchange")
REPLACEABLE = {"psycopg", "psycopg-binary", "psycopg-pool"}
"""Under the LGPL, which asks that they can be replaced: each is installed on its own, and none is changed."""


def required(name: str, extras: frozenset[str]) -> list[Requirement]:
    """What an installed package asks for here, with these of its extras."""
    wanted = [Requirement(line) for line in metadata.requires(name) or ()]
    return [need for need in wanted if applies(need, extras)]


def applies(need: Requirement, extras: frozenset[str]) -> bool:
    marker = need.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras})


def closure(*extras: str) -> set[str]:
    """Every package that installing the product with these extras brings."""
    waiting = [("consolidate", frozenset(extras))]
    seen = set(waiting)
    while waiting:
        for need in required(*waiting.pop()):
            package = (canonicalize_name(need.name), frozenset(need.extras))
            if package not in seen:
                seen.add(package)
                waiting.append(package)
    return {str(name) for name, _ in seen} - {"consolidate"}


def licence(name: str) -> str:
    """The licence as the package's metadata tells it: expression, first line of the text, or classifier."""
    facts = metadata.metadata(name)
    for field in ("License-Expression", "License"):
        if field in facts:
            return facts[field].splitlines()[0]
    classifiers = facts.get_all("Classifier") or []
    return "; ".join(line.split(" :: ")[-1] for line in classifiers if line.startswith("License"))


def notices() -> dict[str, str]:
    text = (ROOT / "THIRD-PARTY-NOTICES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+?) \|", text, re.MULTILINE)
    return dict(row for row in rows if row[0] != "package")


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines)
    return {canonicalize_name(name): version for name, version in pairs}


def test_the_notices_list_what_the_product_brings() -> None:
    assert notices() == {name: licence(name) for name in closure(*EXTRAS)}


@pytest.mark.parametrize("extras", [(), EXTRAS])
def test_nothing_is_under_the_gpl(extras: tuple[str, ...]) -> None:
    found = {name for name in closure(*extras) if re.search(r"\bL?A?GPL|General Public", licence(name))}
    assert found == (REPLACEABLE if extras else set())
    assert {licence(name) for name in found} <= {"LGPL-3.0-only"}


def test_everything_installed_is_pinned_at_its_version() -> None:
    pinned = pins()
    installed = {name: metadata.version(name) for name in closure(*EXTRAS, "dev")}
    assert {name: pinned.get(name) for name in installed} == installed


def test_nothing_is_pinned_that_nothing_needs() -> None:
    assert set(pins()) - closure(*EXTRAS, "dev") == set()


def test_the_core_is_what_planning_and_the_command_line_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {Requirement(line).name for line in project["dependencies"]}
    assert core == {"networkx", "numba", "numpy", "ortools", "pydantic", "pydot", "rich", "typer"}
