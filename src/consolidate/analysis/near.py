"""What is proven of the plans near one, in plain words."""

from __future__ import annotations

from decimal import Decimal

from consolidate.analysis import words
from consolidate.plan.document import Gap, Near
from consolidate.text import _, ngettext
from consolidate.units import half_up


def near_text(near: Near) -> str:
    """How much cheaper the plans near one can be, and of which plans that says nothing."""
    if near.closed:
        text = _("Near this plan nothing is left to gain: no plan with the same targets {where} is cheaper.")
        said = text.format(where=_where(near.weeks))
    else:
        text = _("Near this plan: no plan with the same targets {where} is more than {amount} cheaper{share}.")
        said = text.format(where=_where(near.weeks), amount=words.rough(near.gap.amount), share=_share(near.gap))
    return said + " " + _("That is proved, and says nothing of plans with other targets or further away in time.")


def _where(weeks: int) -> str:
    if not weeks:
        return _("whose joint work and cutovers start in the same weeks as here")
    return ngettext(
        "whose joint work and cutovers start within {weeks} week of where they do here",
        "whose joint work and cutovers start within {weeks} weeks of where they do here",
        weeks,
    ).format(weeks=weeks)


def _share(gap: Gap) -> str:
    """The share of gross cost to a hundredth: near a plan it is small."""
    if gap.percent_of_gross is None:
        return ""
    percent = words.hundredths_text(half_up(100 * Decimal(str(gap.percent_of_gross))))
    return _(" ({percent} % of its gross cost)").format(percent=percent)
