"""The document of what refusals, wishes and other candidates cost."""

from __future__ import annotations

from typing import Literal

from consolidate.plan.document import Target
from consolidate.plan.outcome import Outcome
from consolidate.scenario.base import Doc, Id
from consolidate.study.document import Study
from consolidate.study.effects import Effects
from consolidate.study.figures import Told
from consolidate.study.refusals import Kind

CAMELS_FORMAT = "consolidate/camels/1"


class HeldPrice(Doc):
    """What a swap costs while all other domains stand as they do, at least and at most: whole money, rounded outwards.

    Null on a side where nothing was proven or found in the time.
    """

    low: int | None
    high: int | None


class Price(Told):
    """A figure in whole money, with what it comes from.

    ``outcome`` of the search for the other plan; ``instead``: the target it takes; ``held``: the same price while all
    other domains stand still, null where the target cannot be swapped alone; ``effects`` on everybody.
    """

    outcome: Outcome
    domain: Id
    instead: Target | None
    held: HeldPrice | None
    effects: Effects | None


class CamelPrice(Price):
    """What it costs when a municipality refuses a camel, or to bury a baby.

    ``by``: the domain takes another target; or, where each one is a camel for it, the municipality stays out. Then the
    plan is one of another scenario, and the price may be below nothing.
    """

    kind: Kind
    municipality: Id
    user_points: float
    by: Literal["another_target", "staying_out"]


class WishPrice(Price):
    """What it costs that a municipality keeps the system that it has in a domain."""

    municipality: Id


class CandidatePrice(Price):
    """What it costs that a domain takes another candidate."""

    product: Id


class CamelStudy(Study):
    """Prices of refusals, the dearest first, and of what else was asked.

    ``objective`` and ``bound`` of the base in exact money; ``noise``: how far chance and the start of the search move a
    price, in whole money; ``solves``: runs made.
    """

    format: Literal["consolidate/camels/1"]
    outcome: Outcome
    objective: str | None
    bound: str | None
    noise: int
    solves: int
    camels: tuple[CamelPrice, ...] = ()
    wishes: tuple[WishPrice, ...] = ()
    candidates: tuple[CandidatePrice, ...] = ()
