"""Choosing what to try next by what has paid of late, per unit of work; nothing here knows what is tried."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

HALF_LIFE = 20.0
"""Units of work after which a gain counts half."""
CURIOUS = 0.15
"""Share of choices made blindly."""
BELIEF = 0.1
"""What an untried choice is thought to bring at least, as a share of the average."""
SHARPNESS = 1.5
NEAR = 0.8
"""How far, in steps of size, choices stray from the size that is solved in good time."""
UP, DOWN = 0.5, 1.0


class Choice(NamedTuple):
    """A kind of thing to try, its size and its reach."""

    kind: str
    size: int
    reach: int


@dataclass
class Account:
    """Gain and work of one choice, older ones counting less."""

    gain: float = 0.0
    work: float = 0.0
    at: float = 0.0

    def fade(self, now: float) -> None:
        """Let what lies back count less."""
        factor = 0.5 ** ((now - self.at) / HALF_LIFE)
        self.gain, self.work, self.at = self.gain * factor, self.work * factor, now

    def rate(self, average: float, unit: float) -> float:
        """Gain per unit of work; one ``unit`` of average luck is added, so that nothing is ever written off."""
        return (self.gain + BELIEF * average * unit) / (self.work + unit)


@dataclass
class Bandit:
    """Kinds, and for each its sizes and reaches, drawn in proportion to what they bring per unit of work."""

    kinds: Sequence[str]
    sizes: Sequence[int]
    reaches: Sequence[int]
    rng: random.Random
    accounts: dict[tuple[str, str, int], Account] = field(default_factory=dict)
    levels: dict[str, float] = field(default_factory=dict)
    """By kind: the place among sizes that is solved in good time."""
    total: Account = field(default_factory=Account)
    tries: int = 0
    now: float = 0.0
    """Work done so far."""

    def choose(self) -> Choice:
        """What to try next."""
        if self.rng.random() < CURIOUS:
            kind = self.rng.choice(self.kinds)
        else:
            kind = self.kinds[self._draw([self._rate(kind, "", 0) for kind in self.kinds])]
        level = self.levels.get(kind, 1.0)
        near = [2 ** (-abs(place - level) / NEAR) for place in range(len(self.sizes))]
        by_size = [self._rate(kind, "size", size) * share for size, share in zip(self.sizes, near, strict=True)]
        size = self.sizes[self._draw(by_size)]
        reach = self.reaches[self._draw([self._rate(kind, "reach", reach) for reach in self.reaches])]
        return Choice(kind, size, reach)

    def record(self, choice: Choice, gain: float, work: float, *, solved: bool) -> None:
        """Note what a choice has brought, and whether it was solved to the end."""
        self.now += work
        self.tries += 1
        for account in (self.total, *(self._account(*key) for key in _keys(choice))):
            account.fade(self.now)
            account.gain += gain
            account.work += work
        level = self.levels.get(choice.kind, 1.0)
        if solved:
            level = max(level, min(level + UP, self.sizes.index(choice.size) + UP))
        elif not gain:
            level = min(level, max(level - DOWN, self.sizes.index(choice.size) - DOWN))
        self.levels[choice.kind] = min(len(self.sizes) - 1.0, max(0.0, level))

    def _account(self, kind: str, what: str, value: int) -> Account:
        return self.accounts.setdefault((kind, what, value), Account())

    def _rate(self, kind: str, what: str, value: int) -> float:
        self.total.fade(self.now)
        average = self.total.gain / self.total.work if self.total.work else 0.0
        account = self._account(kind, what, value)
        account.fade(self.now)
        unit = self.now / self.tries if self.tries else 1.0
        if not account.work:
            return max(average, 1e-9)  # untried: as good as any
        return max(account.rate(average, unit or 1.0), 1e-9)

    def _draw(self, rates: Sequence[float]) -> int:
        """A place drawn in proportion to a power of its rate; evenly where nothing pays."""
        most = max(rates)
        weights = [(rate / most) ** SHARPNESS for rate in rates]
        return self.rng.choices(range(len(weights)), weights)[0]


def _keys(choice: Choice) -> tuple[tuple[str, str, int], ...]:
    return (
        (choice.kind, "", 0),
        (choice.kind, "size", choice.size),
        (choice.kind, "reach", choice.reach),
    )
