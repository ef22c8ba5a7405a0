"""The search behind one narrow door: a problem and a board in; better plans and bounds on the board until it is over.

Annealing over random keys, begun from what the relaxation's answers would do, while the bound climbs beside it; then
large neighbourhoods, or the whole model where it is small enough (or where no plan was found, and a proof may be). On
two or more threads and a process for the bound, or on one thread in a fixed order where the run is deterministic.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ortools.sat.python import cp_model

from consolidate.bound.ascent import Ascent, Guide
from consolidate.check.verdict import check
from consolidate.construct.problem import Problem
from consolidate.errors import BrokenPromise
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.solve.anneal import HEAVY, Annealing
from consolidate.solve.board import Board
from consolidate.solve.climb import Climbed, Climber, ClimbTask, climb
from consolidate.solve.exact import ExactSolve, is_middling, is_small, is_vast, starts_of
from consolidate.solve.first import First
from consolidate.solve.improve import Improver, rebased
from consolidate.solve.keys import Candidate, Units
from consolidate.solve.known import NOTHING, Known
from consolidate.solve.starts import behind, guided, plain, remembered
from consolidate.text import _

FIRST_SHARE, SMALL_SHARE, SMALL_SECONDS = 0.45, 0.1, 2.0
"""Share of the limit that annealing takes, and where the whole model follows; there at most some seconds."""
STARTS_SHARE, START_SHARE, WARM = 0.7, 0.07, 0.2
"""Of the annealing: the share of short runs, the share that each takes; the heat of runs that start from a guide, and
of the long run after the short ones."""
BEGIN_SHARE, COOL = 0.35, 0.005
"""Of the annealing, what each start from a known plan takes, and its heat: what is near a known plan is changed little.
On knps-2007 the plans of six refusals cost 1.3 million more than the base's that way on average, where they cost 2.4
with a heat of 0.05, and a slip of four weeks moves 13 steps in place of 237."""
SETTLE_SHARE = 0.5
"""Of a short run: what trying all targets may take."""
NODES_PER_SECOND, NODES_PER_PASS = 1_500_000, 300
"""Work of construction that counts as a second in deterministic runs, and what each pass adds to its nodes."""
POLL_SECONDS = 0.05
DETERMINISTIC_ATTEMPTS, MOST_ATTEMPTS = 3, 1000
Meter = Callable[[Annealing], float]
CLIMB_SHARE, VARIABLES_PER_SECOND = 0.2, 1_200_000
"""Of a deterministic run's limit, and the work of cuts that counts as a second."""
LITTLE = 0.01
"""A climb ends that would not close this share of the gap in the time that is left."""


@dataclass(frozen=True)
class Ways:
    """By domain the options that may be chosen, and the one that is cheapest on its own; the first plan, if any."""

    options: Mapping[str, tuple[Option, ...]]
    cheapest: Mapping[str, Option]
    first: First | None = None

    @property
    def begin(self) -> First | None:
        """The first plan, where it is a place to begin."""
        return None if self.first is None or self.first.staying else self.first


class Search:
    """One search over one programme."""

    def __init__(self, programme: Programme, board: Board, ways: Ways, known: Known = NOTHING) -> None:
        self.programme, self.board, self.ways, self.known = programme, board, ways, known
        self.options = options = ways.options
        self.without = board.limits.without
        self.climber: Climber | None = None
        self.guide: Guide | None = None
        self.climbed = threading.Event()
        self.solvers: set[cp_model.CpSolver | ExactSolve] = set()
        self.faults: list[BaseException] = []
        starts = starts_of(programme, options)
        self.small, self.middling = is_small(starts), is_middling(starts)
        self.climbs = not (self.small or is_vast(starts) or "ascent" in self.without)
        self.workers = 1 if board.limits.deterministic else max(1, board.limits.workers)
        if self.climbs and self.workers > 1 and not board.over():
            self.climber = Climber(programme.scenario, options, known.prices)
        self.problem = Problem(programme, options)
        self.units = Units(self.problem)
        self.begins = list(self._begins())

    def run(self) -> None:
        """Search until the board says that it is over."""
        try:
            self._run()
        finally:
            if self.climber is not None:
                self.climber.stop()

    def _run(self) -> None:
        if self.board.limits.deterministic:
            self._climb_in_turn()
            self._anneal(0, self._work_meter())
            self._improve_all()
        elif self.climber is None:
            climbs = [self._climb_beside] if self.climbs else []
            self._together([partial(self._search, number) for number in range(self.workers)] + climbs)
        else:
            self._together([self._listen, *(partial(self._search, number) for number in range(self.workers))])

    def _begins(self) -> Iterator[Candidate]:
        """Where annealing begins: what known plans would do, first with what facts push behind all else."""
        for plan in self.known.plans:
            begin = remembered(self.units, self.ways.cheapest, plan)
            if self.programme.facts:
                yield behind(self.units, begin, plan)
            yield begin

    def _search(self, number: int) -> None:
        """What one thread does; the last one begins where the bound, which has a process of its own, ends."""
        if self.climber is not None and number == self.workers - 1:
            while not (self.climbed.wait(POLL_SECONDS) or self.board.over()):
                pass
        if number == 0 or not self.small:
            self._anneal(number, self._clock_meter())
            self._improve_all(number)

    def _improve_all(self, number: int = 0) -> None:
        if self.board.over():
            return
        if self.small or (self.middling and self.board.best is None):
            if number == 0:
                self._exact()
        elif "neighbourhoods" not in self.without:
            self._improve(number)

    @property
    def _lacking(self) -> bool:
        """Whether there is no plan yet, or one only that changes as little as may be: the search goes on as without."""
        best, first = self.board.best, self.ways.first
        return best is None or (first is not None and first.staying and best is first.verdict)

    # --- threads --------------------------------------------------------------------------------------

    def _together(self, jobs: list[Callable[[], None]]) -> None:
        """Run jobs at once, end them when the board says so, and pass on the first fault."""
        threads = [threading.Thread(target=self._guarded, args=(job,), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        while alive := [thread for thread in threads if thread.is_alive()]:
            alive[0].join(POLL_SECONDS)
            if self.climber is not None and (aim := self._aim()) is not None:
                self.climber.aim(aim)
            if self.board.over():
                for solver in list(self.solvers):
                    solver.stop_search()
                if self.climber is not None:
                    self.climber.stop()
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
        """How much of the time for annealing has gone; a thread that begins late has the last part only.

        Where that time is over and there is no plan yet, half of what is left is for another attempt.
        """
        begun, limit = self.board.clock.seconds(), self.board.limits.seconds
        own = min(self._first_seconds(), limit) - begun
        length = max(0.05, own if own > 0 else (limit - begun) / 2)
        return lambda _annealing: (self.board.clock.seconds() - begun) / length

    def _work_meter(self) -> Meter:
        """How many of the passes of construction have been made."""
        nodes = int(self.problem.layout.world.size[1]) + NODES_PER_PASS
        passes = max(20, int(self._first_seconds() * NODES_PER_SECOND / nodes))
        return lambda annealing: annealing.passes / passes

    def _anneal(self, number: int, meter: Meter) -> None:
        """Short runs from several starts, then a long one from the best; again while there is no plan."""
        for attempt in range(MOST_ATTEMPTS):
            if self.board.over():
                return
            seed = f"{self.board.limits.seed}/{number}/{attempt}"
            annealing = Annealing(self.problem, self.units, random.Random(seed))
            best = self._short_runs(annealing, number + attempt, meter)
            if not (self.small or self._repaired) and "key_search" not in self.without:
                rest = self._part(annealing, meter, (STARTS_SHARE, 1.0))
                heat = COOL if self.begins and not attempt else WARM
                best = annealing.run(best, rest, partial(self._heard, annealing), heat)
                self._offer(annealing, best)
            if self.board.best is not None or self.board.over() or self.middling:
                return
            meter = self._work_meter() if self.board.limits.deterministic else self._clock_meter()
            if self.board.limits.deterministic and attempt + 1 == DETERMINISTIC_ATTEMPTS:
                return

    def _short_runs(self, annealing: Annealing, number: int, meter: Meter) -> Candidate:
        """Short runs one after another, each from a start of its own; the best of all."""
        best, turn = None, 0
        while best is None or (not self.small and meter(annealing) < STARTS_SHARE - START_SHARE / 2):
            begun = meter(annealing)
            share = BEGIN_SHARE if number + turn < len(self.begins) else START_SHARE
            span = (0.0, 1.0) if self.small else (begun, begun + share)
            found = self._short_run(annealing, number + turn, self._part(annealing, meter, span), best)
            self._offer(annealing, found)
            best = found if best is None or found.cost(HEAVY) < best.cost(HEAVY) else best
            turn += 1
            if self.board.over() or self._repaired or "key_search" in self.without:
                break
        return best

    @property
    def _repaired(self) -> bool:
        """Whether a known plan whose dates have a price has become a plan again: neighbourhoods make it better then."""
        return bool(self.begins and self.programme.priced_weeks) and self.board.best is not None

    def _short_run(
        self, annealing: Annealing, turn: int, done: Callable[[], float], best: Candidate | None
    ) -> Candidate:
        """A run from a known plan, from the relaxation's answers or from plausible orders, by turns.

        A repair of a plan whose dates have been announced goes on, with other targets, until it is one: any other start
        would move what can stay.
        """
        heard = partial(self._heard, annealing)
        guide = None if "guidance" in self.without else self.guide
        if turn < len(self.begins):
            return annealing.run(annealing.construct(self.begins[turn]), done, heard, COOL)
        if best is not None and best.held and best.excess:
            settled = annealing.settle(best, lambda: done() >= SETTLE_SHARE, heard)
            return annealing.run(settled, done, heard, COOL)
        if guide is not None:
            start = guided(self.units, guide, turn, annealing.rng)
            return annealing.run(start, done, heard, WARM, rising=True)
        settled = self._settled(annealing, turn, lambda: done() >= SETTLE_SHARE)
        return annealing.run(settled, done, heard, WARM if settled.excess == 0 else 1.0, rising=True)

    def _settled(self, annealing: Annealing, turn: int, stopped: Callable[[], bool]) -> Candidate:
        """A start with sensible targets; while there is no plan at all, the best of several."""
        best, tried = None, 0
        while best is None or not (best.excess == 0 or not self._lacking or stopped()):
            start = plain(self.units, self.ways.cheapest, self.ways.begin, turn + tried, annealing.rng)
            found = annealing.settle(start, stopped, partial(self._heard, annealing))
            best = found if best is None or found.cost(HEAVY) < best.cost(HEAVY) else best
            tried += 1
        return best

    def _part(self, annealing: Annealing, meter: Meter, span: tuple[float, float]) -> Callable[[], float]:
        """Progress through one part of the annealing; 1 as soon as the run is over."""
        return lambda: 1.0 if self.board.over() else (meter(annealing) - span[0]) / (span[1] - span[0])

    def _heard(self, annealing: Annealing, found: Candidate) -> None:
        """The first plan is shown at once, later ones when a run ends."""
        if found.excess == 0 and self._lacking:
            self._offer(annealing, found)

    def _offer(self, annealing: Annealing, found: Candidate) -> None:
        best = self.board.best
        if found.excess == 0 and (best is None or found.fine < best.ledger.objective):
            verdict = check(self.programme, annealing.decisions(found))
            if verdict.ledger.objective != found.fine:
                raise BrokenPromise(f"construction says {found.fine}, the ledger {verdict.ledger.objective}")
            self.board.offer(verdict, _("construction"))

    # --- the bound ------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Hear the climb in its own process to its end."""
        assert self.climber is not None
        self.climber.listen(self._heard_climb)
        self.climbed.set()

    def _climb_beside(self) -> None:
        """Climb in a thread, where the run may take one processor only."""
        task = ClimbTask(self.programme, self.options, self.known.prices)
        climb(task, self._aim, lambda _ascent: self.board.over(), self._heard_climb)

    def _climb_in_turn(self) -> None:
        """Climb for as many rounds as the work limit pays for."""
        most = CLIMB_SHARE * self.board.limits.seconds * VARIABLES_PER_SECOND

        def over(ascent: Ascent) -> bool:
            return self.board.over() or ascent.work >= most

        if self.climbs:
            task = ClimbTask(self.programme, self.options, self.known.prices)
            climb(task, self._aim, over, self._heard_climb)

    def _aim(self) -> int | None:
        best = self.board.best
        return None if best is None or self._lacking else int(best.ledger.objective)

    def _heard_climb(self, climbed: Climbed) -> None:
        """Note bound and guide; a climb that no longer pays makes room for the search."""
        if climbed.proof is None:
            self.board.prove_infeasible()
            return
        self.guide = climbed.guide
        before, since = self.board.bound, self.board.bound_at
        self.board.raise_bound(climbed.proof.bound, _("minimum cuts with priced staff, money and order"), climbed.proof)
        aim, now = self._aim(), self.board.clock.seconds()
        if self.climber is not None and climbed.last and None not in (aim, before) and now > since:
            assert aim is not None
            assert before is not None
            pace = (climbed.proof.bound - before) / (now - since)
            if pace * (self.board.limits.seconds - now) < LITTLE * (aim - climbed.proof.bound):
                self.climber.stop()

    # --- large neighbourhoods -------------------------------------------------------------------------

    def _improve(self, number: int) -> None:
        """Solve neighbourhoods of the best plan until it is over."""
        limits = self.board.limits
        improver = Improver(self.programme, random.Random(f"{limits.seed}/lns/{number}"))
        improver.options = self.options
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
        options = self.options if self.known.only else self.programme.options
        exact = ExactSolve(self.programme, self.board, limits.seconds - used, options)
        self.solvers.add(exact)
        exact.run()
