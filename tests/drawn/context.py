"""What all parts of a random scenario share: the dice, the period, and who takes part."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

Json = dict[str, Any]
Wait = str | Json
"""An entry of `after`: an id, or an object with lag or within."""
T = TypeVar("T")

SKILLS = ("application", "manager", "trainer")
PRODUCTS = ("alfa", "beta", "gamma")


@dataclass(frozen=True)
class Context:
    """Dice, first day, length in weeks, ids of municipalities and domains; whether all stays tiny."""

    rng: random.Random
    start: date
    weeks: int
    members: tuple[str, ...]
    fields: tuple[str, ...]
    tiny: bool

    @property
    def monday(self) -> date:
        """The Monday of week 0."""
        return self.start - timedelta(days=self.start.weekday())

    @property
    def end(self) -> date:
        """The last day of the period: in its last week, not before that week's Monday."""
        return self.monday + timedelta(days=7 * self.weeks - 1 - self.start.weekday())

    @property
    def years(self) -> range:
        """Calendar years that the period touches."""
        return range(self.start.year, self.end.year + 1)

    def chance(self, probability: float) -> bool:
        """True with a probability."""
        return self.rng.random() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """One of some values, all as likely."""
        return self.rng.choice(choices)

    def some(self, choices: Sequence[T]) -> list[T]:
        """A part of some values, at least one, in their order."""
        chosen = self.rng.sample(range(len(choices)), self.rng.randint(1, len(choices)))
        return [choices[index] for index in sorted(chosen)]

    def money(self, most: int) -> int:
        """An amount that is rarely round, so that splits leave remainders."""
        return self.rng.randint(most // 10, most)

    def day(self, share: float) -> str:
        """A day some share of the period after its start."""
        return str(self.start + timedelta(days=int(share * 7 * self.weeks)))

    def monday_at(self, share: float) -> str:
        """A Monday some share of the period after its start."""
        return str(self.monday + timedelta(weeks=int(share * self.weeks)))

    def soft(self, price: int) -> Json:
        """Fields that leave a demand hard, or make it soft at a price; each way of writing it."""
        return self.pick(({}, {"hard": True}, {"hard": False, "price": price}, {"price": price}))

    def mark(self) -> Json:
        """Now and then the free-text fields that every object may carry."""
        return self.pick(({},) * 6 + ({"note": "drawn"}, {"name": "Drawn"}, {"source": "assumption: drawn"}))
