"""On how many assumptions a scenario rests: inputs whose source begins with ``assumption`` (SPEC §1)."""

from __future__ import annotations

from consolidate.scenario.base import assumed
from consolidate.scenario.document import Scenario
from consolidate.text import _, ngettext

SECTIONS = 3
"""Sections of the document that are named; the rest is counted together."""


def assumptions(scenario: Scenario) -> dict[str, int]:
    """By section of the document (its field): how many objects are marked as assumptions; none left out."""
    found = {name: sum(1 for _one in assumed(getattr(scenario, name))) for name in type(scenario).model_fields}
    found["scenario"] = int(scenario.assumed)
    return {name: count for name, count in found.items() if count}


def assumption_text(scenario: Scenario) -> str:
    """One or two sentences that stand beside every total."""
    counts = assumptions(scenario)
    total = sum(counts.values())
    if not total:
        return _("No input is marked as an assumption.")
    text = ngettext(
        "Amounts are assumptions: the plan rests on {count} input marked so ({parts}).",
        "Amounts are assumptions: the plan rests on {count} inputs marked so ({parts}).",
        total,
    )
    largest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = [_("{section} {count}").format(section=section, count=count) for section, count in largest[:SECTIONS]]
    if len(largest) > SECTIONS:
        parts.append(_("others {count}").format(count=sum(count for _section, count in largest[SECTIONS:])))
    return text.format(count=total, parts=", ".join(parts))
