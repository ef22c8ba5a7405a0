"""README tells the truth of commands, exit codes and scenarios."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from consolidate.cli import codes
from consolidate.cli.app import build
from consolidate.plan.outcome import EXIT_CODES
from consolidate.programme.programme import Programme
from consolidate.scenario.read import read_scenario
from tests import ROOT

SCENARIOS = ROOT / "scenarios"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(title: str) -> list[list[str]]:
    """The rows of the tables below a heading, without their titles."""
    section = re.split(r"^## ", README.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return [row for row, before in zip(cells, [[""], *cells], strict=False) if before[0] != "" and "---" not in row[0]]


def scenario_rows() -> dict[str, list[str]]:
    return {row[0].strip("`"): row for row in rows("Scenarios") if row[0].startswith("`")}


def documents() -> list[Path]:
    found = [*SCENARIOS.glob("*.json"), *SCENARIOS.glob("knps/*.json"), *SCENARIOS.glob("infeasible/*.json")]
    return sorted(path for path in found if not path.name.endswith(".plan.json"))


def test_every_scenario_has_a_row() -> None:
    assert sorted(scenario_rows()) == sorted(str(path.relative_to(SCENARIOS)) for path in documents())


@pytest.mark.parametrize("name", [name for name, row in scenario_rows().items() if row[2] != "as two-towns"])
def test_sizes_are_those_of_the_document(name: str) -> None:
    programme = Programme(read_scenario(SCENARIOS / name))
    sizes = [
        [len(programme.work(domain, option).steps) for option in options if not option.stays]
        for domain, options in programme.options.items()
    ]
    most = len(programme.measures) + sum(max(own) for own in sizes)
    told = {
        word: int(number.replace(",", ""))
        for number, word in re.findall(r"(\d[\d,]*) (\w{3,})", scenario_rows()[name][2])
    }
    assert told == {
        "municipalities": len(programme.scenario.municipalities),
        "domains": len(programme.options),
        "steps": most,
        "weeks": programme.weeks,
    }


def test_every_command_has_a_row() -> None:
    group = typer.main.get_group(build())
    commands = [row[0].strip("`").split()[0] for row in rows("Commands") if row[0].startswith("`")]
    assert sorted(commands) == sorted(group.commands)


def test_every_exit_code_has_a_row() -> None:
    told = {int(row[0]) for row in rows("Commands") if row[0].isdigit()}
    assert told == {codes.OK, codes.VIOLATIONS, codes.BAD_INPUT, codes.FAILED, codes.CANCELLED, *EXIT_CODES.values()}


@pytest.mark.parametrize(
    "page", ["README.md", "scenarios/README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    here = ROOT / page
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", here.read_text(encoding="utf-8"))
    assert [link for link in links if not (here.parent / link).exists()] == []
