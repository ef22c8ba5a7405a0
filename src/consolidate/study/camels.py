"""What each refusal costs: every camel and baby of a plan, wishes, and the other candidates of a domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consolidate.check.accounts import exact_text
from consolidate.errors import FaultyDocument, UnknownName
from consolidate.graph.windows import possible_options
from consolidate.plan.document import Target
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.study.camel_document import (
    CAMELS_FORMAT,
    CamelPrice,
    CamelStudy,
    CandidatePrice,
    HeldPrice,
    WishPrice,
)
from consolidate.study.case import Case, Held, Restriction
from consolidate.study.document import mark_of
from consolidate.study.effects import effects
from consolidate.study.effort import Stage
from consolidate.study.figures import Figure, cost_of, told
from consolidate.study.planned import Planned
from consolidate.study.refusals import Refusal, refusals
from consolidate.study.session import Session
from consolidate.study.variants import without_party
from consolidate.text import _
from consolidate.units import FINE

ROUNDS = 3
"""How often refusals are looked for anew, because a cheaper plan with other targets was found."""


@dataclass(frozen=True)
class Asked:
    """What is asked beside refusals: wishes (municipality, domain), and domains of which each candidate is priced."""

    wishes: tuple[tuple[str, str], ...] = ()
    domains: tuple[str, ...] = ()

    def judge(self, programme: Programme) -> None:
        """See that all of it is there.

        Raises:
            UnknownName: a municipality or domain is not, or does not take part.
        """
        for municipality, domain in self.wishes:
            if domain not in programme.options or municipality not in programme.participants(domain):
                known = ", ".join(sorted(programme.options))
                text = _("{wish}: a municipality and a domain in which it takes part; domains: {known}")
                raise UnknownName(text.format(wish=f"{municipality}/{domain}", known=known))
        for domain in self.domains:
            if domain not in programme.options:
                known = ", ".join(sorted(programme.options))
                raise UnknownName(_("{domain}: a domain; there are: {known}").format(domain=domain, known=known))


def camel_study(session: Session, asked: Asked) -> CamelStudy:
    """Prices of all refusals and of what else is asked; the session has its base already, if there is one."""
    options = possible_options(session.programme)[0]
    cases: dict[Restriction, Case] = {}
    for _round in range(ROUNDS):
        wanted = [one for one in _restrictions(session, asked, options) if one not in cases]
        if not wanted:
            break
        cases |= session.cases(wanted)
    return _Writer(session, options, cases).study(asked)


def _restrictions(session: Session, asked: Asked, options: Mapping[str, tuple[Option, ...]]) -> list[Restriction]:
    if session.base is None:
        return []
    found = [one.restriction for one in refusals(session.base, dict(options)) if one.restriction.allowed]
    found += [_kept(session.programme, *wish, options) for wish in asked.wishes]
    found += [
        _candidate(domain, product, options) for domain in asked.domains for product in _products(session, domain)
    ]
    return list(dict.fromkeys(found))


def _kept(
    programme: Programme, municipality: str, domain: str, options: Mapping[str, tuple[Option, ...]]
) -> Restriction:
    """The targets under which a municipality keeps what it has: its own product, or that the domain stays."""
    kept = (option for option in options[domain] if option.stays or _is_light(programme, domain, municipality, option))
    return Restriction(domain, frozenset(kept))


def _is_light(programme: Programme, domain: str, municipality: str, option: Option) -> bool:
    return programme.path(domain, municipality, option) == "light"


def _products(session: Session, domain: str) -> tuple[str, ...]:
    return tuple(sorted(session.scenario.domains[domain].candidates))


def _candidate(domain: str, product: str, options: Mapping[str, tuple[Option, ...]]) -> Restriction:
    return Restriction(domain, frozenset(option for option in options[domain] if option.product == product))


class _Writer:
    """Cases as rows of the document."""

    def __init__(
        self,
        session: Session,
        options: Mapping[str, tuple[Option, ...]],
        cases: Mapping[Restriction, Case],
    ) -> None:
        self.session, self.options, self.cases = session, options, cases
        self.apart: dict[tuple[str, str], Planned] = {}

    def study(self, asked: Asked) -> CamelStudy:
        """The document."""
        session, base = self.session, self.session.base
        rows = [] if base is None else [self._refusal(one) for one in refusals(base, dict(self.options))]
        return CamelStudy(
            format=CAMELS_FORMAT,
            scenario=mark_of(session.scenario),
            outcome=session.outcome,
            objective=None if base is None else exact_text(base.ledger.objective),
            bound=None if session.bound is None else exact_text(session.bound),
            noise=-(-session.noise // FINE),
            camels=tuple(sorted(rows, key=_rank)),
            wishes=tuple(self._wish(*wish) for wish in asked.wishes),
            candidates=tuple(self._candidate(domain, name) for domain in asked.domains for name in self._names(domain)),
            solves=session.solves,
        )

    def _names(self, domain: str) -> Sequence[str]:
        return _products(self.session, domain)

    def _refusal(self, refusal: Refusal) -> CamelPrice:
        by = "another_target" if refusal.restriction.allowed else "staying_out"
        price = self._price(refusal.restriction) if refusal.restriction.allowed else self._out(refusal)
        return CamelPrice(
            **price,
            kind=refusal.kind,
            municipality=refusal.municipality,
            user_points=refusal.burden_tenths / 10,
            by=by,
        )

    def _wish(self, municipality: str, domain: str) -> WishPrice:
        restriction = _kept(self.session.programme, municipality, domain, self.options)
        return WishPrice(**self._price(restriction), municipality=municipality)

    def _candidate(self, domain: str, product: str) -> CandidatePrice:
        return CandidatePrice(**self._price(_candidate(domain, product, self.options)), product=product)

    def _price(self, restriction: Restriction) -> dict[str, object]:
        """The common part of a row."""
        case = self.cases.get(restriction, Case(restriction, Outcome.INFEASIBLE, None, None))
        return self._row(case, self.session.price(case))

    def _row(self, case: Case, figure: Figure) -> dict[str, object]:
        base, domain = self.session.base, case.restriction.domain
        option = None if case.plan is None else case.plan.schedule.options[domain]
        return {
            **told(figure).model_dump(exclude={"name", "note", "source"}),
            "outcome": case.outcome,
            "domain": domain,
            "instead": None if option is None else _target(option),
            "held": None if case.held is None else _held(case.held),
            "effects": None if base is None or case.plan is None else effects(base, case.plan),
        }

    def _out(self, refusal: Refusal) -> dict[str, object]:
        """The common part of a row where a municipality stays out: a plan of another scenario."""
        made = self._planned_out(refusal.domain, refusal.municipality)
        case = Case(refusal.restriction, made.outcome, made.plan, made.bound)
        if made.outcome is Outcome.INFEASIBLE:
            return self._row(case, Figure(None))
        ledger = None if made.plan is None else made.plan.ledger
        return self._row(case, cost_of(ledger, made.bound, self.session.noise) - self.session.cost)

    def _planned_out(self, domain: str, municipality: str) -> Planned:
        """What comes of a municipality's staying out of a domain; where it must take part, there is no plan."""
        session, place = self.session, (domain, municipality)
        if place not in self.apart:
            session.tell(Stage(_("municipalities that stay out"), len(self.apart), 0))
            try:
                parties = session.programme.participants(domain)
                self.apart[place] = session.apart(without_party(session.scenario, domain, municipality, parties))
            except FaultyDocument:
                self.apart[place] = Planned(Outcome.INFEASIBLE, None, None)
        return self.apart[place]


def _rank(row: CamelPrice) -> tuple[bool, int, str, str, str]:
    """The dearest first; those without an estimate last."""
    return row.estimate is None, -(row.estimate or 0), row.domain, row.municipality, row.kind


def _target(option: Option) -> Target:
    return Target(stays=True) if option.stays else Target.model_validate(option._asdict())


def _held(held: Held) -> HeldPrice:
    low, high = held.low, held.high
    return HeldPrice(low=None if low is None else low // FINE, high=None if high is None else -(-high // FINE))
