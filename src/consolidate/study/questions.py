"""Questions that take more than one plan, as documents: what the options of a command say, or a body to the service.

A question names its ``kind``. What it is asked of is a `Matter`: a scenario, one of its alternatives, and plans to
begin with. `study.answers` answers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from consolidate.errors import FaultyDocument, shown
from consolidate.plan.document import Decisions, Plan
from consolidate.scenario.base import MAX_MONEY, MAX_WEEKS, PAIR_PATTERN, Day, Doc, Flag, Id
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.scenario.salvage import Salvage
from consolidate.scenario.troubles import Path, Trouble, Troubles
from consolidate.study.frontier_document import Of
from consolidate.study.replan.promises import Firmness
from consolidate.study.replan.terms import Wish
from consolidate.text import _

MOST_STEPS, MOST_SAMPLES, MOST_LISTED = 50, 1000, 1000
FIRM = Firmness()

Pair = Annotated[str, Field(pattern=PAIR_PATTERN, max_length=121)]
"""A municipality and a domain: ``north/finance``."""
Weeks = Annotated[int, Field(strict=True, ge=1, le=MAX_WEEKS)]
Money = Annotated[int, Field(strict=True, ge=0, le=MAX_MONEY)]


class StudyQuestion(Doc):
    """What all questions have in common: their kind, which is also the name of the command."""

    kind: str


class CompareQuestion(StudyQuestion):
    """What alternatives cost beside the scenario: those named, else all; ``more``: some that the scenario lacks."""

    kind: Literal["compare"]
    alternatives: Annotated[tuple[Id, ...], Field(max_length=MOST_LISTED)] = ()
    more: dict[Id, Any] = {}


class CamelsQuestion(StudyQuestion):
    """What each refusal costs; also that a wish (``municipality/domain`` kept as it is) is met, and each candidate."""

    kind: Literal["camels"]
    wishes: Annotated[tuple[Pair, ...], Field(max_length=MOST_LISTED)] = ()
    candidates: Annotated[tuple[Id, ...], Field(max_length=MOST_LISTED)] = ()


class FrontierQuestion(StudyQuestion):
    """What cost is weighed against, and how many limits stand between none and what is possible."""

    kind: Literal["frontier"]
    of: Of
    steps: Annotated[int, Field(strict=True, ge=1, le=MOST_STEPS)] = 5


class Leaver(Doc):
    """A municipality that leaves on a day."""

    municipality: Id
    day: Day


class CoalitionsQuestion(StudyQuestion):
    """Who does not take part: together, from a day on, or in one domain; each in turn where nothing is said.

    ``core``: ask also what each adds, and whether some group would be better off alone; ``samples`` groups are drawn.
    ``shrink_grants``: the programme's grants shrink by the share of those who leave.
    """

    kind: Literal["coalitions"]
    without: Annotated[tuple[tuple[Id, ...], ...], Field(max_length=MOST_LISTED)] = ()
    leaves: Annotated[tuple[Leaver, ...], Field(max_length=MOST_LISTED)] = ()
    opts_out: Annotated[tuple[Pair, ...], Field(max_length=MOST_LISTED)] = ()
    core: Flag = False
    samples: Annotated[int, Field(strict=True, ge=0, le=MOST_SAMPLES)] = 8
    shrink_grants: Flag = False


class DelayQuestion(StudyQuestion):
    """What waiting costs, by weeks, of the things named, else of all."""

    kind: Literal["delay"]
    weeks: Annotated[tuple[Weeks, ...], Field(min_length=1, max_length=20)] = (1, 13, 52)
    of: Annotated[tuple[Id, ...], Field(max_length=MOST_LISTED)] = ()


class ReplanQuestion(StudyQuestion):
    """What becomes of an adopted plan after a report of what has happened.

    ``baseline_is``: how firm the plan is where the scenario does not say it; the prices are those of moving a date that
    is not kept at all costs, in money. ``learn``: reckon with what finished steps took and cost.
    """

    kind: Literal["replan"]
    baseline: Plan
    report: dict[str, Any]
    baseline_is: Literal["adopted", "announced", "draft"] = "adopted"
    price_per_move: Money = FIRM.price_per_move
    price_per_week: Annotated[int, Field(strict=True, ge=1, le=MAX_MONEY)] = FIRM.price_per_week
    learn: Flag = False


AnyQuestion = CompareQuestion | CamelsQuestion | FrontierQuestion | CoalitionsQuestion | DelayQuestion | ReplanQuestion
QUESTIONS: Mapping[str, type[StudyQuestion]] = {
    "compare": CompareQuestion,
    "camels": CamelsQuestion,
    "frontier": FrontierQuestion,
    "coalitions": CoalitionsQuestion,
    "delay": DelayQuestion,
    "replan": ReplanQuestion,
}
"""The document of each kind of question."""


def read_question(document: Mapping[str, Any], under: Path = ()) -> StudyQuestion:
    """The question that plain values hold; ``under``: the way to them in the document in which they came.

    Raises:
        FaultyDocument: they hold none; every fault at once.
    """
    kind, troubles = document.get("kind"), Troubles()
    model = QUESTIONS.get(kind) if isinstance(kind, str) else None
    question = None
    if model is None:
        allowed = _("one of: {known}").format(known=", ".join(QUESTIONS))
        troubles.add(Trouble(("kind",), "" if kind is None else shown(kind), allowed))
    else:
        question = Salvage(model, dict(document), {}).run(troubles)
    if question is None or len(troubles):
        raise FaultyDocument(trouble.at((*under, *trouble.path)).fault() for trouble in troubles)
    return question


def question_schema() -> dict[str, Any]:
    """The JSON Schema of all questions; what they refer to stands in its ``$defs``."""
    return TypeAdapter(Annotated[AnyQuestion, Field(discriminator="kind")]).json_schema()


def wish_of(question: ReplanQuestion) -> Wish:
    """How a question wants an adopted plan to be held, and what is to be learned."""
    firmness = Firmness(question.baseline_is, question.price_per_move, question.price_per_week)
    return Wish(firmness, question.learn)


@dataclass(frozen=True)
class Matter:
    """What a question is asked of.

    ``raw``: a scenario document, as text or as plain values; ``alternative``: the one of it that is meant; ``begin``:
    plans to begin with.
    """

    raw: bytes | dict[str, Any]
    alternative: str | None = None
    begin: tuple[Decisions, ...] = ()

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario.

        Raises:
            FaultyDocument: the document is wrong in itself.
            UnknownName: it has no such alternative.
        """
        return parse_scenario(self.raw, self.alternative)
