"""On what terms a plan is made anew: what has happened, what was promised, what was learned. It needs no solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.study.replan.document import Adopted, Lesson
from consolidate.study.replan.lessons import lessons, patch
from consolidate.study.replan.promises import Firmness, promises
from consolidate.study.replan.reported import reported
from consolidate.study.variants import varied


@dataclass(frozen=True)
class Wish:
    """How firm the baseline is, and whether the lessons of finished steps are applied."""

    firmness: Firmness = field(default_factory=Firmness)
    learn: bool = False


@dataclass(frozen=True)
class Terms:
    """The scenario after the report, by how far what was adopted is held; and what has been ``learned``."""

    on: Mapping[Adopted, Scenario]
    learned: tuple[Lesson, ...]

    @property
    def kept(self) -> Scenario:
        """With all adopted dates that facts do not pass."""
        return self.on["kept"]


def terms(scenario: Scenario, baseline: Decisions, report: dict[str, Any], wish: Wish) -> Terms:
    """What a baseline and a report of what has happened make of a scenario.

    Raises:
        FaultyDocument: the report, or what it makes of the scenario, is wrong; it holds every fault.
    """
    happened = reported(scenario, report)
    learned = lessons(scenario, happened, baseline, applied=wish.learn)
    options = Schedule(Programme(happened), baseline).options
    changes = patch(happened, learned, options) if wish.learn else {}
    on: dict[Adopted, Scenario] = {
        adopted: varied(happened, merge_patch(promises(happened, baseline, wish.firmness, adopted), changes))
        for adopted in get_args(Adopted)
    }
    return Terms(on, learned)
