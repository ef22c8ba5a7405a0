"""One run: from a scenario to a checked plan, an honest outcome and a bound."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib.metadata import version

from consolidate.bound.certificate import document
from consolidate.bound.separate import separate_bound
from consolidate.check.accounts import exact_text
from consolidate.check.derived import derived
from consolidate.check.verdict import check
from consolidate.errors import BrokenPromise, UnknownName
from consolidate.graph.windows import open_options, possible_options
from consolidate.plan.document import Decisions, Plan, Run, ScenarioMark
from consolidate.plan.outcome import Outcome
from consolidate.plan.proof import ProofDocument
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.solve.board import Board
from consolidate.solve.exact import is_vast, starts_of
from consolidate.solve.first import first_plan
from consolidate.solve.known import NOTHING, Known, Options
from consolidate.solve.limits import Limits, Listener, Progress, Stop
from consolidate.solve.search import Search, Ways
from consolidate.solve.shift import shifted_left
from consolidate.text import _
from consolidate.validate.table import warnings

KeepProof = Callable[[ProofDocument], str]
__all__ = ["Limits", "Progress", "Stop", "plan_scenario"]


def plan_scenario(
    scenario: Scenario,
    limits: Limits | None = None,
    *,
    known: Known = NOTHING,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
    alternative: str | None = None,
    keep_proof: KeepProof | None = None,
) -> Plan:
    """Plan a scenario. Never raises for what the search meets: that is the outcome *failed*, with its reason.

    ``known``: what it may begin with. ``keep_proof`` gets the document that proves the bound, where the bound has one,
    and returns its hash for the plan.
    """
    board = Board(limits or Limits(), stop or Stop(), on_progress)
    reason = proof = None
    try:
        programme = Programme(scenario)
        reason = _solve(programme, board, known)
        _finish(programme, board)
        if keep_proof is not None and board.proof is not None and not board.infeasible:
            options = known.among(possible_options(programme)[0])
            mark = (scenario.name, scenario_hash(scenario), alternative)
            proof = keep_proof(document(programme, *mark, options, board.proof))
    except UnknownName:
        raise
    except Exception as error:
        board.best = board.bound = None
        return _plan(scenario, board, alternative, Outcome.FAILED, f"{type(error).__name__}: {error}")
    return _plan(scenario, board, alternative, _outcome(board), reason, proof)


def _solve(programme: Programme, board: Board, known: Known) -> str | None:
    """Bound, construct and search; what is to be said of it: why there is no plan, or that a given one was no use."""
    found = None if known.plans else first_plan(programme, known.among(open_options(programme)), board.limits.seed)
    if found is not None:
        board.offer(found.verdict, _("construction"))
    possible, windows = possible_options(programme)
    possible = known.among(possible)
    dead = sorted(domain for domain, own in possible.items() if not own)
    if dead:
        board.prove_infeasible()
        return _("No target and route leaves {domains} a week for each of its steps.").format(domains=", ".join(dead))
    bound = separate_bound(programme, possible, windows)
    board.raise_bound(bound.bound, _("each domain planned on its own"))
    note = _begin_with(programme, board, known)
    if board.best is None and (sure := _certain(programme, possible)):
        board.prove_infeasible()
        return sure
    cheapest = {domain: bound.best(domain) for domain in possible}
    if not board.over():
        Search(programme, board, Ways(possible, cheapest, found), known).run()
    return note


def _certain(programme: Programme, options: Options) -> str:
    """What the validator is certain of, so that there is no plan; "" where it is of nothing, or would take too long."""
    if is_vast(starts_of(programme, options)):
        return ""
    return " ".join(f"{one}." for one in warnings(programme) if one.certain)


def _begin_with(programme: Programme, board: Board, known: Known) -> str | None:
    """Plans that are known are the first, if they are clean; a note of the last that is not, where none is."""
    note = None
    for decisions in known.plans:
        verdict = check(programme, decisions)
        if not known.allows(programme, verdict.schedule.options):
            continue
        board.offer(verdict, _("the plan given"))
        if not verdict.clean:
            rules = ", ".join(sorted(verdict.broken))
            note = _("A plan given to begin with breaks rules of this scenario; it is where the search began: {rules}.")
            note = note.format(rules=rules)
    return note if board.best is None else None


def _finish(programme: Programme, board: Board) -> None:
    """The last touch, and the promise that what is shown has been checked."""
    if board.best is None:
        return
    board.best = shifted_left(programme, board.best)
    if not board.best.clean:
        raise BrokenPromise(f"the plan breaks {sorted(board.best.broken)}")
    if board.bound is not None and board.best.ledger.objective < board.bound:
        raise BrokenPromise(f"the plan costs {board.best.ledger.objective}, below the proven bound {board.bound}")


def _outcome(board: Board) -> Outcome:
    if board.infeasible:
        return Outcome.INFEASIBLE
    if board.best is not None and board.proven:
        return Outcome.OPTIMAL
    if board.stop.requested:
        return Outcome.CANCELLED
    return Outcome.NO_PLAN if board.best is None else Outcome.FEASIBLE


def _plan(
    scenario: Scenario,
    board: Board,
    alternative: str | None,
    outcome: Outcome,
    reason: str | None,
    proof: str | None = None,
) -> Plan:
    best = board.best
    limits = board.limits
    run = Run(
        note=reason,
        outcome=outcome,
        objective=None if best is None else exact_text(best.ledger.objective),
        bound=None if board.bound is None or board.infeasible else exact_text(board.bound),
        bound_by=board.bound_by or None,
        proof=proof,
        gap=board.gap(),
        seconds=None if limits.deterministic else round(board.clock.seconds(), 1),
        seed=limits.seed,
        limits={
            "deterministic": limits.deterministic,
            "seconds": limits.seconds,
            "stop_gap_percent": limits.stop_gap_percent,
            "workers": limits.workers,
        },
        versions={name: version(name) for name in ("consolidate", "ortools")} | {"python": platform.python_version()},
    )
    return Plan(
        format="consolidate/plan/1",
        scenario=ScenarioMark(name=scenario.name, hash=scenario_hash(scenario), alternative=alternative),
        run=run,
        decisions=Decisions() if best is None else best.schedule.decisions,
        derived={} if best is None else derived(best),
    )
