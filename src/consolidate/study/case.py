"""A scenario with some targets left out, and what came of planning it."""

from __future__ import annotations

from dataclasses import dataclass

from consolidate.check.verdict import Verdict
from consolidate.plan.outcome import Outcome
from consolidate.programme.steps import Option
from consolidate.units import Fine


@dataclass(frozen=True)
class Restriction:
    """A domain may take only some of its options."""

    domain: str
    allowed: frozenset[Option]

    @property
    def only(self) -> dict[str, frozenset[Option]]:
        """As a run is told it."""
        return {self.domain: self.allowed}


@dataclass(frozen=True)
class Held:
    """What a restriction costs while all other domains stand as they do: at least ``low``, at most ``high``."""

    low: Fine | None
    high: Fine | None


@dataclass(frozen=True)
class Case:
    """What came of planning under a restriction.

    ``plan``: the best found, None where there is none; ``bound``: no plan under it costs less; ``held``: None where the
    target cannot be swapped while all else stands still.
    """

    restriction: Restriction
    outcome: Outcome
    plan: Verdict | None
    bound: Fine | None
    held: Held | None = None
