"""The source tables that the KnpS case is made of, and how their cells are read."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import choices as use

Row = dict[str, str]
MAX_PART = 150


class Source:
    """The source tables that the case uses, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.municipalities = self._rows("municipalities")
        self.milestones = self._rows("milestones")
        self.installed = self._rows("installed")
        self.products = self._rows("products")
        self.chosen = list(dict.fromkeys(row["domain"] for row in self.products))
        self.domains = [row for row in self._rows("domains") if row["id"] in self.chosen]
        self.lists = {row["id"]: tuple(split(row["domains"])) for row in self.milestones}
        self.required = {domain for name in use.MILESTONES_REQUIRED for domain in self.lists[name]}

    def _rows(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def rows(self, name: str) -> list[Row]:
        """One source table, its sources put in order and shortened."""
        return self._rows(name)


def split(cell: str) -> list[str]:
    """A list inside a cell."""
    return [part for part in cell.split(";") if part]


def thousands(cell: str) -> str:
    """An amount in thousands as whole money."""
    return str(int(Decimal(cell) * 1000))


def sourced(source: str) -> str:
    """A source with its assumptions first and each part short."""
    text = source.replace("seed slides", "deck, slides").replace("seed slide", "deck, slide")
    text = re.sub(r" on benchmarks\.csv", " on public benchmarks", text)
    text = re.sub(r" from domains\.csv run_before", " from running cost today,", text)
    text = re.sub(r", scaled from domains\.csv", "", text).replace(" in domains.csv", " in the case")
    text = text.replace("in the seed", "in the deck").replace(" in municipalities.csv", "")
    parts: list[str] = []
    for part in text.split("; "):
        if re.match(r"(fact|assumption|note):", part) or not parts:
            parts.append(part)
        else:
            parts[-1] += f"; {part}"
    parts = [part for part in parts if part.startswith(("fact", "assumption"))]
    parts.sort(key=lambda part: not part.startswith("assumption"))
    return "; ".join(shortened(part) for part in dict.fromkeys(parts))


def shortened(part: str) -> str:
    """A text cut at a word."""
    return part if len(part) <= MAX_PART else part[:MAX_PART].rsplit(" ", 1)[0].rstrip(",;(") + " …"
