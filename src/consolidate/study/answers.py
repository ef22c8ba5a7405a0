"""The table of questions: how each kind is judged before any work begins, and answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consolidate.errors import Fault, FaultyDocument, UnknownName
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import apply_alternative
from consolidate.scenario.read import load_scenario, parse_scenario
from consolidate.solve.known import Known
from consolidate.solve.limits import Stop
from consolidate.study.camel_document import CamelStudy
from consolidate.study.camels import Asked, camel_study
from consolidate.study.coalitions import coalitions
from consolidate.study.coalitions_document import Coalitions
from consolidate.study.compare import comparison
from consolidate.study.compare_document import Comparison
from consolidate.study.contest import Contest
from consolidate.study.delay import delay_study
from consolidate.study.delay import judge as judge_delay
from consolidate.study.delay_document import DelayStudy, Wanted
from consolidate.study.document import BASE, Study
from consolidate.study.effort import Effort, Tell
from consolidate.study.frontier import FrontierSearch
from consolidate.study.frontier_document import Frontier
from consolidate.study.partings import Ask, Partings, each_staying_out
from consolidate.study.partings import Wanted as Parted
from consolidate.study.questions import (
    CamelsQuestion,
    CoalitionsQuestion,
    CompareQuestion,
    DelayQuestion,
    FrontierQuestion,
    Matter,
    ReplanQuestion,
    StudyQuestion,
    wish_of,
)
from consolidate.study.replan.document import Proposal
from consolidate.study.replan.reported import reported
from consolidate.study.replan.run import proposed
from consolidate.study.session import Session
from consolidate.text import _


@dataclass(frozen=True)
class Work:
    """How long may be worked, how it is stopped, and who is told how far it has come."""

    effort: Effort
    stop: Stop
    tell: Tell


@dataclass(frozen=True)
class Kind:
    """One kind of question: how it is judged, and answered."""

    judge: Callable[[Any, Matter], object]
    answer: Callable[[Any, Matter, Work], Study]


def judge(question: StudyQuestion, matter: Matter) -> None:
    """See that a question can be asked of a scenario, without any solving.

    Raises:
        FaultyDocument: the scenario, or what the question makes of it, is wrong in itself; every fault at once.
        UnknownName: it names what is not there.
    """
    KINDS[question.kind].judge(question, matter)


def answer(question: StudyQuestion, matter: Matter, work: Work) -> Study:
    """Do the study; where it is stopped, what is known by then.

    Raises:
        FaultyDocument, UnknownName: as `judge` does.
    """
    return KINDS[question.kind].answer(question, matter, work)


# --- alternatives -------------------------------------------------------------------------------------


def _scenarios(question: CompareQuestion, matter: Matter) -> dict[str, Scenario]:
    """The scenario as ``base``, and its alternatives by name: those wanted, or all."""
    if matter.alternative is not None:
        raise UnknownName(_("{name}: a comparison is of the scenario itself").format(name=matter.alternative))
    document, _strict = load_scenario(matter.raw)
    written = document.get("alternatives")
    own = written if isinstance(written, dict) else {}
    document = {**document, "alternatives": {**own, **question.more}} if question.more else document
    names = list(dict.fromkeys(question.alternatives)) or sorted({**own, **question.more})
    if not names:
        raise UnknownName(_("the scenario has no alternatives to compare: give some beside it (`--with`, `more`)"))
    for name in names:
        apply_alternative(document, name)
    found, faults = {BASE: parse_scenario(document)}, list[Fault]()
    for name in names:
        try:
            found[name] = parse_scenario(document, name)
        except FaultyDocument as error:
            faults += error.faults
    if faults:
        raise FaultyDocument(faults)
    return found


def _compare(question: CompareQuestion, matter: Matter, work: Work) -> Comparison:
    contest = Contest(_scenarios(question, matter), work.effort, work.stop, work.tell)
    contest.run(matter.begin)
    return comparison(contest)


# --- refusals -----------------------------------------------------------------------------------------


def _asked(question: CamelsQuestion) -> Asked:
    wishes = (wish.partition("/") for wish in question.wishes)
    return Asked(tuple((municipality, domain) for municipality, _slash, domain in wishes), question.candidates)


def _judge_camels(question: CamelsQuestion, matter: Matter) -> None:
    _asked(question).judge(Programme(matter.scenario))


def _camels(question: CamelsQuestion, matter: Matter, work: Work) -> CamelStudy:
    session, asked = Session(matter.scenario, work.effort, work.stop, work.tell), _asked(question)
    asked.judge(session.programme)
    session.plan_base(matter.begin)
    return camel_study(session, asked)


# --- limits -------------------------------------------------------------------------------------------


def _judge_scenario(_question: StudyQuestion, matter: Matter) -> Scenario:
    return matter.scenario


def _frontier(question: FrontierQuestion, matter: Matter, work: Work) -> Frontier:
    search = FrontierSearch(matter.scenario, question.of, question.steps, work.effort)
    search.stop, search.tell = work.stop, work.tell
    return search.run(matter.begin)


# --- who takes part -----------------------------------------------------------------------------------


def _asks(question: CoalitionsQuestion) -> Iterator[Ask]:
    for group in question.without:
        yield Ask("without", tuple(sorted(set(group))))
    for leaver in question.leaves:
        yield Ask("leaves", (leaver.municipality,), day=leaver.day)
    for pair in question.opts_out:
        municipality, _slash, domain = pair.partition("/")
        yield Ask("opts_out", (municipality,), domain=domain)


def _partings(question: CoalitionsQuestion, matter: Matter, effort: Effort) -> Partings:
    asks = tuple(dict.fromkeys(_asks(question))) or each_staying_out(matter.scenario)
    wanted = Parted(asks, question.samples if question.core else None, question.shrink_grants)
    return Partings({BASE: matter.scenario}, effort, wanted=wanted)


def _judge_coalitions(question: CoalitionsQuestion, matter: Matter) -> None:
    _partings(question, matter, Effort())


def _coalitions(question: CoalitionsQuestion, matter: Matter, work: Work) -> Coalitions:
    partings = _partings(question, matter, work.effort)
    partings.stop, partings.tell = work.stop, work.tell
    partings.run(matter.begin)
    return coalitions(partings)


# --- waiting ------------------------------------------------------------------------------------------


def _judge_delay(question: DelayQuestion, matter: Matter) -> None:
    judge_delay(matter.scenario, Wanted(weeks=question.weeks, of=question.of))


def _delay(question: DelayQuestion, matter: Matter, work: Work) -> DelayStudy:
    wanted = Wanted(weeks=tuple(dict.fromkeys(question.weeks)), of=question.of)
    judge_delay(matter.scenario, wanted)
    return delay_study(matter.scenario, wanted, work.effort, work.stop, work.tell, Known(matter.begin))


# --- replanning ---------------------------------------------------------------------------------------


def _replan(question: ReplanQuestion, matter: Matter, work: Work) -> Proposal:
    baseline, report, wish = question.baseline, question.report, wish_of(question)
    return proposed(matter.scenario, baseline, report, wish, work.effort, work.stop, work.tell)


def _judge_replan(question: ReplanQuestion, matter: Matter) -> None:
    reported(matter.scenario, question.report)


KINDS: Mapping[str, Kind] = {
    "compare": Kind(_scenarios, _compare),
    "camels": Kind(_judge_camels, _camels),
    "frontier": Kind(_judge_scenario, _frontier),
    "coalitions": Kind(_judge_coalitions, _coalitions),
    "delay": Kind(_judge_delay, _delay),
    "replan": Kind(_judge_replan, _replan),
}
