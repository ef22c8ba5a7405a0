"""The whole model by CP-SAT: for problems small enough, plans, bounds and proofs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

from consolidate.check.verdict import check
from consolidate.errors import BrokenPromise
from consolidate.model.assemble import Model, build_model
from consolidate.model.scope import Scope
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.solve.board import Board
from consolidate.units import Fine

SMALL, MIDDLING = 10_000, 80_000
"""Starts up to which the whole model is the best way (measured: `benchmarks`), and up to which it is asked for a proof
where no plan is found."""
VAST = 12_000_000
"""Starts beyond which the relaxation is left out (measured at 20 million: no value after 180 s, 2.3 GB)."""
EXACT_FLOATS = 51
"""Bits of a whole number that a float holds for certain."""
BY_MODEL = "the whole model (CP-SAT)"


def starts_of(programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> int:
    """How many weeks there are to start in, over all steps under all options, each step counted once.

    Any week of the period counts, but for steps that pins hold: where nearly all are held, the whole model is small.
    """
    works = (programme.work(domain, option).steps for domain, own in options.items() for option in own)
    steps = {name: step for work in works for name, step in work.items()} | dict(programme.measures)
    pins = (programme.pinned_window(step) for step in steps.values())
    return sum(programme.weeks if pin is None else max(1, pin[1] - pin[0] + 1) for pin in pins)


def is_small(starts: int) -> bool:
    """Whether the whole model is solved at once: it finds the best plan and proves it."""
    return starts <= SMALL


def is_vast(starts: int) -> bool:
    """Whether the relaxation takes too long to build and too much memory to be of use within minutes."""
    return starts > VAST


def is_middling(starts: int) -> bool:
    """Whether the whole model may still prove that there is no plan."""
    return starts <= MIDDLING


class _Watch(cp_model.CpSolverSolutionCallback):
    """Takes each solution to the board, checked; keeps what must not be lost in a callback."""

    def __init__(self, programme: Programme, model: Model, board: Board) -> None:
        super().__init__()
        self.programme, self.model, self.board = programme, model, board
        self.broken: Exception | None = None

    def on_solution_callback(self) -> None:
        """One more solution."""
        try:
            take(self.programme, self.model.decisions(self), self.model.objective(self), self.board)
        except Exception as error:
            self.broken = error
            self.stop_search()
        if self.board.over():
            self.stop_search()


def take(programme: Programme, decisions: Decisions, objective: int, board: Board) -> None:
    """Put a solution of the exact model on the board; its value must be the ledger's, its plan clean."""
    verdict = check(programme, decisions)
    if not verdict.clean:
        raise BrokenPromise(f"the checker finds the model's plan to break {sorted(verdict.broken)}")
    if verdict.ledger.objective != objective:
        raise BrokenPromise(f"the model's objective {objective} is not the ledger's {verdict.ledger.objective}")
    board.offer(verdict, BY_MODEL)


class ExactSolve:
    """One solve of the whole model, which can be stopped from another thread."""

    def __init__(
        self, programme: Programme, board: Board, seconds: float, options: Mapping[str, tuple[Option, ...]]
    ) -> None:
        self.programme, self.board, self.options = programme, board, options
        self.solver = cp_model.CpSolver()
        parameters: Any = self.solver.parameters
        parameters.num_workers = max(1, board.limits.workers)
        parameters.random_seed = board.limits.seed
        parameters.catch_sigint_signal = False
        if board.limits.deterministic:
            parameters.interleave_search = True
            parameters.max_deterministic_time = seconds
        else:
            parameters.max_time_in_seconds = max(0.1, seconds)

    def run(self) -> None:
        """Solve until proven, stopped or out of time."""
        plan = self.board.best.schedule if self.board.best else None
        model = build_model(Scope(self.programme, self.options, plan))
        watch = _Watch(self.programme, model, self.board)
        if not self.board.limits.deterministic:
            self.solver.best_bound_callback = lambda bound: self.board.raise_bound(whole_bound(bound), BY_MODEL)
        status = self.solver.solve(model.proto, watch)
        if watch.broken is not None:
            raise watch.broken
        if status == cp_model.MODEL_INVALID:
            raise BrokenPromise(f"the model is invalid: {model.proto.validate()}")
        if status == cp_model.INFEASIBLE:
            if self.board.best is not None:
                raise BrokenPromise("the model is infeasible although a clean plan is known")
            self._confirm(model)
        elif status != cp_model.UNKNOWN or self.board.best is not None:
            self.board.raise_bound(whole_bound(self.solver.best_objective_bound), BY_MODEL)
        if status == cp_model.OPTIMAL:
            self.board.done.set()

    def _confirm(self, model: Model) -> None:
        """Ask once more in another way before telling anybody that there is no plan.

        CP-SAT 9.15 was seen to call a possible model infeasible where it relaxed scheduling constraints linearly
        (decision 11); without that relaxation it was right each time.
        """
        again = cp_model.CpSolver()
        parameters: Any = again.parameters
        parameters.copy_from(self.solver.parameters)
        parameters.num_workers = 1
        parameters.linearization_level = 0
        if not self.board.limits.deterministic:
            left = self.board.limits.seconds - self.board.clock.seconds()
            parameters.max_time_in_seconds = max(1.0, left)
        self.solver = again
        status = again.solve(model.proto)
        if status == cp_model.INFEASIBLE:
            self.board.prove_infeasible()
        elif status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise BrokenPromise("one solve of the model finds no plan, another finds one")

    def stop_search(self) -> None:
        """End the solve at the next moment."""
        self.solver.stop_search()


def whole_bound(bound: float) -> Fine:
    """A bound as a whole number; CP-SAT's is one, told as a float, of which large ones are rounded."""
    least = round(bound)
    return Fine(least if abs(least) < 1 << EXACT_FLOATS else least - (abs(least) >> EXACT_FLOATS) - 1)
