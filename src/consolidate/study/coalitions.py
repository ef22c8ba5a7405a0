"""What it costs when some stay out, leave or opt out, what each adds, who would be better off alone: as a document."""

from __future__ import annotations

from collections.abc import Mapping

from consolidate.analysis.differences import plan_changes
from consolidate.check.accounts import exact_text
from consolidate.plan.outcome import Outcome
from consolidate.study.coalitions_document import (
    COALITIONS_FORMAT,
    CoalitionLine,
    Coalitions,
    CoreLine,
    Question,
    SharedOut,
)
from consolidate.study.core import Group, divided, shapley
from consolidate.study.document import BASE, mark_of
from consolidate.study.effects import effects
from consolidate.study.figures import ZERO, Figure, told
from consolidate.study.partings import DONE, Ask, Partings, group_name, joint_cost
from consolidate.study.planned import Planned
from consolidate.units import FINE, Fine


def coalitions(partings: Partings) -> Coalitions:
    """What came of it as a document."""
    base, wanted = partings.base, partings.wanted
    accounts = partings.gains(BASE)
    return Coalitions(
        format=COALITIONS_FORMAT,
        scenario=mark_of(partings.scenarios[BASE]),
        noise=-(-partings.noise // FINE),
        solves=partings.solves,
        outcome=base.outcome,
        objective=None if base.plan is None else exact_text(base.plan.ledger.objective),
        bound=_bound(base),
        accounts={name: exact_text(amount) for name, amount in accounts.items()},
        shrunk=wanted.shrink,
        questions=tuple(_question(partings, ask) for ask in wanted.asks if ask in partings.names and accounts),
        core=None if wanted.samples is None or not accounts else _core(partings),
    )


def _bound(made: Planned) -> str | None:
    return None if made.bound is None or made.outcome is Outcome.INFEASIBLE else exact_text(made.bound)


def _question(partings: Partings, ask: Ask) -> Question:
    name, everyone = partings.names[ask], set(partings.scenarios[BASE].municipalities)
    made, base, left = partings.found[name], partings.base.plan, set(ask.municipalities)
    assert base is not None

    def more(parties: set[str]) -> Figure:
        return partings.gain(BASE, parties) - partings.gain(name, parties)

    question = Question(
        kind=ask.kind,
        municipalities=ask.municipalities,
        domain=ask.domain,
        date=ask.day,
        stays_in=partings.stays_in.get(ask, ()),
        outcome=made.outcome,
        objective=None if made.plan is None else exact_text(made.plan.ledger.objective),
        bound=_bound(made),
        stayers=told(more(everyone - left)),
        leavers=told(more(left)),
        together=told(more(everyone)),
        run_note=partings.why(name),
    )
    if made.plan is None:
        return question
    changes = plan_changes(base.schedule.decisions, made.plan.schedule.decisions)
    before, after = partings.gains(BASE), partings.gains(name)
    return question.model_copy(
        update={
            "parties": {party: exact_text(before[party] - after[party]) for party in before},
            "joint_left": joint_cost(base, left),
            "joint_more": joint_cost(made.plan, everyone - left) - joint_cost(base, everyone - left),
            "targets": {domain: new for domain, _old, new in changes.targets if new is not None},
            "moved_steps": sum(bool(move.weeks) for move in changes.moves),
            "effects": effects(base, made.plan),
        }
    )


def _core(partings: Partings) -> CoreLine:
    accounts = partings.gains(BASE)
    everyone = frozenset(accounts)
    worths = {group: partings.worth(group_name(group)) for group in partings.groups}
    known = {group: figure.estimate for group, figure in worths.items() if figure.estimate is not None}
    whole = partings.worth(BASE)
    assert whole.estimate is not None
    averages, orders = _averages(everyone, {**known, everyone: whole.estimate}, partings.orders)
    division = divided(accounts, known)
    return CoreLine(
        complete=len(partings.groups) == 2 ** len(everyone) - 2,
        proven=all(partings.found[name].outcome in DONE for name in (BASE, *map(group_name, partings.groups))),
        whole=told(whole),
        groups=tuple(_group_line(partings, group, worths[group], accounts) for group in partings.groups),
        adds={name: told(whole - worths[everyone - {name}]) for name in sorted(everyone) if len(everyone) > 1},
        shapley=None if averages is None else {name: exact_text(amount) for name, amount in averages.items()},
        orders=orders,
        division=SharedOut(
            exists=division.exists,
            lacking=exact_text(division.lacking),
            shares={name: exact_text(amount) for name, amount in sorted(division.shares.items())},
        ),
    )


def _averages(
    everyone: Group, worth: Mapping[Group, Fine], orders: tuple[tuple[str, ...], ...]
) -> tuple[dict[str, Fine] | None, int | None]:
    """What each adds on average; over drawn orders only where there are as many of them as members."""
    averages = shapley(everyone, worth)
    if averages is not None or len(orders) < len(everyone):
        return averages, None
    averages = shapley(everyone, worth, orders)
    return averages, None if averages is None else len(orders)


def _group_line(partings: Partings, group: Group, worth: Figure, accounts: Mapping[str, Fine]) -> CoalitionLine:
    has = Fine(sum(accounts[name] for name in group))
    return CoalitionLine(
        members=tuple(sorted(group)),
        outcome=partings.found[group_name(group)].outcome,
        worth=told(worth),
        has=exact_text(has),
        more_alone=told(worth - Figure(has, ZERO, has, has)),
        blocks=worth.estimate is not None and worth.estimate - has >= FINE,
        run_note=partings.why(group_name(group)),
    )
