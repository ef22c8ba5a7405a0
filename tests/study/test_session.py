"""Prices of refusals against trying every plan: exact, never below nothing; what is not in the plan costs nothing."""

from __future__ import annotations

import pytest

from consolidate.check.verdict import check
from consolidate.graph.windows import possible_options
from consolidate.plan.outcome import Outcome
from consolidate.programme.camels import buried, camel
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Stop
from consolidate.study.case import Restriction
from consolidate.study.effort import Effort, Stage
from consolidate.study.refusals import refusals
from consolidate.study.session import Session
from consolidate.units import FINE
from tests.model.brute import cheapest
from tests.model.test_brute import DRAWN
from tests.solve.searching import shipped

WORK = Effort(seconds=20, workers=1, deterministic=True)
TINY = Effort(seconds=4, workers=1, deterministic=True)


def session_of(kind: str, seed: int) -> Session:
    session = Session(parse_scenario(DRAWN[kind](seed)), TINY)
    session.plan_base()
    return session


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAWN)
def test_each_price_is_what_trying_every_plan_says(kind: str) -> None:
    priced = 0
    for seed in range(24):
        session = session_of(kind, seed)
        if session.base is None:
            continue
        options = possible_options(session.programme)[0]
        restrictions = [Restriction(domain, frozenset((one,))) for domain, own in options.items() for one in own]
        cases, least = session.cases(restrictions), cheapest(session.programme)
        assert least is not None
        for restriction, case in cases.items():
            exact = cheapest(session.programme, restriction.only)
            price = session.price(case)
            if exact is None:
                assert (case.outcome, price.estimate) == (Outcome.INFEASIBLE, None), (seed, restriction)
                continue
            assert price.estimate is not None
            assert price.low is not None
            assert price.high is not None
            assert abs(price.estimate - (exact - least)) < FINE, (seed, restriction)
            assert 0 <= price.low <= exact - least + FINE, (seed, restriction)
            assert exact - least - FINE <= price.high, (seed, restriction)
            assert price.noise == 0
            if case.held is not None and case.held.high is not None:
                assert case.held.high >= exact - least - FINE, (seed, restriction)
            priced += 1
    assert priced > 15


@pytest.mark.slow
def test_what_the_plan_does_not_contain_costs_nothing_to_refuse() -> None:
    session = Session(shipped("two-towns"), WORK)
    assert session.plan_base()
    assert session.base is not None
    chosen = session.base.schedule.options["finance"]
    others = frozenset(session.programme.options["finance"])
    case = session.cases([Restriction("finance", others)])[Restriction("finance", others)]
    assert chosen in others
    assert case.plan is session.base
    assert session.price(case).estimate == 0
    assert session.price(case).sureness == "not_seen"


@pytest.mark.slow
def test_a_case_takes_none_of_the_targets_left_out_and_is_clean() -> None:
    session = Session(shipped("two-towns"), WORK)
    session.plan_base()
    assert session.base is not None
    left = frozenset(session.programme.options["finance"]) - {session.base.schedule.options["finance"]}
    case = session.cases([Restriction("finance", left)])[Restriction("finance", left)]
    assert case.plan is not None
    assert case.plan.schedule.options["finance"] in left
    assert check(session.programme, case.plan.schedule.decisions).clean
    assert case.plan.ledger.objective > session.base.ledger.objective


@pytest.mark.slow
def test_each_refusal_leaves_just_the_targets_that_are_none() -> None:
    session = Session(shipped("two-towns"), WORK)
    session.plan_base()
    assert session.base is not None
    options = possible_options(session.programme)[0]
    found = refusals(session.base, options)
    assert found
    for one in found:
        for option in options[one.domain]:
            bad = (
                camel(session.programme, one.domain, one.municipality, option) is not None
                if one.kind == "camel"
                else buried(session.programme, one.domain, one.municipality, option)
            )
            assert (option in one.restriction.allowed) is not bad
        assert session.base.schedule.options[one.domain] not in one.restriction.allowed


def test_a_study_that_is_stopped_says_what_it_has_not_done() -> None:
    stop, told = Stop(), []

    def tell(stage: Stage) -> None:
        told.append(stage)
        if stage.of:
            stop.request()

    session = Session(shipped("merger"), Effort(seconds=8), stop, tell)
    assert session.plan_base()
    assert session.base is not None
    restrictions = [
        Restriction(domain, frozenset(own) - {session.base.schedule.options[domain]})
        for domain, own in session.programme.options.items()
        if len(own) > 1
    ]
    cases = session.cases(restrictions)
    assert len(cases) == len(restrictions) > 1
    assert Outcome.CANCELLED in {case.outcome for case in cases.values()}
    assert told
