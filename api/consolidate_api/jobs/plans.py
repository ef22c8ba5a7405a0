"""What a child says, examined by the worker's own hand: nothing is kept that the checker has not passed here too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from consolidate.check.accounts import exact_text, read_exact
from consolidate.check.derived import derived
from consolidate.check.verdict import Verdict, check
from consolidate.errors import BrokenPromise
from consolidate.plan.document import PLAN_FORMAT, Decisions, Gap, Plan, Run, ScenarioMark
from consolidate.plan.files import plan_text
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.solve.gap import gap_of, nothing_left
from consolidate.solve.limits import Limits
from consolidate.units import Fine
from consolidate_api.jobs.found import Ended
from consolidate_api.jobs.letters import News, written


@dataclass(frozen=True)
class Subject:
    """What a run is about: one version of a scenario, under one alternative, with the limits that were asked for."""

    scenario: Scenario
    version: int
    alternative: str | None
    limits: Limits
    programme: Programme = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "programme", Programme(self.scenario))

    def examined(self, decisions: Decisions) -> Verdict:
        """What the checker says of decisions.

        Raises:
            BrokenPromise: they break a rule, although they were offered as a plan.
        """
        verdict = check(self.programme, decisions)
        if not verdict.clean:
            raise BrokenPromise(f"the plan breaks {sorted(verdict.broken)}")
        return verdict

    def document(self, verdict: Verdict, run: Run) -> dict[str, Any]:
        """The plan document, as it is kept."""
        mark = ScenarioMark(
            name=self.scenario.name,
            version=self.version,
            hash=scenario_hash(self.scenario),
            alternative=self.alternative,
        )
        decisions = verdict.schedule.decisions
        plan = Plan(format=PLAN_FORMAT, scenario=mark, run=run, decisions=decisions, derived=derived(verdict))
        found: dict[str, Any] = json.loads(plan_text(plan))
        return found


class Best:
    """The best plan and bound of a run over all its takes; `columns` is what of it has not been kept yet."""

    def __init__(self, subject: Subject, progress: dict[str, Any] | None, plan: dict[str, Any] | None) -> None:
        before = progress or {}
        self.subject = subject
        self.seconds_before = self.seconds = float(before.get("seconds", 0))
        self.bound = read_exact(before.get("bound"))
        self.found_by = str(before.get("found_by", ""))
        saved = None if plan is None else check(subject.programme, Decisions.model_validate(plan["decisions"]))
        self.verdict = saved if saved is not None and saved.clean else None
        self._run: Run | None = None
        self._new_plan = self._new = False

    def seconds_left(self) -> float:
        """What is left of the time limit; a run that counts work, not time, begins anew."""
        limits = self.subject.limits
        return limits.seconds - (0 if limits.deterministic else self.seconds)

    def begin(self, given: dict[str, Any] | None) -> dict[str, Any] | None:
        """The best decisions so far; a run that counts work, not time, begins anew."""
        if self.verdict is None or self.subject.limits.deterministic:
            return given
        return written(self.verdict.schedule.decisions)

    def hear(self, news: News) -> None:
        """Take in what a child says.

        Raises:
            BrokenPromise: what it offers as a plan is none, or cheaper than can be.
        """
        self._new = True
        self.seconds = self.seconds_before + news.seconds
        self._raise(news.bound)
        if news.decisions is not None:
            self._offer(Decisions.model_validate(news.decisions), news.found_by)
        self._agree()

    def conclude(self, last: News) -> Ended:
        """Take in the plan with which a child has ended; how the run has ended, over all its takes.

        Raises:
            BrokenPromise: it says that it has a plan which is none, or that there is none although one is known.
        """
        self._new = True
        plan = Plan.model_validate(last.plan)
        assert plan.run is not None
        if plan.run.objective is not None:
            self._offer(plan.decisions, self.found_by, plan.run.objective)
        self._raise(read_exact(plan.run.bound))
        self._agree()
        if plan.run.outcome is Outcome.INFEASIBLE and self.verdict is not None:
            raise BrokenPromise("a plan is known, and yet there is said to be none")
        self._run = plan.run.model_copy(update={"outcome": self._outcome(plan.run.outcome)})
        return Ended(self._run.outcome, self._run.note)

    def give_up(self, outcome: Outcome) -> Ended:
        """How the run has ended where no child has said so: with what is known of it."""
        self._run = Run(outcome=self._outcome(outcome))
        return Ended(self._run.outcome)

    def _outcome(self, said: Outcome) -> Outcome:
        """How a run has ended over all its takes, where the last of them has ended like this."""
        if self.verdict is None or said not in {Outcome.NO_PLAN, Outcome.FEASIBLE}:
            return said
        closed = self.bound is not None and nothing_left(self.verdict.ledger, self.bound)
        return Outcome.OPTIMAL if closed else Outcome.FEASIBLE

    def columns(self, *, ended: bool = False) -> dict[str, Any]:
        """What is new, as columns of the run's row; all of it where the run has ``ended``."""
        if not self._new and not ended:
            return {}
        found: dict[str, Any] = {"progress": self._progress()}
        if self.bound is not None:
            found["bound"] = Decimal(exact_text(self.bound))
        if self.verdict is not None and (self._new_plan or ended):
            found["objective"] = Decimal(exact_text(self.verdict.ledger.objective))
            found["plan"] = self.subject.document(self.verdict, self._told_of(self._run if ended else None))
        return found

    def kept(self) -> None:
        """What `columns` gave has been kept."""
        self._new = self._new_plan = False

    def _offer(self, decisions: Decisions, found_by: str, objective: str | None = None) -> None:
        verdict = self.subject.examined(decisions)
        if objective not in {None, exact_text(verdict.ledger.objective)}:
            raise BrokenPromise(f"a plan said to cost {objective} costs {exact_text(verdict.ledger.objective)}")
        if self.verdict is None or verdict.ledger.objective < self.verdict.ledger.objective:
            self.verdict, self.found_by, self._new_plan = verdict, found_by, True

    def _raise(self, bound: int | None) -> None:
        if bound is not None and (self.bound is None or bound > self.bound):
            self.bound = Fine(bound)

    def _agree(self) -> None:
        if self.verdict is not None and self.bound is not None and self.verdict.ledger.objective < self.bound:
            raise BrokenPromise(f"the plan costs {self.verdict.ledger.objective}, below the proven bound {self.bound}")

    def _gap(self) -> Gap | None:
        if self.verdict is None or self.bound is None:
            return None
        return gap_of(self.verdict.ledger, self.bound)

    def _progress(self) -> dict[str, Any]:
        gap = self._gap()
        return {
            "seconds": round(self.seconds, 1),
            "best": None if self.verdict is None else exact_text(self.verdict.ledger.objective),
            "bound": None if self.bound is None else exact_text(self.bound),
            "gap": None if gap is None else gap.model_dump(exclude={"name", "note", "source"}),
            "found_by": self.found_by,
        }

    def _told_of(self, ended: Run | None) -> Run:
        """What the plan document says of the run: of all its takes together."""
        limits = self.subject.limits
        run = ended or Run(outcome=Outcome.FEASIBLE)
        assert self.verdict is not None
        known = {
            "objective": exact_text(self.verdict.ledger.objective),
            "bound": None if self.bound is None else exact_text(self.bound),
            "gap": self._gap(),
            "seed": limits.seed,
            "seconds": None if limits.deterministic else round(self.seconds, 1),
            "limits": {
                "deterministic": limits.deterministic,
                "seconds": limits.seconds,
                "stop_gap_percent": limits.stop_gap_percent,
                "workers": limits.workers,
            },
        }
        return run.model_copy(update=known)
