"""What every kind of run has come to, as its worker keeps it: a plan (`plans.Best`) or a study (`studies.Answer`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from consolidate.plan.outcome import Outcome
from consolidate_api.jobs.letters import News


@dataclass(frozen=True)
class Ended:
    """How a run has ended, and what there is to say of it."""

    outcome: Outcome
    note: str | None = None


class Found(Protocol):
    """What a run has found so far, over all its takes."""

    def seconds_left(self) -> float:
        """Seconds that it may still be solved."""

    def begin(self, given: dict[str, Any] | None) -> dict[str, Any] | None:
        """The decisions that the next take begins with: those that were ``given``, unless better ones are known."""

    def hear(self, news: News) -> None:
        """Take in what a child says.

        Raises:
            BrokenPromise: it cannot be true.
        """

    def conclude(self, last: News) -> Ended:
        """Take in the last that a child says; how the run has ended.

        Raises:
            BrokenPromise: it cannot be true.
        """

    def give_up(self, outcome: Outcome) -> Ended:
        """How the run has ended where no child has said so."""

    def columns(self, *, ended: bool = False) -> dict[str, Any]:
        """What of it has not been kept yet, as columns of the run's row; all of it where the run has ``ended``."""

    def kept(self) -> None:
        """What `columns` gave has been kept."""
