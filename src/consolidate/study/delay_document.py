"""The document of what waiting costs."""

from __future__ import annotations

from typing import Literal

from consolidate.plan.outcome import Outcome
from consolidate.scenario.base import Doc, Id
from consolidate.study.document import Study
from consolidate.study.effects import Effects
from consolidate.study.figures import Told

DELAY_FORMAT = "consolidate/delay/1"
Kind = Literal["domain", "measure", "milestone"]


class Delay(Told):
    """What it costs all together when one thing comes later (``weeks``), or is due earlier (negative).

    A domain or a measure begins at least so many weeks after it does in the base's plan; a milestone falls due so many
    weeks later or earlier. ``outcome`` of planning that anew; ``effects`` on everybody.
    """

    of: Id
    kind: Kind
    weeks: int
    outcome: Outcome
    effects: Effects | None


class DelayStudy(Study):
    """Delays, thing by thing; every figure is from planning anew (``by``), none from a bound alone.

    ``left_out``: things that the base's plan does not have, that have begun, or that cannot begin so late.
    """

    format: Literal["consolidate/delay/1"]
    outcome: Outcome
    objective: str | None
    bound: str | None
    noise: int
    solves: int
    by: Literal["planning_anew"] = "planning_anew"
    delays: tuple[Delay, ...] = ()
    left_out: tuple[Id, ...] = ()


class Wanted(Doc):
    """What is asked: weeks, and the things alone that are named (none: all)."""

    weeks: tuple[int, ...]
    of: tuple[Id, ...] = ()
