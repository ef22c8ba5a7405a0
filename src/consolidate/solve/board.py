"""The best plan and the best bound of a run, shared by its threads."""

from __future__ import annotations

import threading

from consolidate.bound.proof import Proof
from consolidate.check.verdict import Verdict
from consolidate.plan.document import Gap
from consolidate.solve.gap import gap_of, nothing_left
from consolidate.solve.limits import Clock, Limits, Listener, Progress, Stop
from consolidate.units import Fine


class Board:
    """Takes plans and bounds, keeps the best of each, tells a listener, and says when enough has been proven."""

    def __init__(self, limits: Limits, stop: Stop, listener: Listener | None) -> None:
        self.limits, self.stop = limits, stop
        self.clock = Clock()
        self.best: Verdict | None = None
        self.bound: Fine | None = None
        self.bound_by, self.bound_at = "", 0.0
        self.proof: Proof | None = None
        self.infeasible = False
        self.done = threading.Event()
        self._listener = listener
        self._lock = threading.RLock()

    def offer(self, verdict: Verdict, found_by: str) -> bool:
        """Take a clean plan if it is better than the best; whether it was."""
        with self._lock:
            if not verdict.clean:
                return False
            if self.best is not None and verdict.ledger.objective >= self.best.ledger.objective:
                return False
            self.best = verdict
            self._tell(found_by)
            return True

    def raise_bound(self, bound: Fine, bound_by: str, proof: Proof | None = None) -> None:
        """Take a bound, with what proves it where that can be kept, if it is better than the best."""
        with self._lock:
            if self.bound is None or bound > self.bound:
                self.bound, self.bound_by, self.proof = bound, bound_by, proof
                self.bound_at = self.clock.seconds()
                self._tell(bound_by)

    def prove_infeasible(self) -> None:
        """Note that there is no plan."""
        with self._lock:
            self.infeasible = True
            self.done.set()

    def over(self) -> bool:
        """Whether the run is to end: stopped, proven, close enough, or out of time."""
        if self.stop.requested or self.done.is_set():
            return True
        return not self.limits.deterministic and self.clock.seconds() >= self.limits.seconds

    def _tell(self, found_by: str) -> None:
        if self.proven or self.close_enough:
            self.done.set()
        if self._listener is not None:
            best = None if self.best is None else int(self.best.ledger.objective)
            plan = None if self.best is None else self.best.schedule.decisions
            self._listener(Progress(self.clock.seconds(), best, self.bound, found_by, plan))

    @property
    def proven(self) -> bool:
        """Whether the gap is below one unit of currency (SPEC §6)."""
        if self.best is None or self.bound is None:
            return False
        return nothing_left(self.best.ledger, self.bound)

    @property
    def close_enough(self) -> bool:
        """Whether the gap is below the one that was asked for."""
        wanted, gap = self.limits.stop_gap_percent, self.gap()
        return wanted is not None and gap is not None and (gap.percent_of_gross or 0) <= wanted

    def gap(self) -> Gap | None:
        """How far the best plan can be from the best one; None while no bound stands."""
        if self.best is None or self.bound is None:
            return None
        return gap_of(self.best.ledger, self.bound)
