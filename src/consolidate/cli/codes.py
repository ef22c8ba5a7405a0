"""Exit codes that are no outcome of a run; those of runs stand in `consolidate.plan.outcome`."""

from __future__ import annotations

OK = 0
VIOLATIONS = 1
BAD_INPUT = 2
NOTHING_PROVEN = 4
FAILED = 5
CANCELLED = 130
