"""The search behind one narrow door: a problem and a board in; better plans and bounds on the board until it is over.

First annealing over random keys, then the whole model where it is small enough (or where no plan was found, and a
proof may be), else large neighbourhoods; on two or more threads at once, or on one in a fixed order where the run is
deterministic.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from functools import partial

from ortools.sat.python import cp_model

from consolidate.bound.ascent import Ascent
from consolidate.bound.relaxation import Relaxation
from consolidate.check.verdict import check
from consolidate.construct.problem import Problem
from consolidate.errors import BrokenPromise
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.solve.anneal import HEAVY, Annealing
from consolidate.solve.board import Board
from consolidate.solve.exact import ExactSolve, is_middling, is_small
from consolidate.solve.improve import Improver, rebased
from consolidate.solve.keys import Candidate, Units
from consolidate.text import _
from consolidate.units import Fine

FIRST_SHARE, SMALL_SHARE, SMALL_SECONDS = 0.6, 0.1, 2.0
"""Share of the limit that annealing takes, and where the whole model follows; there at most some seconds."""
STARTS, START_SHARE, WARM = 5, 0.08, 0.25
"""Short runs, the share of the annealing that each takes, and the heat of the long run after them."""
NODES_PER_SECOND, NODES_PER_PASS = 1_500_000, 300
"""Work of construction that counts as a second in deterministic runs, and what each pass adds to its nodes."""
SPREAD = 4.0
POLL_SECONDS = 0.05
DETERMINISTIC_ATTEMPTS, MOST_ATTEMPTS = 3, 1000
Meter = Callable[[Annealing | None], float]
CLIMB_SHARE, VARIABLES_PER_SECOND = 0.2, 600_000
"""Of a deterministic run's limit, and the work of cuts that counts as a second."""


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
        slots = len(self.problem.layout.slot_ids)
        self.small, self.middling = is_small(programme, slots), is_middling(programme, slots)
        self.solvers: set[cp_model.CpSolver | ExactSolve] = set()
        self.faults: list[BaseException] = []

    def run(self) -> None:
        """Search until the board says that it is over."""
        limits = self.board.limits
        workers = 1 if limits.deterministic else max(1, limits.workers)
        if limits.deterministic:
            self._anneal(0, self._work_meter())
            self._climb(self._rounds_of_work())
        else:
            climbs = [] if self.small else [partial(self._climb, self._rounds_in_time())]
            anneals = [
                partial(self._anneal, number, self._clock_meter()) for number in range(max(1, workers - len(climbs)))
            ]
            self._together([*anneals, *climbs])
        if self.board.over():
            return
        if self.small or (self.middling and self.board.best is None):
            self._exact()
        else:
            self._together([partial(self._improve, number) for number in range(workers)])

    # --- threads --------------------------------------------------------------------------------------

    def _together(self, jobs: list[Callable[[], None]]) -> None:
        """Run jobs at once, end them when the board says so, and pass on the first fault."""
        threads = [threading.Thread(target=self._guarded, args=(job,), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        while alive := [thread for thread in threads if thread.is_alive()]:
            alive[0].join(POLL_SECONDS)
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

    def _first_seconds(self) -> float:
        """How much of the limit annealing takes."""
        limit = self.board.limits.seconds
        return min(SMALL_SECONDS, SMALL_SHARE * limit) if self.small else FIRST_SHARE * limit

    def _clock_meter(self) -> Meter:
        """How much of the time for annealing has gone."""
        begun = self.board.clock.seconds()
        length = max(0.05, min(self._first_seconds(), self.board.limits.seconds - begun))
        return lambda _annealing: (self.board.clock.seconds() - begun) / length

    def _work_meter(self) -> Meter:
        """How many of the passes of construction have been made."""
        nodes = int(self.problem.layout.world.size[1]) + NODES_PER_PASS
        passes = max(20, int(self._first_seconds() * NODES_PER_SECOND / nodes))
        return lambda annealing: 0.0 if annealing is None else annealing.passes / passes

    def _anneal(self, number: int, meter: Meter) -> None:
        """Short runs from several starts, then a long one from the best; again while there is no plan."""
        for attempt in range(MOST_ATTEMPTS):
            annealing = Annealing(
                self.problem, self.units, random.Random(f"{self.board.limits.seed}/{number}/{attempt}")
            )
            best = None
            for place in range(1 if self.small else STARTS):
                span = (0.0, 1.0) if self.small else (place * START_SHARE, (place + 1) * START_SHARE)
                found = self._from_anew(annealing, number + place + attempt, self._part(annealing, meter, span))
                best = found if best is None or found.cost(HEAVY) < best.cost(HEAVY) else best
            if best is not None and not self.small:
                rest = self._part(annealing, meter, (STARTS * START_SHARE, 1.0))
                best = annealing.run(best, rest, partial(self._heard, annealing), WARM)
            if best is not None:
                self._offer(annealing, best)
            if self.board.best is not None or self.board.over() or self.middling:
                return
            meter = self._work_meter() if self.board.limits.deterministic else self._clock_meter()
            if self.board.limits.deterministic and attempt + 1 == DETERMINISTIC_ATTEMPTS:
                return

    def _part(self, annealing: Annealing, meter: Meter, span: tuple[float, float]) -> Callable[[], float]:
        """Progress through one part of the annealing; 1 as soon as the run is over."""
        return lambda: 1.0 if self.board.over() else (meter(annealing) - span[0]) / (span[1] - span[0])

    def _from_anew(self, annealing: Annealing, number: int, done: Callable[[], float]) -> Candidate:
        """Sensible targets, keys from due dates, and a run from there."""
        keys = self.units.first_keys(annealing.rng, SPREAD)
        first = Candidate(self.problem.consistent(self._first_options(number)), keys)
        return annealing.run(annealing.settle(first, lambda: done() >= 1), done, partial(self._heard, annealing))

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
            verdict = check(self.programme, annealing.decisions(found))
            if verdict.ledger.objective != found.fine and not self.programme.facts:
                raise BrokenPromise(f"construction says {found.fine}, the ledger {verdict.ledger.objective}")
            self.board.offer(verdict, _("construction"))

    # --- the bound ------------------------------------------------------------------------------------

    def _climb(self, over: Callable[[Ascent], bool]) -> None:
        """Raise the bound of the relaxation; what has happened is not in it, so that such programmes go without."""
        if self.small or self.programme.facts or self.board.over():
            return
        relaxation = Relaxation(self.programme, self.options)
        if relaxation.infeasible:
            self.board.prove_infeasible()
            return
        ascent = Ascent(relaxation)
        ascent.run(self._aim, lambda: self.board.over() or over(ascent), self._heard_bound)

    def _aim(self) -> int | None:
        return None if self.board.best is None else int(self.board.best.ledger.objective)

    def _heard_bound(self, bound: Fine) -> None:
        self.board.raise_bound(bound, _("minimum cuts with priced staff, money and order"))

    def _rounds_in_time(self) -> Callable[[Ascent], bool]:
        """The bound climbs for as long as annealing goes on."""
        meter = self._clock_meter()
        return lambda _ascent: meter(None) >= 1

    def _rounds_of_work(self) -> Callable[[Ascent], bool]:
        """As many rounds as the work limit pays for."""
        seconds = CLIMB_SHARE * self.board.limits.seconds

        def over(ascent: Ascent) -> bool:
            return ascent.rounds * ascent.relaxation.variables >= seconds * VARIABLES_PER_SECOND

        return over

    # --- large neighbourhoods -------------------------------------------------------------------------

    def _improve(self, number: int) -> None:
        """Solve neighbourhoods of the best plan until it is over."""
        limits = self.board.limits
        improver = Improver(self.programme, random.Random(f"{limits.seed}/lns/{number}"))
        improver.deterministic = limits.deterministic
        most = (1 - FIRST_SHARE - CLIMB_SHARE) * limits.seconds
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
        share = SMALL_SHARE if self.small else FIRST_SHARE + CLIMB_SHARE
        used = share * limits.seconds if limits.deterministic else self.board.clock.seconds()
        exact = ExactSolve(self.programme, self.board, limits.seconds - used)
        self.solvers.add(exact)
        self._together([exact.run])
