"""How the contracts of old products end, and whether notice can be given in time (SPEC §4, §7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.check.case import Case
from consolidate.check.violation import Violation
from consolidate.plan.document import ContractDecision
from consolidate.programme.contracts import Ending, fee_until
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import step_id
from consolidate.rules import Rule
from consolidate.scenario.today import Contract
from consolidate.text import _


def contract_term(case: Case) -> Iterator[Violation]:
    """Each contract of a product that is left ends in a way that it allows, after decommissioning; no other does."""
    decisions = case.schedule.decisions.contracts
    known = {
        f"{domain}/{municipality}": (domain, municipality) for domain, municipality in case.programme.contract_endings
    }
    for name in sorted(decisions.keys() - known.keys()):
        sentence = _("The plan ends a contract of {contract}, and there is none.").format(contract=name)
        yield Violation(Rule.CONTRACT_TERM, sentence, (name,))
    for name, (domain, municipality) in known.items():
        must = case.programme.must_leave(domain, municipality, case.schedule.options[domain])
        if must and name in decisions:
            yield from _ended(case, domain, municipality, decisions[name])
        elif must != (name in decisions):
            yield _not_matching(case, domain, municipality, must=must)


def _not_matching(case: Case, domain: str, municipality: str, *, must: bool) -> Violation:
    name = f"{domain}/{municipality}"
    text = _("The plan ends the contract of {contract}, whose product is not left.")
    if must:
        text = _("The plan does not say how the contract of {contract} ends.")
    fitting = case.blame.fitting.get(domain)
    explained = fitting is not None and case.programme.must_leave(domain, municipality, fitting) != must
    cause = f"targets.{domain}" if explained else None
    return Violation(Rule.CONTRACT_TERM, text.format(contract=name), (name,), caused_by=cause)


def _ended(case: Case, domain: str, municipality: str, decision: ContractDecision) -> Iterator[Violation]:
    contract = case.programme.installed(domain, municipality).contract
    assert contract is not None
    name, decommission = f"{domain}/{municipality}", step_id(domain, municipality, "decommission")
    placed = case.schedule.placed.get(decommission)
    if placed is None and decommission in case.schedule.steps:
        text = _("The contract of {contract} cannot end, since {step} is missing.")
        cause = case.blame.of_absence(decommission)
        sentence = text.format(contract=name, step=decommission)
        yield Violation(Rule.CONTRACT_TERM, sentence, (name, decommission), caused_by=cause)
    elif decision.by == "fee":
        yield from _by_fee(case, name, contract, decision, placed)
    else:
        yield from _at_term(case, (domain, municipality), contract, decision, placed)


def _by_fee(
    case: Case, name: str, contract: Contract, decision: ContractDecision, placed: Placed | None
) -> Iterator[Violation]:
    """For a fee: on the day on which decommissioning ends, and of a fixed term not after its last day."""
    timeline = case.programme.timeline
    last = timeline.day_index(decision.last_day)
    latest = fee_until(contract, timeline)
    facts = {"contract": name, "last": decision.last_day.isoformat()}
    if contract.leave_fee is None:
        text = _("The contract of {contract} cannot be ended for a fee.")
    elif placed is not None and last != 7 * placed.end - 1:
        text = _("The contract of {contract} ends for a fee on {last}; it must be {end}, when decommissioning ends.")
        facts["end"] = case.day(7 * placed.end - 1)
    elif latest is not None and last > latest:
        text = _("The contract of {contract} is for a fixed term until {end}; no fee ends it later, on {last}.")
        facts["end"] = case.day(latest)
    else:
        return
    yield _broken(name, text.format(**facts), placed)


def _at_term(
    case: Case,
    place: tuple[str, str],
    contract: Contract,
    decision: ContractDecision,
    placed: Placed | None,
) -> Iterator[Violation]:
    """At a term end or by an extension, not before decommissioning has ended, with notice in time."""
    name = "/".join(place)
    last = case.programme.timeline.day_index(decision.last_day)
    facts = {"contract": name, "last": decision.last_day.isoformat()}
    ways = case.programme.all_endings[place]
    ending = next((way for way in ways if way.by == decision.by and way.last_day == last), None)
    if ending is None:
        text = _("The contract of {contract} cannot end on {last} by {by}; it can on: {days}.")
        days = ", ".join(case.day(way.last_day) for way in ways if way.by == decision.by)
        yield _broken(name, text.format(**facts, by=decision.by, days=days or "–"), placed)
        return
    if placed is not None and last < 7 * placed.end - 1:
        text = _("The contract of {contract} ends on {last}, before decommissioning has ended ({end}).")
        yield _broken(name, text.format(**facts, end=case.friday(placed.end)), placed)
    yield from _notice(case, place, ending, placed)


def _notice(case: Case, place: tuple[str, str], ending: Ending, placed: Placed | None) -> Iterator[Violation]:
    """Notice can still be given in time, or was: never before what it waits for has ended, or the status date."""
    domain, municipality = place
    name, given = f"{domain}/{municipality}", case.programme.notice_given(domain, municipality)
    if ending.notice is None or (given is not None and given <= ending.notice):
        return
    facts = {"contract": name, "last": case.day(ending.last_day), "notice": case.day(ending.notice)}
    if case.programme.timeline.day_at(ending.notice) < case.scenario.status:
        text = _("To end the contract of {contract} on {last}, notice was due by {notice}, and was not given in time.")
        yield _broken(name, text.format(**facts), placed)
        return
    for wait in case.programme.notice_target(domain, municipality, case.schedule.options[domain]):
        reached = case.schedule.reached(wait.target)
        if reached is None:
            text = _("Notice to end the contract of {contract} waits for {target}, which never happens in this plan.")
            cause = case.blame.of_gate(wait.target)
            sentence = text.format(**facts, target=wait.target)
            yield Violation(Rule.CONTRACT_TERM, sentence, (name, wait.target), caused_by=cause)
        elif 7 * reached > ending.notice:
            text = _(
                "To end the contract of {contract} on {last}, notice is due by {notice}, but {target} ends on {end}."
            )
            yield _broken(name, text.format(**facts, target=wait.target, end=case.friday(reached)), placed, wait.target)


def _broken(name: str, sentence: str, placed: Placed | None, *others: str) -> Violation:
    weeks = None if placed is None else (placed.start, placed.end)
    return Violation(Rule.CONTRACT_TERM, sentence, (name, *others), weeks)
