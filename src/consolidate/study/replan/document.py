"""The document of a proposal: a plan made anew from an adopted one, what it changes, why, and who is to decide."""

from __future__ import annotations

from typing import Final, Literal

from consolidate.plan.document import Plan
from consolidate.plan.outcome import Outcome
from consolidate.scenario.base import Amount, Day, Doc, Flag, Id, Reference, Text, YearKey
from consolidate.study.document import Study
from consolidate.study.sums import Sum

PROPOSAL_FORMAT: Final = "consolidate/proposal/1"
Status = Literal["done", "started", "adopted", "announced", "draft"]
Adopted = Literal["kept", "priced", "reopened"]
"""How far what was adopted is held, each less than the one before it."""
Why = Literal["fact", "unreported", "waits", "rule", "freed", "target", "choice", "not_wanted", "wanted"]


class Cause(Doc):
    """Why a step does not start when it was to.

    ``fact``: it happened so, starting or else ending ``weeks`` later. ``unreported``: it should have begun before the
    status date, and nothing says that it has. ``waits``: for the first of ``of``, which ends ``weeks`` later than it
    was to. ``rule``: a rule forbids the former date now (where a step waits for another, the week in which that has
    ended); ``of`` is what stands in its way, of a budget the payer, who would spend ``money`` too much in ``year``;
    of a pool, the pool and the skill, of which ``amount`` tenths would be used where there are ``limit``.
    ``together``: so many steps, this one and what waits for it, were put back to find out. ``freed``: what forbade the
    new date before does so no more. ``target``: no rule forbids the former date, but the domain has another target now
    and is planned anew. ``choice``: no rule forbids the former date, but it would cost ``money`` more. ``wanted`` and
    ``not_wanted``: the step is there, or is there no more, under the target that is chosen now.
    """

    why: Why
    of: tuple[Reference, ...] = ()
    rule: Id | None = None
    weeks: int | None = None
    money: int | None = None
    year: int | None = None
    amount: int | None = None
    limit: int | None = None
    together: int | None = None
    text: Text | None = None


class Move(Doc):
    """A step that starts at another date than in the baseline, or ends at another though it has begun.

    ``was`` and ``now``: Monday of its first week; None where one of the plans lacks it. ``weeks``: how much later it
    starts, ``end_weeks``: how much later it ends (negative: earlier). ``approval``: its date had been adopted, and
    someone has to agree. ``causes``: in the order in which they hold it back. ``root``: what the chain of steps that
    wait for each other begins with.
    """

    step: Reference
    status: Status
    was: Day | None
    now: Day | None
    weeks: int | None
    end_weeks: int | None
    approval: Flag
    causes: tuple[Cause, ...]
    root: tuple[Reference, ...] = ()


class Turn(Doc):
    """A domain whose target is another; ``was`` and ``now`` as in plans, None: it stays as it is."""

    domain: Id
    was: Text | None
    now: Text | None
    approval: Flag


class Due(Doc):
    """A decision that has to be made soon: the last day that keeps the plan, by whom, about what."""

    day: Day
    need: Id
    who: tuple[Id, ...]
    of: Reference


class Lesson(Doc):
    """What finished steps say of those that are to come: weeks, or money, of one kind of step of a domain.

    ``planned`` and ``actual`` are sums over ``learned_from``. ``was`` and ``now``: the factor of the scenario that is
    changed. Applied only where asked for, so that a planner can say no.
    """

    domain: Id
    of: Literal["weeks", "cost"]
    step: Id | None
    learned_from: tuple[Reference, ...]
    planned: int
    actual: int
    was: float
    now: float
    applied: Flag


class Proposal(Study):
    """What is proposed after a status date.

    ``scenario`` is the scenario with what has happened and what was promised. ``adopted``: whether all adopted dates
    but those that facts passed were ``kept``, or held at a price only (``priced``) since no plan that keeps them was
    found (``why_priced``), or at a price with the targets ``reopened`` of domains in which nothing has begun, since
    none with them was found either (``why_reopened``); both are outcomes.
    ``gives``: hard milestones that are late all the same, at a price too. ``happened``: facts that differ from the
    baseline and from what was known when that was made; ``moves``: all other steps that differ. ``repooled``: steps
    that other people do. ``same``: nothing changes that is not a fact. ``spent``: money that was reported as spent, by
    payer and year; no budget reckons with it. ``because``: what is known to leave no plan, or none that holds more.
    """

    format: Literal["consolidate/proposal/1"]
    status_date: Day
    outcome: Outcome
    adopted: Adopted
    why_priced: Text | None = None
    why_reopened: Text | None = None
    gives: tuple[Id, ...] = ()
    same: Flag
    happened: tuple[Move, ...] = ()
    moves: tuple[Move, ...] = ()
    repooled: tuple[Reference, ...] = ()
    turns: tuple[Turn, ...] = ()
    contracts: tuple[Reference, ...] = ()
    costs: tuple[Sum, ...] = ()
    milestones: tuple[Sum, ...] = ()
    due: tuple[Due, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    spent: dict[Id, dict[YearKey, Amount]] = {}
    because: tuple[Text, ...] = ()
    plan: Plan | None = None
