"""A plan and what is proven of the plans near it: the local bound, asked again around each cheaper plan it meets."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from consolidate.check.accounts import exact_text, read_exact
from consolidate.check.derived import derived
from consolidate.check.verdict import Verdict, check
from consolidate.errors import BrokenPromise
from consolidate.plan.document import Near, Plan, Run, ScenarioMark
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.identity import scenario_hash
from consolidate.solve.gap import gap_of, nothing_left
from consolidate.solve.limits import Stop
from consolidate.solve.local import LocalBound, local_bound, moved_weeks
from consolidate.text import _
from consolidate.units import Fine

FIRST_SHARE = 2 / 3
"""Of the time: what the first proof may take; the rest is kept for the next one, around a cheaper plan."""

OnCheaper = Callable[[Verdict], None]


@dataclass(frozen=True)
class NearProof:
    """What came of it.

    ``verdict``: of the given plan, or of the cheaper one that was met. ``saved``: how much cheaper that is, in
    hundred-thousandths; 0 where it is the given plan. ``near``: what is proven of the plans near *this* plan, of as
    many weeks as asked, or of fewer; None where nothing is.
    """

    given: Plan
    verdict: Verdict
    saved: Fine
    near: Near | None

    def document(self, alternative: str | None = None) -> Plan:
        """The plan with its claim. A bound of all plans is kept where it is one of this very scenario.

        Raises:
            BrokenPromise: the plan costs less than the run it comes from said that any plan could.
        """
        mark = self.given.scenario
        if not self.same_scenario:
            scenario = self.verdict.schedule.programme.scenario
            alternative = alternative or (None if mark is None else mark.alternative)
            mark = ScenarioMark(name=scenario.name, hash=scenario_hash(scenario), alternative=alternative)
        return self.given.model_copy(
            update={
                "scenario": mark,
                "run": self._run(self.given.run if self.same_scenario else None),
                "decisions": self.verdict.schedule.decisions if self.saved else self.given.decisions,
                "derived": derived(self.verdict),
            }
        )

    @cached_property
    def same_scenario(self) -> bool:
        """Whether the given plan was made for the very scenario that it was examined with."""
        mark = self.given.scenario
        return mark is not None and mark.hash == scenario_hash(self.verdict.schedule.programme.scenario)

    @property
    def drops_claims(self) -> bool:
        """Whether the run of the given plan proved something that does not hold of this scenario."""
        return self.given.run is not None and self.given.run.bound is not None and not self.same_scenario

    def _run(self, earlier: Run | None) -> Run:
        """The run with figures of this plan.

        A plan made by hand gets one too, *feasible* without a bound: it has just been checked, and nothing is known of
        plans that are not near it. So does one made for another scenario, whose run proved nothing of this one.
        """
        ledger = self.verdict.ledger
        bound = None if earlier is None else read_exact(earlier.bound)
        if bound is not None and ledger.objective < bound:
            raise BrokenPromise(f"the plan costs {ledger.objective}, below the bound {bound} that its run proved")
        found: dict[str, object] = {
            "outcome": self._outcome(earlier, bound),
            "objective": exact_text(ledger.objective),
            "gap": None if bound is None else gap_of(ledger, bound),
            "near": self.near,
        }
        if earlier is None:
            return Run.model_validate(found)
        if self.saved:
            found["note"] = " ".join(filter(None, (earlier.note, _("A cheaper plan was found near that of the run."))))
        if bound is None:
            found |= {"bound": None, "bound_by": None, "proof": None}
        return earlier.model_copy(update=found)

    def _outcome(self, earlier: Run | None, bound: Fine | None) -> Outcome:
        if bound is not None and nothing_left(self.verdict.ledger, bound):
            return Outcome.OPTIMAL
        ended_early = earlier is not None and earlier.outcome is Outcome.CANCELLED
        return Outcome.CANCELLED if ended_early and not self.saved else Outcome.FEASIBLE


def prove_near(
    given: Plan,
    verdict: Verdict,
    weeks: int,
    seconds: float,
    stop: Stop | None = None,
    *,
    on_cheaper: OnCheaper | None = None,
    deterministic: bool = False,
) -> NearProof:
    """Prove how much cheaper the plans near one can be, ``verdict`` being what the checker says of it.

    A cheaper plan that is met takes its place, and the proof begins again around it with the time that is left.
    ``seconds`` limits all solving; with ``deterministic`` it counts CP-SAT's deterministic time.

    Raises:
        ValueError: the plan breaks rules.
        BrokenPromise: the model contradicts checker or ledger.
    """
    if not verdict.clean:
        raise ValueError("only of a plan that breaks no rule can be said what is near it")
    programme, first, stop = verdict.schedule.programme, verdict.ledger.objective, stop or Stop()
    used, near, ahead = 0.0, None, seconds * FIRST_SHARE
    while ahead > 0:
        begun = time.monotonic()
        found = local_bound(programme, verdict, weeks, ahead, stop, deterministic=deterministic)
        used += found.spent if deterministic else time.monotonic() - begun
        better = _checked(programme, found, verdict)
        if better is None:
            near = _stronger(near, _claim(verdict, weeks, found.bound))
            break
        near, verdict = _carried(found, verdict, better), better
        if on_cheaper is not None:
            on_cheaper(better)
        ahead = 0 if stop.requested else seconds - used
    return NearProof(given, verdict, Fine(first - verdict.ledger.objective), near)


def _checked(programme: Programme, found: LocalBound, plan: Verdict) -> Verdict | None:
    """The cheaper plan that was met, where checker and ledger agree that it is one."""
    if found.better is None:
        return None
    better = check(programme, found.better)
    if found.bound is not None and better.clean and better.ledger.objective < found.bound:
        raise BrokenPromise(f"a plan of {better.ledger.objective} below the local bound {found.bound}")
    return better if better.clean and better.ledger.objective < plan.ledger.objective else None


def _carried(found: LocalBound, plan: Verdict, better: Verdict) -> Near | None:
    """What a bound around one plan says of those near another.

    A plan within *n* − *k* weeks of the other is within *n* weeks of the first, where these two are *k* weeks apart.
    """
    moved = moved_weeks(plan.schedule, better.schedule)
    if moved is None or moved > found.weeks:
        raise BrokenPromise("a plan that was met near another one is not near it")
    return _claim(better, found.weeks - moved, found.bound)


def _stronger(*claims: Near | None) -> Near | None:
    """Of claims about one plan the one of most weeks; of the same weeks the one with the higher bound."""
    made = (claim for claim in claims if claim is not None)
    return max(made, key=lambda claim: (claim.weeks, read_exact(claim.bound) or 0), default=None)


def _claim(plan: Verdict, weeks: int, bound: Fine | None) -> Near | None:
    if bound is None:
        return None
    gap, closed = gap_of(plan.ledger, bound), nothing_left(plan.ledger, bound)
    return Near(weeks=weeks, bound=exact_text(bound), gap=gap, closed=closed)
