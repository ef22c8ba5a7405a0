"""Choosing what to try next by what has paid of late, per unit of work; nothing here knows what is tried."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

HALF_LIFE = 40.0
"""Tries after which a gain counts half."""
CURIOUS = 0.15
"""Share of choices made blindly."""
BELIEF = 2.0
"""Tries of average luck that every choice is given beside its own, so that none is written off."""
SHARPNESS = 2.0
"""How much more often what pays more is taken: the power of its rate."""
LEAST = 1e-9
NEAR = 0.8
"""How far, in steps of size, choices stray from the size that is solved in good time."""
UP, DOWN, VAIN = 0.35, 0.5, 0.15
"""How that size moves: towards larger ones that were solved, smaller than what was not, up where all is in vain."""


class Choice(NamedTuple):
    """A kind of thing to try, its size and its reach."""

    kind: str
    size: int
    reach: int


Part = tuple[str, str | int]
"""A part of a choice: ``kind``, ``size`` or ``reach``, and which."""


@dataclass
class Account:
    """Gain and work of one choice, older ones counting less."""

    gain: float = 0.0
    work: float = 0.0
    tries: int = 0

    def fade(self, tries: int) -> None:
        """Let what lies back count less; ``tries`` have been made by now, of whatever."""
        factor = 0.5 ** ((tries - self.tries) / HALF_LIFE)
        self.gain, self.work, self.tries = self.gain * factor, self.work * factor, tries

    def rate(self, average: float, unit: float) -> float:
        """Gain per unit of work, with some tries of average luck, each of a ``unit`` of work."""
        given = BELIEF * unit
        return (self.gain + average * given) / (self.work + given)


@dataclass
class Bandit:
    """Kinds, sizes and reaches, each drawn in proportion to what it has brought per unit of work, whatever the others.

    There are many combinations and few tries: so each part of a choice has its own account, and combinations have none.
    """

    kinds: Sequence[str]
    sizes: Sequence[int]
    reaches: Sequence[int]
    rng: random.Random
    accounts: dict[Part, Account] = field(default_factory=dict)
    level: float = 1.0
    """The place among sizes that is solved in good time."""
    total: Account = field(default_factory=Account)
    tries: int = 0
    now: float = 0.0
    """Work done so far."""

    def choose(self) -> Choice:
        """What to try next."""
        kinds = [self._rate(("kind", kind)) for kind in self.kinds]
        kind = self.rng.choice(self.kinds) if self.rng.random() < CURIOUS else self.kinds[self._draw(kinds)]
        near = [2 ** (-abs(place - self.level) / NEAR) for place in range(len(self.sizes))]
        sizes = [self._rate(("size", size)) for size in self.sizes]
        size = self.sizes[self._draw(sizes, near)]
        reach = self.reaches[self._draw([self._rate(("reach", reach)) for reach in self.reaches])]
        return Choice(kind, size, reach)

    def record(self, choice: Choice, gain: float, work: float, *, solved: bool | None) -> None:
        """Note what a choice has brought, and whether it was solved to the end (None: there was nothing to solve).

        What is solved in vain is too small; what is not solved, and has brought nothing, too large.
        """
        self.now += work
        self.tries += 1
        parts: tuple[Part, ...] = (("kind", choice.kind), ("size", choice.size), ("reach", choice.reach))
        for account in (self.total, *(self._account(part) for part in parts)):
            account.fade(self.tries)
            account.gain += gain
            account.work += work
        place = self.sizes.index(choice.size)
        if solved and not gain:
            self.level += VAIN
        if solved:
            self.level = max(self.level, min(self.level + UP, place + UP))
        elif solved is False and not gain:
            self.level = min(self.level, max(self.level - DOWN, place - DOWN))
        self.level = min(len(self.sizes) - 1.0, max(0.0, self.level))

    def _account(self, part: Part) -> Account:
        return self.accounts.setdefault(part, Account())

    def _rate(self, part: Part) -> float:
        """What a part of choices has brought per unit of work, with some average luck; never nothing."""
        account = self._account(part)
        account.fade(self.tries)
        self.total.fade(self.tries)
        average = self.total.gain / self.total.work if self.total.work else 0.0
        return max(account.rate(average, self.now / self.tries if self.now else 1.0), LEAST)

    def _draw(self, rates: Sequence[float], shares: Sequence[float] | None = None) -> int:
        """A place drawn in proportion to a power of its rate, and to its share; evenly where nothing pays."""
        most = max(rates)
        weights = [(rate / most) ** SHARPNESS for rate in rates]
        if shares is not None:
            weights = [weight * share for weight, share in zip(weights, shares, strict=True)]
        return self.rng.choices(range(len(weights)), weights)[0]
