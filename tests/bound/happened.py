"""What tests of bounds in mid-period share: what has happened to two towns, and what their best plan costs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from consolidate.model.scope import whole
from consolidate.programme.programme import Programme
from consolidate.units import FINE
from tests.bound.test_relaxation import relaxed
from tests.drawn.context import Json
from tests.model.solving import solved, verdict_of
from tests.scenarios import day, monday

INSTALL, CUT, DROP = "finance/joint/install", "finance/ash/cutover", "finance/ash/decommission"
BIRCH_CUT = "finance/birch/cutover"
HIGH = 10_000 * FINE
"""A price for one unit of a row that is more than keeping it can cost."""
EARLY = {"started": "2006-11-06", "finished": "2006-12-22"}
UNDER_WAY: Json = {
    INSTALL: {"started": monday(0), "finished": day(1, 4)},
    CUT: {"started": monday(3), "remaining_weeks": 3},
}
"""Ash cuts over until week 7; birch, whose old system is dear, would cut over in week 4."""


def past(steps: Mapping[str, Json], week: int = 4) -> Json:
    """The status date in a week, and what has happened by then."""
    return {"status_date": monday(week), "actuals": {"steps": dict(steps)}}


def least(given: Programme) -> int | None:
    """What the best plan that the whole model finds costs by its ledger; None where it finds none."""
    found = solved(whole(given), 2.0)
    if found.decisions is None:
        return None
    verdict = verdict_of(given, found)
    assert verdict.clean, verdict.violations
    return int(verdict.ledger.objective)


def cheapest(given: Programme) -> int:
    found = least(given)
    assert found is not None
    return found


def at_no_prices(given: Programme) -> int:
    relaxation = relaxed(given)
    assert not relaxation.infeasible
    return relaxation.solve(np.zeros(relaxation.shape.size)).value
