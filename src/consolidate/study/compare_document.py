"""The document of alternatives side by side."""

from __future__ import annotations

from typing import Literal

from consolidate.plan.document import Target
from consolidate.plan.outcome import Outcome
from consolidate.scenario.base import Day, Doc, Id, Text
from consolidate.study.document import Study
from consolidate.study.figures import Told

COMPARISON_FORMAT = "consolidate/comparison/1"


class PartyLine(Doc):
    """A municipality under an alternative: ``gain`` against staying as today, present value, whole money."""

    camels: int
    babies: int
    gain: int


class Sums(Doc):
    """What a plan costs: present values in whole money, as in the plan's own totals; ``one_off`` is nominal.

    ``total``: all cash. ``better_by``: the reference less all cash. ``priced``: what could not be kept, at its price.
    """

    total: int
    one_off: int
    running: int
    benefits: int
    priced: int
    reference: int
    better_by: int


class Milestones(Doc):
    """Milestones in time, all of them, and weeks of lateness in all (those never reached are named)."""

    in_time: int
    count: int
    weeks_late: int
    late: tuple[Id, ...] = ()


class Shape(Doc):
    """What a plan is like beside its cost.

    ``finish``: the last day of all work. ``break_even``: the day from which the gains cover the investment for good.
    ``targets``: those that differ from the base; ``moved_steps``: steps that start at another date or stand in one
    plan alone.
    """

    sums: Sums
    milestones: Milestones
    camels: int
    babies: int
    user_points: float
    finish: Day | None
    break_even: Day | None
    worst_off: Id | None
    parties: dict[Id, PartyLine]
    targets: dict[Id, Target] = {}
    moved_steps: int = 0


class AlternativeLine(Doc):
    """One alternative (``name`` is its id, ``base`` the scenario itself) and what came of planning it.

    ``objective`` and ``bound`` exact; ``against_base``: how much more it costs than the base, null for the base;
    ``shape`` null where there is no plan. ``run_note``: why there is no plan, or what the run says of itself.
    """

    title: Text | None
    outcome: Outcome
    objective: str | None
    bound: str | None
    gap_amount: int | None
    gap_percent_of_gross: float | None
    gap_percent_of_investment: float | None
    against_base: Told | None
    shape: Shape | None
    run_note: Text | None = None


class Comparison(Study):
    """Alternatives side by side, the base first; ``noise``: how far chance moves what a plan costs, whole money."""

    format: Literal["consolidate/comparison/1"]
    noise: int
    solves: int
    alternatives: tuple[AlternativeLine, ...]
