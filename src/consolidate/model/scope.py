"""What a model may decide: everything, or a part of a plan while the rest stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Option
from consolidate.rules import Rule


@dataclass(frozen=True)
class Scope:
    """The open part of a problem.

    ``options``: what may become of each domain. ``plan``: a plan that hints, and that holds every step not in
    ``freed`` (None: all are free). ``windows``: first and last start week of free steps, where narrower than the
    period. ``exact``: costs to the hundred-thousandth; otherwise straight lines through each step's window, which
    is what a neighbourhood search needs. ``without``: rules left out, to show that they bite.
    """

    programme: Programme
    options: Mapping[str, tuple[Option, ...]]
    plan: Schedule | None = None
    freed: frozenset[str] | None = None
    windows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    exact: bool = True
    without: frozenset[Rule] = frozenset()

    def free(self, step: str) -> bool:
        """Whether a step's start is open."""
        return self.freed is None or step in self.freed


def whole(programme: Programme, plan: Schedule | None = None, without: frozenset[Rule] = frozenset()) -> Scope:
    """Everything open, with a plan as hint."""
    return Scope(programme, programme.options, plan, without=without)
