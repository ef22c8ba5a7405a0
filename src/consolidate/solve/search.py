"""The search behind one narrow door: a problem and a board in; better plans and bounds on the board until it is over.

First annealing over random keys, then the whole model where it is small enough, else large neighbourhoods; on two
or more threads at once, or on one in a fixed order where the run is deterministic.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Mapping
from functools import partial

from ortools.sat.python import cp_model

from consolidate.check.verdict import check
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.solve.anneal import Annealing
from consolidate.solve.board import Board
from consolidate.solve.exact import ExactSolve, is_small
from consolidate.solve.improve import Improver, rebased
from consolidate.solve.keys import Candidate, Units
from consolidate.solve.problem import Problem
from consolidate.text import _

FIRST_SHARE, SMALL_SHARE, SMALL_SECONDS = 0.4, 0.1, 2.0
NODES_PER_SECOND = 120_000
"""Work of construction that counts as a second in deterministic runs."""
SPREAD = 4.0
POLL_SECONDS = 0.05
DETERMINISTIC_ATTEMPTS = 3


class Search:
    """One search over one programme."""

    def __init__(
        self,
        programme: Programme,
        board: Board,
        options: Mapping[str, tuple[Option, ...]],
        first: Mapping[str, Option],
    ) -> None:
        self.programme, self.board, self.options, self.first = programme, board, options, first
        self.problem = Problem(programme, options)
        self.units = Units(self.problem)
        self.small = is_small(programme, len(self.problem.layout.slot_ids))
        self.solvers: set[cp_model.CpSolver] = set()
        self.faults: list[BaseException] = []
        self.version = 0

    def run(self) -> None:
        """Search until the board says that it is over."""
        deterministic = self.board.limits.deterministic
        workers = 1 if deterministic else max(1, self.board.limits.workers)
        if deterministic:
            self._anneal(0, self._work_share)
        else:
            self._together([partial(self._anneal, number, self._time_share) for number in range(workers)])
        if self.small and not self.board.over():
            self._exact()
        elif not self.board.over():
            self._together([partial(self._improve, number) for number in range(workers)])

    # --- threads --------------------------------------------------------------------------------------

    def _together(self, jobs: list[Callable[[], None]]) -> None:
        """Run jobs at once, end them when the board says so, and pass on the first fault."""
        threads = [threading.Thread(target=self._guarded, args=(job,), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            threads[0].join(POLL_SECONDS)
            if self.board.over():
                for solver in list(self.solvers):
                    solver.stop_search()
        if self.faults:
            raise self.faults[0]

    def _guarded(self, job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as fault:
            self.faults.append(fault)
            self.board.done.set()

    # --- annealing ------------------------------------------------------------------------------------

    def _time_share(self) -> Callable[[Annealing], float]:
        """Progress by time: a share of the limit, or until a plan is found."""
        limit = self.board.limits.seconds
        share = min(SMALL_SECONDS, SMALL_SHARE * limit) if self.small else FIRST_SHARE * limit
        begun = self.board.clock.seconds()
        length = max(0.05, min(share, limit - begun))
        return lambda _annealing: (self.board.clock.seconds() - begun) / length

    def _work_share(self) -> Callable[[Annealing], float]:
        """Progress by passes of construction."""
        share = SMALL_SHARE if self.small else FIRST_SHARE
        nodes = int(self.problem.layout.world.size[1])
        passes = max(20, int(share * self.board.limits.seconds * NODES_PER_SECOND / nodes))
        return lambda annealing: annealing.passes / passes

    def _anneal(self, number: int, share: Callable[[], Callable[[Annealing], float]]) -> None:
        """Anneal from sensible targets and due dates; again from elsewhere while there is no plan."""
        for attempt in itertools.count():
            rng = random.Random(f"{self.board.limits.seed}/{number}/{attempt}")
            annealing = Annealing(self.problem, self.units, rng)
            progress = share()

            def done(annealing: Annealing = annealing, progress: Callable[[Annealing], float] = progress) -> float:
                return 1.0 if self.board.over() else progress(annealing)

            options = self.problem.consistent(self._first_options(number + attempt))
            start = annealing.settle(Candidate(options, self.units.first_keys(rng, SPREAD)), lambda: done() >= 1)
            self._offer(annealing, annealing.run(start, done, partial(self._heard, annealing)))
            enough = attempt + 1 >= DETERMINISTIC_ATTEMPTS if self.board.limits.deterministic else False
            if self.board.best is not None or self.board.over() or self.small or enough:
                return

    def _first_options(self, number: int) -> dict[str, Option]:
        """The targets that are cheapest alone; every other thread lets optional domains stay."""
        if number % 2 == 0:
            return dict(self.first)
        return {
            domain: next((option for option in self.options[domain] if option.stays), chosen)
            for domain, chosen in self.first.items()
        }

    def _heard(self, annealing: Annealing, found: Candidate) -> None:
        """The first plan is shown at once, later ones when annealing ends."""
        if found.excess == 0 and self.board.best is None:
            self._offer(annealing, found)

    def _offer(self, annealing: Annealing, found: Candidate) -> None:
        best = self.board.best
        if found.excess == 0 and (best is None or found.fine < best.ledger.objective):
            self.board.offer(check(self.programme, annealing.decisions(found)), _("construction"))

    # --- large neighbourhoods -------------------------------------------------------------------------

    def _improve(self, number: int) -> None:
        """Solve neighbourhoods of the best plan until it is over."""
        limits = self.board.limits
        improver = Improver(self.programme, random.Random(f"{limits.seed}/lns/{number}"))
        improver.deterministic = limits.deterministic
        most = (1 - FIRST_SHARE) * limits.seconds / 2
        while not self.board.over() and self.board.best is not None:
            base = self.board.best
            if limits.deterministic:
                improver.seconds = min(1.0, most - improver.work)
                if improver.seconds <= 0:
                    return
            else:
                improver.seconds = min(4.0, limits.seconds - self.board.clock.seconds())
            found = improver.step(base, self._register)
            if found is not None and not self.board.offer(found, improver.last):
                joined = rebased(self.programme, self.board.best, base, found)
                if joined is not None:
                    self.board.offer(joined, improver.last)

    def _register(self, solver: cp_model.CpSolver, *, working: bool) -> None:
        """Note which solvers are at work, so that they can be stopped."""
        (self.solvers.add if working else self.solvers.discard)(solver)

    # --- the whole model ------------------------------------------------------------------------------

    def _exact(self) -> None:
        limits = self.board.limits
        used = SMALL_SHARE * limits.seconds if limits.deterministic else self.board.clock.seconds()
        exact = ExactSolve(self.programme, self.board, limits.seconds - used)
        self.solvers.add(exact.solver)
        self._together([exact.run])
