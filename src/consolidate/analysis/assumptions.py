"""On how many assumptions a scenario rests: inputs whose source begins with ``assumption`` (SPEC §1)."""

from __future__ import annotations

from consolidate.check.derived import assumed
from consolidate.scenario.document import Scenario
from consolidate.text import _, ngettext


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
    parts = ", ".join(
        _("{section} {count}").format(section=section, count=count)
        for section, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return text.format(count=total, parts=parts)
