"""Closed weeks and blackouts of the KnpS case."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import choices as use

Row = dict[str, str]


def closed_rows() -> Iterator[Row]:
    """The table `closed`: three summer weeks, the week before Easter, the week of Christmas."""
    first, last = use.SUMMER_ISO_WEEKS
    for year in use.YEARS:
        yield closed(
            f"summer_{year}", "Summer", date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)
        )
    for year, day in use.EASTER.items():
        sunday = date.fromisoformat(f"{year}-{day}")
        yield closed(f"easter_{year}", "Easter", sunday - timedelta(days=6), sunday)
    yield {
        "who": "all",
        "id": "christmas",
        "name": "Christmas",
        "every": "12-24 to 12-31",
        "except": "01-01",
        "source": use.CASE,
        "note": "The week that holds 1 January stays open, so that systems can change with the year.",
    }


def closed(name: str, title: str, first: date, last: date) -> Row:
    """A dated closed window for all."""
    return {
        "who": "all",
        "id": name,
        "name": title,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "source": use.CASE,
    }


def blackout_rows(calendar: list[Row], domains: list[Row]) -> Iterator[Row]:
    """The table `blackouts`: what hits a domain of the case, equal windows of a tag as one that returns."""
    tagged: dict[str, list[str]] = defaultdict(list)
    for domain in domains:
        for tag in filter(None, domain["blackout_tags"].split(";")):
            tagged[tag].append(domain["id"])
    windows: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in calendar:
        if row["tag"] in tagged:
            windows[row["tag"], row["start"][5:], row["end"][5:]].append(row)
    for (tag, first, last), rows in sorted(windows.items()):
        spared = [name for name in tagged[tag] if exempt(rows[0], name)]
        others = [name for name in tagged[tag] if not exempt(rows[0], name)]
        for names, suffix, extra in ((others, "", {}), (spared, "_ny", {"except": "01-01"})):
            if names:
                yield from window_rows(f"{tag}_{first.replace('-', '')}{suffix}", (first, last), rows, names, extra)


def exempt(window: Row, domain: str) -> bool:
    """Whether a domain may cut over on 1 January inside a window."""
    return window["preferred_cutover_exempt"] == "1" and domain in use.NEW_YEAR_DOMAINS


def window_rows(name: str, days: tuple[str, str], rows: list[Row], domains: list[str], extra: Row) -> Iterator[Row]:
    """One window that returns every year, or one for each year where some year lacks it."""
    row = rows[0]
    soft = row["severity"] == "soft"
    common = {
        **extra,
        "domains": ";".join(domains),
        "price": str(use.SOFT_BLACKOUT_PRICE) if soft else "",
        "origin": "law" if row["reason_type"] == "legal" else "preference",
        "source": "assumption: window, severity and price" if soft else "assumption: window and severity",
        "note": row["reason"],
    }
    shown = {"id": name, "name": row["name_en"], "from": "", "to": "", "every": "", "except": ""}
    if len(rows) == len(use.YEARS):
        yield shown | {"every": " to ".join(days)} | common
        return
    for dated in rows:
        year = dated["start"][:4]
        yield shown | {"id": f"{name}_{year}", "from": dated["start"], "to": dated["end"]} | common
