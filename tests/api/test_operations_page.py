"""`docs/operations.md` says what the program does: its settings, figures and log lines, and what each failure is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from consolidate_api.metrics import Metrics, Sums
from consolidate_api.routes.table import ROUTERS
from consolidate_api.settings import PREFIX, Settings
from tests import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "api").rglob("*.py")))
SPECIAL = {"data_dir": "`/var/lib/consolidate` as root, else in one's home", "backup_url": "the owner's"}
FAILURES = {
    "The database is away",
    "The disk of the database is full",
    "The disk of the data folder is full",
    "A run is out of memory",
    "A run has failed three times",
    "The web process was killed",
    "A worker was killed",
    "The scheduler was killed",
    "All power was lost",
    "A clock is wrong",
    "A token has leaked",
    "A programme is over its limits",
    "A nightly proposal is missing",
    "A webhook was given up",
    "Mail is refused",
    "A migration has failed",
}
PARTS = ("Seen", "By itself", "To do")


def table(title: str) -> list[list[str]]:
    """The rows of the table below a heading, without its titles."""
    section = re.split(r"^## ", PAGE.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip(" |") for cell in row] for row in rows]


def as_told(name: str, default: Any) -> str:
    if name in SPECIAL:
        return SPECIAL[name]
    if default is None or default in ((), {}):
        return "–"
    told = (
        str(default).lower() if isinstance(default, bool) else f"{default:g}" if isinstance(default, float) else default
    )
    return f"`{told}`"


def test_every_setting_is_in_the_table_with_its_default() -> None:
    fields = Settings.model_fields
    told = {row[0].strip("`"): row[1] for row in table("Settings")}
    assert told == {PREFIX + name.upper(): as_told(name, field.default) for name, field in fields.items()}


def test_every_figure_is_in_the_table() -> None:
    metrics = Metrics()
    metrics.answered("GET", "/health", 200, 0.1)
    metrics.queued({"waiting": 1}, 1.0, 1)
    metrics.kept.refresh(lambda: Sums({("plan", "failed"): 1}, 1, 1, 1.0, {"none": 1}, {"given_up": 1}))
    there = set()
    for family in text_string_to_metric_families(generate_latest(metrics.registry).decode()):
        there.add(family.name + ("_total" if family.type == "counter" else ""))
    created = {name for name in there if name.endswith("_created")}
    assert {row[0].strip("`") for row in table("Watch")} == there - created


def test_every_failure_has_its_section_in_three_parts() -> None:
    sections = re.split(r"^### ", PAGE.split("\n## Failures\n")[1], flags=re.MULTILINE)[1:]
    found = {section.partition("\n")[0]: section for section in sections}
    assert set(found) == FAILURES
    for title, section in found.items():
        assert re.findall(r"^- \*\*(.+?):\*\*", section, flags=re.MULTILINE) == list(PARTS), title


@pytest.mark.parametrize("event", sorted(set(re.findall(r'"event": "([^"]+)"', PAGE))))
def test_log_lines_that_are_named_are_written(event: str) -> None:
    assert f'"{event}"' in SOURCE


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"CONSOLIDATE_[A-Z_]+", PAGE))))
def test_variables_that_are_named_are_known(variable: str) -> None:
    name = variable.removeprefix(PREFIX).lower()
    assert name in Settings.model_fields or variable == "CONSOLIDATE_LOG_REQUEST"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(?:GET|POST|PUT|DELETE) (/[^`?]*)", PAGE))))
def test_routes_that_are_named_are_there(path: str) -> None:
    pattern = re.compile(r"\{[^}]*\}")
    paths = [getattr(route, "path", "") for router in ROUTERS for route in router.routes]
    known = {pattern.sub("{id}", one) for one in paths}
    assert path in known


@pytest.mark.parametrize("action", sorted(set(re.findall(r"`((?:runs|deliveries|delivery)\.\w+)`", PAGE))))
def test_changes_that_are_named_are_written_down(action: str) -> None:
    name, _, what = action.partition(".")
    assert f'"{action}"' in SOURCE or (f'("{name}", forgetting.' in SOURCE and f'{{name}}.{what}"' in SOURCE)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)]+)\)", PAGE))))
def test_links_lead_somewhere(target: str) -> None:
    assert (Path(ROOT, "docs") / target).exists()
