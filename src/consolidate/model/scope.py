"""What a model may decide: everything, or a part of a plan while the rest stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from consolidate.model.frame import Frame
from consolidate.model.standing import Standing
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
    is what a neighbourhood search needs. ``below``: of such lines those that nowhere lie above the cost, so that a
    bound of the model, times ``ROUGH``, is one of the cost. ``without``: rules left out, to show that they bite.
    ``standing``: what the plan takes as a whole; with it the model holds only what freed steps touch, and its objective
    only what can change. Domains with more than one option must then be freed whole, and nothing that has happened.
    """

    programme: Programme
    options: Mapping[str, tuple[Option, ...]]
    plan: Schedule | None = None
    freed: frozenset[str] | None = None
    windows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    exact: bool = True
    below: bool = False
    without: frozenset[Rule] = frozenset()
    standing: Standing | None = None

    @cached_property
    def frame(self) -> Frame:
        """Tables of the programme: those of ``standing``, or new ones."""
        return self.standing.frame if self.standing else Frame(self.programme)

    @cached_property
    def opened(self) -> frozenset[str]:
        """Domains whose target is to be decided."""
        return frozenset(domain for domain, options in self.options.items() if len(options) > 1)

    def free(self, step: str) -> bool:
        """Whether a step's start is open."""
        return self.freed is None or step in self.freed


def whole(programme: Programme, plan: Schedule | None = None, without: frozenset[Rule] = frozenset()) -> Scope:
    """Everything open, with a plan as hint."""
    return Scope(programme, programme.options, plan, without=without)
