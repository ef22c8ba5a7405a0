"""A model of a part of a plan, which sees the rest only as what it takes, against the same part of the whole model."""

from __future__ import annotations

import random
from functools import cache

import pytest
from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict, check
from consolidate.graph.windows import open_options
from consolidate.model.assemble import Model, build_model
from consolidate.model.frame import Frame
from consolidate.model.scope import Scope
from consolidate.model.standing import Standing
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Option
from tests.model.midway import midway
from tests.model.solving import solver
from tests.model.test_hints import unhinted
from tests.solve.searching import a_plan, drawn, shipped

SEEDS = (0, 3, 5, 7, 12, 20, 24, 31)


@cache
def planned(seed: int, size: str) -> Verdict:
    document = midway(seed) if size == "midway" else drawn(seed, size)
    return a_plan(document, seed)


def scope(plan: Verdict, freed: frozenset[str], *, standing: bool, exact: bool = True, opened: str = "") -> Scope:
    programme = plan.schedule.programme
    options: dict[str, tuple[Option, ...]] = {domain: (own,) for domain, own in plan.schedule.options.items()}
    if opened:
        options[opened] = open_options(programme)[opened]
        freed |= {name for option in options[opened] for name in programme.work(opened, option).steps}
    freed -= programme.facts
    beside = Standing.of(Frame(programme), plan.schedule, plan.ledger) if standing else None
    return Scope(programme, options, plan.schedule, freed, exact=exact, standing=beside)


def optimum(model: Model) -> tuple[cp_model.CpSolver, str]:
    engine = solver(2.0, proofs=False)
    return engine, engine.status_name(engine.solve(model.proto))


def drawn_parts(plan: Verdict, seed: int) -> list[frozenset[str]]:
    rng = random.Random(seed)
    names = sorted(plan.schedule.placed)
    return [frozenset(name for name in names if rng.random() < share) for share in (0.15, 0.4, 0.8)]


def clean_plans(size: str) -> list[tuple[int, Verdict]]:
    found = []
    for seed in SEEDS:
        try:
            found.append((seed, planned(seed, size)))
        except StopIteration:
            continue
    assert len(found) >= len(SEEDS) // 2
    return found


@pytest.mark.slow
@pytest.mark.parametrize("size", ["tiny", "small", "midway"])
def test_a_part_saves_what_it_saves_in_the_whole_model(size: str) -> None:
    solved = 0
    for seed, plan in clean_plans(size):
        for freed in drawn_parts(plan, seed):
            part, whole = (build_model(scope(plan, freed, standing=near)) for near in (True, False))
            assert unhinted(part) == set()
            (engine, status), (other, other_status) = optimum(part), optimum(whole)
            if status == other_status == "OPTIMAL":
                saved = part.saved(engine)
                assert saved == plan.ledger.objective - whole.objective(other)
                found = check(plan.schedule.programme, part.decisions(engine))
                assert found.clean, found.violations
                assert plan.ledger.objective - found.ledger.objective == saved
                solved += 1
    assert solved >= 6


@pytest.mark.slow
@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("size", ["small", "tiny", "midway"])
def test_open_targets_save_what_the_ledger_says(size: str, exact: bool) -> None:
    flipped = 0
    for seed, plan in clean_plans(size):
        programme = plan.schedule.programme
        begun = {name.split("/")[0] for name in programme.facts}
        rng = random.Random(seed)
        domains = [name for name, own in open_options(programme).items() if len(own) > 1 and name not in begun]
        for domain in domains:
            freed = frozenset(name for name in sorted(plan.schedule.placed) if rng.random() < 0.3)
            model = build_model(scope(plan, freed, standing=True, exact=exact, opened=domain))
            assert unhinted(model) == set()
            engine, status = optimum(model)
            assert status in ("OPTIMAL", "FEASIBLE")
            found = check(programme, model.decisions(engine))
            assert found.clean, found.violations
            assert plan.ledger.objective - found.ledger.objective == model.saved(engine)
            flipped += found.schedule.options != plan.schedule.options
    assert flipped > 0 or size != "small"


def test_what_is_spent_follows_a_solution() -> None:
    plan = a_plan(shipped("merger"))
    programme, frame = plan.schedule.programme, Frame(plan.schedule.programme)
    standing = Standing.of(frame, plan.schedule, plan.ledger)
    moved = 0
    for seed in range(6):
        rng = random.Random(seed)
        freed = frozenset(name for name in sorted(standing.plan.placed) if rng.random() < 0.3)
        options = {domain: (option,) for domain, option in standing.plan.options.items()}
        model = build_model(Scope(programme, options, standing.plan, freed, exact=False, standing=standing))
        engine, status = optimum(model)
        assert status in ("OPTIMAL", "FEASIBLE")
        found = check(programme, model.decisions(engine))
        standing = standing.moved(Schedule(programme, model.decisions(engine)), model.spent(engine))
        again = Standing.of(frame, found.schedule, found.ledger)
        assert standing.spent == again.spent
        assert all((standing.taken.use[key] == use).all() for key, use in again.taken.use.items())
        moved += found.ledger.objective < plan.ledger.objective
    assert moved > 0


def test_a_part_holds_only_what_it_touches() -> None:
    plan = a_plan(shipped("merger"))
    name = next(name for name in sorted(plan.schedule.placed) if name.endswith("/cutover"))
    model = build_model(scope(plan, frozenset({name}), standing=True))
    assert len(model.variables.slots) < len(plan.schedule.placed) / 2


def test_the_plans_own_weeks_are_never_left_out() -> None:
    for seed, plan in clean_plans("small"):
        programme = plan.schedule.programme
        frame = Frame(programme)
        for placed in plan.schedule.placed.values():
            if placed.step.id not in programme.facts:
                assert placed.start in frame.starts(placed.step), (seed, placed)
