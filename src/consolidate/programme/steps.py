"""Steps as they come out of templates: what is to be done, where, for how long, with whom, at what cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from consolidate.scenario.aims import TargetCommitment
from consolidate.scenario.work import ClosedWeeks


class Kind(StrEnum):
    """Whose work a step is."""

    MEASURE = "measure"
    JOINT = "joint"
    LOCAL = "local"


class Option(NamedTuple):
    """What may become of a domain: a product by a route, or nothing (it stays as it is)."""

    product: str | None = None
    route: str | None = None

    @property
    def stays(self) -> bool:
        """Whether the domain is left as it is."""
        return self.product is None

    def keeps(self, promise: TargetCommitment) -> bool:
        """Whether this is the target that has been promised."""
        return self.product == promise.product and promise.route in (None, self.route)

    def __str__(self) -> str:
        return "stays" if self.product is None else f"{self.product} ({self.route})"


STAYS = Option()


class Wait(NamedTuple):
    """A step may start ``lag`` weeks after ``target`` has ended, and at most ``within`` weeks after it.

    ``target`` is a step id, or a gate: a domain, a milestone, or ``domain/joint`` (its whole joint chain).
    """

    target: str
    lag: int = 0
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One activity of a plan.

    ``weeks`` open weeks by the calendar ``calendar`` (``all`` or a municipality) and ``mode``; ``staff`` in tenths
    of a person per skill, each need met by one of ``pools``; ``cost`` in whole money, paid at the start or end;
    ``change`` points on each municipality in ``loads``.
    """

    id: str
    kind: Kind
    name: str
    domain: str | None
    municipality: str | None
    weeks: int
    mode: ClosedWeeks
    waits: tuple[Wait, ...]
    staff: tuple[tuple[str, int], ...]
    pools: tuple[str, ...]
    cost: int
    paid_by: str
    key: str
    pays_end: bool
    change: int
    settle: tuple[int, int]
    loads: tuple[str, ...]
    decision: str | None
    not_before: int
    starts_running: bool = False

    @property
    def calendar(self) -> str:
        """Joint work heeds what is closed for all; a municipality's work its own closed weeks too."""
        return self.municipality or "all"


def step_id(domain: str, unit: str, name: str) -> str:
    """The id of a step outside its template: ``domain/joint/step`` or ``domain/municipality/step``."""
    return f"{domain}/{unit}/{name}"
