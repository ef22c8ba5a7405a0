"""Which decision stands behind a breach, so that one wrong target is told once (SPEC §5).

A domain's target is suspect where the steps in the plan fit another option better than the chosen one: then steps
missing or left over are the target's doing, not oversights of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import STAYS, Option


class Blame:
    """Causes of breaches in one plan."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.programme = schedule.programme

    @cached_property
    def fitting(self) -> dict[str, Option]:
        """By domain with a suspect target: the option that the plan's steps fit best."""
        given: dict[str, set[str]] = {domain: set() for domain in self.programme.options}
        for step in self.schedule.decisions.steps:
            domain, slash, _rest = step.partition("/")
            if slash and domain in given:
                given[domain].add(step)
        found = {}
        for domain, steps in given.items():
            best = self._best(domain, steps)
            if best != self.schedule.options[domain]:
                found[domain] = best
        return found

    def _best(self, domain: str, given: set[str]) -> Option:
        """The option that differs least from the steps given; the chosen one where none is better.

        Steps that are only missing are an oversight, unless all are: then the domain may be meant to stay.
        """
        chosen = self.schedule.options[domain]
        own = self._steps(domain, chosen)
        options = self.programme.options[domain] if given - own else ()
        if not given and own and STAYS in self.programme.options[domain]:
            options = (STAYS,)
        return min((chosen, *options), key=lambda option: len(given ^ self._steps(domain, option)))

    def _steps(self, domain: str, option: Option) -> frozenset[str]:
        return frozenset(self.programme.work(domain, option).steps)

    def of_step(self, step: str) -> str | None:
        """The target that is to blame for a step that is missing or left over."""
        domain = step.partition("/")[0]
        if domain not in self.fitting:
            return None
        chosen = step in self._steps(domain, self.schedule.options[domain])
        return f"targets.{domain}" if chosen != (step in self._steps(domain, self.fitting[domain])) else None

    def of_absence(self, step: str) -> str:
        """What is to blame for all that waits for a step that the plan lacks."""
        return self.of_step(step) or f"steps.{step}"

    def of_target(self, domain: str) -> str | None:
        """The target, where it is itself in breach: suspect, or a required domain that stays."""
        stays = self.schedule.options[domain].stays and self.programme.scenario.domains[domain].required
        return f"targets.{domain}" if stays or domain in self.fitting else None

    def of_gate(self, gate: str) -> str | None:
        """What is to blame for a gate that is never complete."""
        waits = self.schedule.landing(gate)
        if waits is None:
            causes = (self.of_target(domain) for domain in self._staying(gate))
            return next((cause for cause in causes if cause is not None), None)
        missing = (wait.target for wait in waits if wait.target not in self.schedule.placed)
        return next((self.of_absence(step) for step in missing), None)

    def _staying(self, gate: str) -> Iterable[str]:
        domains = sorted({atom.target.partition("/")[0] for atom in self.programme.atoms(gate)})
        return (domain for domain in domains if domain in self.schedule.options and self.schedule.options[domain].stays)
