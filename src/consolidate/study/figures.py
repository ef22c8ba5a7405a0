"""Figures that know how sure they are: an estimate, the noise of the search behind it, and what is proven.

The three are kept through all arithmetic and never made into one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from consolidate.ledger.book import Ledger
from consolidate.scenario.base import Doc
from consolidate.units import FINE, Fine, rounded_money

Sureness = Literal["proven", "clear", "not_seen", "unknown"]
"""Of a difference: proven; larger than the noise of the search; not larger than that; one side has no plan."""


ZERO = Fine(0)


@dataclass(frozen=True)
class Figure:
    """An amount in hundred-thousandths.

    ``estimate``: what the best plans found say; None where one is missing. ``noise``: how far search alone moves the
    estimate. ``low`` and ``high``: the true amount lies between them, both counted; None where nothing is proven.
    """

    estimate: Fine | None
    noise: Fine = ZERO
    low: Fine | None = None
    high: Fine | None = None

    def __sub__(self, other: Figure) -> Figure:
        """The difference: noises add up, and so does what is open on either side."""
        return Figure(
            _less(self.estimate, other.estimate),
            Fine(self.noise + other.noise),
            _less(self.low, other.high),
            _less(self.high, other.low),
        )

    def at_least(self, least: Fine) -> Figure:
        """The same figure, of which it is known that it is not below an amount."""
        estimate = None if self.estimate is None else max(least, self.estimate)
        return Figure(estimate, self.noise, least if self.low is None else max(least, self.low), self.high)

    @property
    def sureness(self) -> Sureness:
        """Whether it differs from nothing: proven, clearly, or as far as can be seen not at all."""
        if (self.low is not None and self.low > 0) or (self.high is not None and self.high < 0):
            return "proven"
        if self.estimate is None:
            return "unknown"
        return "clear" if abs(self.estimate) > max(self.noise, FINE - 1) else "not_seen"


def _less(one: Fine | None, other: Fine | None) -> Fine | None:
    return None if one is None or other is None else Fine(one - other)


def cost_of(ledger: Ledger | None, bound: Fine | None, noise: Fine = ZERO) -> Figure:
    """What the best plan costs: at most what the best one found does, at least the bound."""
    cost = None if ledger is None else ledger.objective
    return Figure(cost, noise, bound, cost)


class Told(Doc):
    """A figure in a document: whole money; ``proven`` is rounded outwards, null on a side where nothing is proven."""

    estimate: int | None
    noise: int
    proven: tuple[int | None, int | None]
    sureness: Sureness


def told(figure: Figure) -> Told:
    """A figure for a document."""
    return Told(
        estimate=None if figure.estimate is None else rounded_money(figure.estimate),
        noise=-(-figure.noise // FINE),
        proven=(
            None if figure.low is None else figure.low // FINE,
            None if figure.high is None else -(-figure.high // FINE),
        ),
        sureness=figure.sureness,
    )
