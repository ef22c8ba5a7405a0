"""The document of coalitions: what it costs when some stay out, leave or opt out, and what each adds to the whole."""

from __future__ import annotations

from typing import Literal

from consolidate.plan.document import Target
from consolidate.plan.outcome import Outcome
from consolidate.scenario.base import Day, Doc, Flag, Id, Text
from consolidate.study.document import Study
from consolidate.study.effects import Effects
from consolidate.study.figures import Told
from consolidate.study.payments import Exact

COALITIONS_FORMAT = "consolidate/coalitions/1"
QuestionKind = Literal["without", "leaves", "opts_out"]


class Question(Doc):
    """Some stay out altogether, one leaves at a date, or one opts out of a domain, and what came of planning it.

    Cost is the present value of all cash that a municipality bears, less what staying as today costs it; amounts are
    against the base, above 0 where it is dearer. ``stayers``: what those who stay pay more, which is the stranded cost;
    ``leavers``: what those who leave do; ``together``: both. ``proven``: exact where both plans are proven best, else
    nothing, since a bound speaks of the objective of all and not of one account. ``parties``: by municipality, exact.

    ``joint_left``: what those who leave bore of joint one-off cost in the plan of the base, nominal; ``joint_more``:
    what those who stay bear more of it. ``stays_in``: domains in which one who leaves had cut over before.
    ``targets``: those that differ from the base; ``moved_steps``: steps of both plans that start in another week.
    ``effects``: null where there is no plan; ``run_note`` says why, where that can be told.
    """

    kind: QuestionKind
    municipalities: tuple[Id, ...]
    domain: Id | None = None
    date: Day | None = None
    stays_in: tuple[Id, ...] = ()
    outcome: Outcome
    objective: str | None
    bound: str | None
    stayers: Told
    leavers: Told
    together: Told
    parties: dict[Id, Exact] = {}
    joint_left: int | None = None
    joint_more: int | None = None
    targets: dict[Id, Target] = {}
    moved_steps: int = 0
    effects: Effects | None = None
    run_note: Text | None = None


class CoalitionLine(Doc):
    """A group by itself, all others staying as today.

    ``worth``: what its members are better off by together than by staying as today, under the best plan of the
    programme with them alone; no estimate where there is no plan. ``has``: what the plan of the base leaves them.
    ``more_alone``: the one less the other. ``blocks``: the plan found for them alone, a checked one, leaves them more
    than the plan of the base.
    """

    members: tuple[Id, ...]
    outcome: Outcome
    worth: Told
    has: Exact
    more_alone: Told
    blocks: Flag
    run_note: Text | None = None


class SharedOut(Doc):
    """A division of what all have together, at present value, by municipality; it adds up to the whole.

    ``exists``: whether no examined group would have more by itself, to one unit of money. Where it does not exist,
    ``lacking`` is by how much some group falls short whatever the division, and ``shares`` comes nearest. ``shares`` is
    the one that moves the least money from the plan of the base.
    """

    exists: Flag
    lacking: Exact
    shares: dict[Id, Exact]


class CoreLine(Doc):
    """What each adds to the whole, and whether groups would be better off by themselves.

    ``complete``: every group was examined; else those that were drawn. ``proven``: for each examined group the best
    plan is proven, or that there is none, so that all figures here are exact. ``adds``: what the whole is worth more
    with a municipality than without it. ``shapley``: what each adds on average over all orders in which they come
    together, or over the ``orders`` that were drawn; null where too little was examined.
    """

    complete: Flag
    proven: Flag
    whole: Told
    groups: tuple[CoalitionLine, ...]
    adds: dict[Id, Told]
    shapley: dict[Id, Exact] | None = None
    orders: int | None = None
    division: SharedOut | None = None


class Coalitions(Study):
    """Questions about who takes part, and the core.

    ``noise``: how far chance moves what a plan costs in cash, whole money. ``accounts``: by municipality what it is
    better off by than by staying as today under the plan of the base, present value, exact. ``shrunk``: the programme's
    own grants shrink with those who leave.
    """

    format: Literal["consolidate/coalitions/1"]
    noise: int
    solves: int
    outcome: Outcome
    objective: str | None
    bound: str | None
    accounts: dict[Id, Exact] = {}
    shrunk: Flag = False
    questions: tuple[Question, ...] = ()
    core: CoreLine | None = None
