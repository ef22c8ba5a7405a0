"""How a run is to be solved, as those who ask for it may say."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from consolidate.answers import runs
from consolidate.solve.limits import Limits

MOST_THREADS = 1024


# As answers tell them, but strict and within limits. What the service shows of a run is of this kind, so that its
# OpenAPI document tells the limits; the client, to which a newer service may tell more, has the other.
class Options(runs.Options):
    """Options of a run, as those of `consolidate plan`.

    ``time_limit``: seconds of solving, over all workers that take the run. ``workers``: threads; by default as many as
    the worker's machine has for a run. ``start_run``: a run with whose plan this one begins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_limit: Annotated[float, Field(strict=True, gt=0, le=10**9, allow_inf_nan=False, examples=[60])] = 60
    workers: Annotated[int, Field(strict=True, ge=1, le=MOST_THREADS)] | None = None
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 1
    deterministic: Annotated[bool, Field(strict=True)] = False
    stop_gap_percent: Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)] | None = None
    start_run: UUID | None = None

    def limits(self, threads: int) -> Limits:
        """The limits of the run on a machine that has so many threads for it."""
        workers = min(threads, self.workers or threads)
        return Limits(self.time_limit, workers, self.seed, self.deterministic, self.stop_gap_percent)
