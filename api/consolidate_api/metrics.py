"""What can be measured from outside (Prometheus), all of it by asking a web process.

Workers and schedulers have no port. What they have done stands in the database, where it outlives them, so a web
process counts it there: the same figures whichever of several is asked.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

UNKNOWN = "(none)"
"""Stands for paths that lead nowhere, so that nobody can fill the memory with made-up names."""
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client knows that several processes count together, and in which folder."""
FRESH_SECONDS = 15.0
"""So long sums stand before they are counted anew, however often somebody asks."""


@dataclass(frozen=True)
class Sums:
    """What stands in the database, of all programmes together.

    ``ended``: runs by kind and outcome. ``failures`` of runs, how often runs were taken, and the seconds that were
    solved for them. ``nights`` by whether there is a proposal; ``deliveries`` by state.
    """

    ended: Mapping[tuple[str, str], int]
    failures: int
    takes: int
    seconds: float
    nights: Mapping[str, int]
    deliveries: Mapping[str, int]


class Kept(Collector):
    """The newest sums, as Prometheus reads them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sums: Sums | None = None
        self._read_at = 0.0
        self._lock = Lock()

    def refresh(self, read: Callable[[], Sums]) -> None:
        """Count anew what is no longer fresh; while one does, others get the sums from before."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._sums is None or self._clock() - self._read_at >= FRESH_SECONDS:
                self._sums, self._read_at = read(), self._clock()
        finally:
            self._lock.release()

    def collect(self) -> Iterator[Metric]:
        """The sums, once they have been counted."""
        sums = self._sums
        if sums is None:
            return
        ended = CounterMetricFamily("consolidate_runs_ended", "Runs that have ended", labels=("kind", "outcome"))
        for (kind, outcome), count in sorted(sums.ended.items()):
            ended.add_metric((kind, outcome), count)
        nights = CounterMetricFamily("consolidate_nights", "Nights that are done with", labels=("proposal",))
        for made, count in sorted(sums.nights.items()):
            nights.add_metric((made,), count)
        sent = GaugeMetricFamily("consolidate_deliveries", "Notices that are kept", labels=("state",))
        for state, count in sorted(sums.deliveries.items()):
            sent.add_metric((state,), count)
        yield from (ended, nights, sent)
        yield CounterMetricFamily("consolidate_run_failures", "Failures of runs, three of which end one", sums.failures)
        yield CounterMetricFamily("consolidate_run_takes", "How often a run was taken, or taken away", sums.takes)
        yield CounterMetricFamily("consolidate_run_seconds", "Seconds of solving", sums.seconds)


class Metrics:
    """The figures of one web process, and those that all share.

    Where the variable `PROMETHEUS_MULTIPROC_DIR` names a folder, the web processes that have it in common count
    together, and each tells the sums; those of processes that have died are among them.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("consolidate_requests", "Requests answered", labels, registry=self.registry)
        self._seconds = Histogram(
            "consolidate_request_seconds", "Time until the answer was sent", ("route",), registry=self.registry
        )
        self._reached = self._gauge("consolidate_database_up", "Whether the database answers")
        self._jobs = self._gauge("consolidate_jobs", "Runs in the queue and in work", "state")
        self._oldest = self._gauge(
            "consolidate_oldest_waiting_seconds", "How long the first run of the queue has waited"
        )
        self._alive = self._gauge("consolidate_workers", "Workers and schedulers that give signs of life")
        self.kept = Kept()
        self._told = _of_all() if FOLDER in os.environ else self.registry
        self._told.register(self.kept)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        """A figure that whoever is asked finds out anew: of several processes the last one knows it best."""
        return Gauge(name, about, labels, registry=self.registry, multiprocess_mode="mostrecent")

    def reached(self, *, answers: bool) -> None:
        """Take in whether the database answers; while it does not, its figures stay as they were."""
        self._reached.set(answers)

    def queued(self, jobs: Mapping[str, int], oldest: float, alive: int) -> None:
        """Take in how many runs are in each state, for how long one waits, and how many are there to take them."""
        for state, count in jobs.items():
            self._jobs.labels(state).set(count)
        self._oldest.set(oldest)
        self._alive.set(alive)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; ``route`` is the pattern of the path, without ids."""
        self._requests.labels(method if route != UNKNOWN else UNKNOWN, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self._told)


def _of_all() -> CollectorRegistry:
    """The figures of all web processes that count together."""
    found = CollectorRegistry()
    MultiProcessCollector(found)  # type: ignore[no-untyped-call]
    return found
