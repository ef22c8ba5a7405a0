"""What a run may know before it begins: plans, prices of the bound, and targets that it may choose among."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consolidate.plan.document import Decisions
from consolidate.plan.proof import ProofDocument
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option

Options = Mapping[str, tuple[Option, ...]]


@dataclass(frozen=True)
class Known:
    """What a run begins with.

    ``plans``: of this scenario or of one much like it. Those that are clean are the first to be offered; all of them
    are where the search begins. ``prices``: what proved a bound of this scenario or of one much like it, which is where
    the climb begins. ``only``: by domain the options that the run may choose among; domains that are not named may take
    any. Plan, bound and outcome of such a run speak of these plans alone.
    """

    plans: tuple[Decisions, ...] = ()
    prices: ProofDocument | None = None
    only: Mapping[str, frozenset[Option]] = field(default_factory=dict)

    def among(self, options: Options) -> dict[str, tuple[Option, ...]]:
        """The options that may be chosen, of those given."""
        return {
            domain: tuple(option for option in own if domain not in self.only or option in self.only[domain])
            for domain, own in options.items()
        }

    def allows(self, programme: Programme, options: Mapping[str, Option]) -> bool:
        """Whether a choice of one option per domain is among them."""
        own = self.among(programme.options)
        return all(option in own[domain] for domain, option in options.items()) if self.only else True


NOTHING = Known()
"""A run that begins with nothing but its scenario."""
