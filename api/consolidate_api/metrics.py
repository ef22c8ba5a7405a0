"""What can be measured from outside (Prometheus): how many requests, how long they take, and how long the queue is."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

UNKNOWN = "(none)"
"""Stands for paths that lead nowhere, so that nobody can fill the memory with made-up names."""


class Metrics:
    """The figures of one web process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("consolidate_requests", "Requests answered", labels, registry=self.registry)
        self._seconds = Histogram(
            "consolidate_request_seconds", "Time until the answer was sent", ("route",), registry=self.registry
        )

        self._jobs = Gauge("consolidate_jobs", "Runs in the queue and in work", ("state",), registry=self.registry)

    def queued(self, jobs: Mapping[str, int]) -> None:
        """Take in how many runs are in each state."""
        for state, count in jobs.items():
            self._jobs.labels(state).set(count)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; ``route`` is the pattern of the path, without ids."""
        self._requests.labels(method if route != UNKNOWN else UNKNOWN, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self.registry)
