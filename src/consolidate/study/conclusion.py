"""How a study that answers a question ended, read from its document."""

from __future__ import annotations

from dataclasses import dataclass

from consolidate.plan.outcome import Outcome
from consolidate.study.camel_document import CamelStudy
from consolidate.study.coalitions_document import Coalitions
from consolidate.study.compare_document import Comparison
from consolidate.study.delay_document import DelayStudy
from consolidate.study.document import Study
from consolidate.study.frontier_document import Frontier
from consolidate.study.replan.document import Proposal


@dataclass(frozen=True)
class Conclusion:
    """How a study ended, and whether it ``found`` the plan that all it says begins with."""

    outcome: Outcome
    found: bool


def conclusion(study: Study) -> Conclusion:
    """How a study ended."""
    match study:
        case Comparison(alternatives=(base, *_others)) | Frontier(points=(base, *_others)):
            return Conclusion(base.outcome, base.objective is not None)
        case CamelStudy() | Coalitions() | DelayStudy():
            return Conclusion(study.outcome, study.objective is not None)
        case Proposal():
            return Conclusion(study.outcome, study.plan is not None)
        case _:
            raise TypeError(study.format)
