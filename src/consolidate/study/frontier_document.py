"""The document of a frontier: what it costs to ask less of people, or to be done sooner."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from consolidate.plan.document import Target
from consolidate.plan.outcome import Outcome
from consolidate.scenario.base import Day, Doc, Flag, Id, Text
from consolidate.study.document import Study
from consolidate.study.effects import Effects
from consolidate.study.figures import Told

FRONTIER_FORMAT = "consolidate/frontier/1"


class Of(StrEnum):
    """What cost is weighed against.

    ``BURDEN``: user-points of all camels. ``CAMELS``: their number. ``FINISH``: weeks until all measures are done and
    all required domains are cut over. ``WORST``: the largest burden on one municipality, in user-points.
    """

    BURDEN = "burden"
    CAMELS = "camels"
    FINISH = "finish"
    WORST = "worst"


class PlanFigures(Doc):
    """What a plan has; all null where there is no plan.

    ``value`` of what is weighed, as the limit counts it (accepted camels do not count). ``burden``, ``camels`` and
    ``babies``: all of them. ``worst``: the largest burden on one municipality, and ``worst_for`` whose it is.
    ``finish``: the Friday by which all measures are done and all required domains cut over, null where there are none.
    ``targets``: those that differ from the plan without a limit; ``moved_steps``: steps that start at another date than
    there, or stand in one of both plans.
    """

    value: float | None = None
    burden: float | None = None
    camels: int | None = None
    babies: int | None = None
    worst: float | None = None
    worst_for: Id | None = None
    finish: Day | None = None
    targets: dict[Id, Target] = {}
    moved_steps: int = 0


class Point(PlanFigures):
    """A limit and the best plan found that keeps it; the first point has no limit.

    ``limit``: user-points, camels, or weeks from the start of the period; ``due``: the Friday before that week.
    ``objective`` and ``bound`` exact; ``more``: how much more it costs than without a limit, null there.
    ``effects``: against the plan without a limit, null where there is no plan. ``dominated``: the plan of another point
    is no worse in cost and value, and better in one of them. ``run_note``: what the run says where it has no plan.
    """

    limit: float | None
    due: Day | None
    outcome: Outcome
    objective: str | None
    bound: str | None
    gap_percent_of_gross: float | None
    more: Told | None
    effects: Effects | None = None
    dominated: Flag = False
    run_note: Text | None = None


class Exchange(Doc):
    """What a unit of the value less costs between neighbouring points of the curve, whole money for each unit.

    ``from`` and ``to``: the values of both plans. The difference of cost is that of the best plans within the two
    limits, proven as far as both are; it is divided by the difference of the values.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    from_: float = Field(alias="from")
    to: float
    amount: Told


class DifferentPlan(PlanFigures):
    """One of the few plans that really differ.

    ``dearer``: what it costs more than the plan without a limit, whole money; ``distances``: how far it is, from 0 to
    1, from each of the plans that are listed, itself among them.
    """

    dearer: int
    distances: tuple[float, ...]


class Frontier(Study):
    """Cost against one thing that people care about, the plan without a limit first, then the stricter the later.

    ``least``: no plan has less of it (user-points, camels, weeks); ``optional``: domains that may stay as they are, and
    so have no part in the finish. ``noise``: how far chance moves what a plan costs, whole money; ``solves``: runs.
    """

    format: Literal["consolidate/frontier/1"]
    of: Of
    least: float
    optional: tuple[Id, ...] = ()
    noise: int
    solves: int
    points: tuple[Point, ...]
    exchange: tuple[Exchange, ...] = ()
    different: tuple[DifferentPlan, ...] = ()

    @property
    def curve(self) -> tuple[Point, ...]:
        """The points whose plans no other one beats, the largest value first, each plan once."""
        found = {
            (one.objective, one.value): one for one in reversed(self.points) if one.objective and not one.dominated
        }
        return tuple(sorted(found.values(), key=lambda one: -(one.value or 0)))
