"""Three rounds under fire; `python -m tests.faults --rounds 30 --runs 40` does more."""

from __future__ import annotations

import pytest

from tests.faults.campaign import Wanted, campaign


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_that_was_accepted_is_lost_or_doubled() -> None:
    told: list[str] = []
    figures = campaign(Wanted(rounds=3, runs=12), told.append)
    assert figures.faults == [], "\n".join(told)
    assert figures.accepted == figures.ended == 36
    assert figures.kills.total() > 0
    assert figures.plans_examined > 0
