"""The KnpS tables of milestones, goals and gains."""

from collections.abc import Iterator

import choices as use
from source import Row, Source, sourced, split, thousands


def milestones(source: Source) -> Iterator[Row]:
    """The table `milestones`; only the network is hard, and the unit that the pools' dates rest on."""
    content = {"M2": ["coordination"], "M3": [*source.lists["M3"], "routines"]}
    steps_of = [f"{name}/joint/{step}" for name in source.lists[use.EXTENDABLE] for step in ("extend", "contract")]
    content[use.EXTENDABLE] = steps_of
    for row in source.milestones:
        hard = row["id"] == "M1"
        yield {
            "id": row["id"],
            "name": row["name_en"],
            "due": row["due"],
            "complete": ";".join(content.get(row["id"], list(source.lists[row["id"]]))),
            "hard": "yes" if hard else "",
            "late_per_week": "" if hard else thousands(row["price_knok_per_week_late"]),
            "origin": "adopted policy",
            "source": sourced(row["source"]),
            "note": row["measures"],
        }
    yield {
        "id": "U1",
        "name": "Joint IT unit formed",
        "due": "2007-12-31",
        "complete": "unit",
        "hard": "yes",
        "origin": "adopted policy",
        "source": "assumption: date; the pools change on 1 January 2008",
    }


def goals(source: Source) -> Iterator[Row]:
    """The table `goals`."""
    for row in source.rows("goals"):
        listed = [*split(row["milestones"]), *(name for name in split(row["domains"]) if name in source.chosen)]
        yield {
            "id": row["id"],
            "name": row["name_en"],
            "level": row["level"],
            "area": use.MAIN_AREAS[row["main_area"]],
            "complete": ";".join([*listed, *use.GOAL_MEASURES.get(row["id"], ())]),
            "indicator": row["indicator"],
            "source": sourced(row["source"]),
        }


def benefits(source: Source) -> Iterator[Row]:
    """The table `benefits`; what requires a domain outside the case is left out."""
    known = {*source.chosen, *(measure["id"] for measure in use.MEASURES)}
    for row in source.rows("benefits"):
        requires = split(row["prerequisites"])
        if not known.issuperset(requires):
            continue
        priced = row["class"] in ("budget_effect", "time_released")
        yield {
            "id": row["id"],
            "name": row["name_en"],
            "requires": ";".join(requires),
            "class": row["class"],
            "motive": use.MOTIVES[use.BENEFIT_MOTIVES.get(row["id"], "saving")],
            "owner": row["owner"],
            "per_1000_inhabitants": thousands(row["knok_year_per_1000_inh_full"]) if priced else "",
            "ramp_weeks": str(round(int(row["ramp_months"]) * 52 / 12)),
            "source": sourced(row["source"]),
        }
