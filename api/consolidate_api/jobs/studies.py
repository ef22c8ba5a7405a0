"""What a child says of a study. A study counts when it has ended; one that was broken off begins anew elsewhere."""

from __future__ import annotations

from typing import Any

from consolidate.check.verdict import check
from consolidate.errors import BrokenPromise
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.solve.limits import Limits
from consolidate.study.conclusion import conclusion
from consolidate.study.document import Study
from consolidate.study.questions import ReplanQuestion, StudyQuestion, wish_of
from consolidate.study.replan.document import Proposal
from consolidate.study.replan.terms import terms
from consolidate.study.table import KINDS
from consolidate_api.jobs.found import Ended
from consolidate_api.jobs.letters import News


class Answer:
    """What a question to a scenario has come to."""

    def __init__(self, scenario: Scenario, question: StudyQuestion, limits: Limits) -> None:
        self.scenario, self.question, self.limits = scenario, question, limits
        self._news: News | None = None
        self._study: dict[str, Any] | None = None
        self._new = False

    def seconds_left(self) -> float:
        """All the time that was asked for, since nothing is left of a take that was broken off."""
        return self.limits.seconds

    def begin(self, given: dict[str, Any] | None) -> dict[str, Any] | None:
        """The decisions that were given."""
        return given

    def hear(self, news: News) -> None:
        """Take in how far it has come."""
        self._news, self._new = news, True

    def conclude(self, last: News) -> Ended:
        """Take in the study; one that was stopped counts as cancelled, with what was known by then.

        Raises:
            BrokenPromise: a plan in it breaks a rule of the scenario for which it was made.
        """
        if last.failed is not None or last.study is None:
            return Ended(Outcome.FAILED, last.failed)
        study = KINDS[last.study["format"]].document.model_validate(last.study)
        self._examine(study)
        self._study = last.study
        return Ended(Outcome.CANCELLED if last.stopped else conclusion(study).outcome)

    def give_up(self, outcome: Outcome) -> Ended:
        """How it has ended where no child has said so."""
        return Ended(outcome)

    def columns(self, *, ended: bool = False) -> dict[str, Any]:
        """How far it has come; the study once it has ended."""
        found: dict[str, Any] = {}
        if self._new and self._news is not None:
            stage = None if self._news.stage is None else self._news.stage.model_dump()
            found["progress"] = {"seconds": round(self._news.seconds, 1), "stage": stage}
        if ended and self._study is not None:
            found["study"] = self._study
        return found

    def kept(self) -> None:
        """What `columns` gave has been kept."""
        self._new = False

    def _examine(self, study: Study) -> None:
        """Let no plan out that the checker has not passed here, by the scenario that it was made for."""
        if not isinstance(study, Proposal) or study.plan is None or not isinstance(self.question, ReplanQuestion):
            return
        question = self.question
        found = terms(self.scenario, question.baseline.decisions, question.report, wish_of(question))
        scenario = found.on[study.adopted]
        if scenario_hash(scenario) != study.scenario.hash:
            raise BrokenPromise("the proposal is about another scenario than was asked for")
        verdict = check(Programme(scenario), study.plan.decisions)
        if not verdict.clean:
            raise BrokenPromise(f"the proposed plan breaks {sorted(verdict.broken)}")
