"""How contracts of old products end, as variables: one choice per term end, an extension, or the fee (SPEC §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.model.terms import FALSE, Builder, Term, constant, literal, negation
from consolidate.model.variables import Variables
from consolidate.programme.contracts import Ending
from consolidate.programme.steps import Option, step_id
from consolidate.scenario.today import Contract


@dataclass(frozen=True)
class Leaving:
    """The ways one municipality may leave one contract; ``leaves`` where it must."""

    domain: str
    municipality: str
    contract: Contract
    leaves: Term
    terms: tuple[tuple[Ending, Term], ...]
    fee: Term
    decommission: str


def leavings(variables: Variables) -> tuple[Leaving, ...]:
    """Every contract that may have to be ended, with one choice each; made once per model."""
    return variables.once("leavings", lambda: tuple(_leavings(variables)))


def _leavings(variables: Variables) -> Iterator[Leaving]:
    programme = variables.programme
    for domain, municipality in variables.near.contracts:
        endings = programme.contract_endings[domain, municipality]
        leaving = leaving_options(variables, domain, municipality)
        decommission = step_id(domain, municipality, "decommission")
        contract = programme.installed(domain, municipality).contract
        if leaving and decommission in variables.slots and contract is not None:
            leaves = variables.one_of(domain, frozenset(leaving))
            yield _choices(variables, Leaving(domain, municipality, contract, leaves, (), FALSE, decommission), endings)


def leaving_options(variables: Variables, domain: str, municipality: str) -> tuple[Option, ...]:
    """Options of a domain under which a municipality leaves an old product with a contract."""
    options = variables.scope.options[domain]
    return tuple(option for option in options if variables.programme.must_leave(domain, municipality, option))


def _choices(variables: Variables, leaving: Leaving, endings: tuple[Ending, ...]) -> Leaving:
    build: Builder = variables.build
    plan = variables.scope.plan
    decided = plan.contracts.get((leaving.domain, leaving.municipality)) if plan else None
    day = variables.programme.timeline.day_index(decided.last_day) if decided else None
    stands = not variables.scope.free(leaving.decommission)
    end = variables.end(leaving.decommission)
    terms: list[tuple[Ending, Term]] = []
    flags: list[Term] = []
    for ending in endings:
        this = decided is not None and decided.by == ending.by and day == ending.last_day
        if stands:
            terms.append((ending, constant(int(this))))
        elif ending.last_day >= 7 * end.lo - 1:
            flag = build.flag(this if plan else None)
            terms.append((ending, flag))
            flags.append(flag)
    by_fee = decided is not None and decided.by == "fee"
    if stands:
        fee = constant(int(by_fee))
    elif leaving.contract.leave_fee is not None:
        fee = build.flag(by_fee if plan else None)
        flags.append(fee)
    else:
        fee = FALSE
    if not stands:
        if leaving.leaves.fixed and leaving.leaves.lo:
            build.model.add_exactly_one([literal(flag) for flag in flags])
        else:
            build.model.add_exactly_one([*(literal(flag) for flag in flags), literal(negation(leaving.leaves))])
    return Leaving(
        leaving.domain,
        leaving.municipality,
        leaving.contract,
        leaving.leaves,
        tuple(terms),
        fee,
        leaving.decommission,
    )


def contract_term(variables: Variables) -> None:
    """An agreement ends at a term, by its fee or by an extension, and notice is given in time."""
    for leaving in leavings(variables):
        end = variables.end(leaving.decommission)
        for ending, chosen in leaving.terms:
            if chosen.hi:
                variables.build.require(end.expr <= (ending.last_day + 1) // 7, chosen)
                _notice(variables, leaving, ending, chosen)
        if leaving.contract.renewal == 0:
            last = variables.programme.timeline.day_index(leaving.contract.last_day)
            variables.build.require(end.expr <= (last + 1) // 7, leaving.fee)


def _notice(variables: Variables, leaving: Leaving, ending: Ending, chosen: Term) -> None:
    """Notice is given on a day on or after the Monday by which the awaited steps have ended."""
    if ending.notice is None:
        return
    programme = variables.programme
    given = programme.notice_given(leaving.domain, leaving.municipality)
    if given is not None:
        variables.build.require(given <= ending.notice, chosen)
        return
    for option in leaving_options(variables, leaving.domain, leaving.municipality):
        condition = variables.option(leaving.domain, option)
        for wait in programme.notice_target(leaving.domain, leaving.municipality, option):
            for never in variables.never(wait.target):
                variables.build.require(False, chosen, condition, never)
            for awaited, conditions in variables.ends_of(wait.target):
                latest = ending.notice // 7
                variables.build.require(awaited.expr <= latest, chosen, condition, *conditions)
