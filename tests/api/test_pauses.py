"""How long is waited before something that has died is started again."""

from __future__ import annotations

from consolidate_api.supervising.pauses import PAUSES, QUIET_SECONDS, Pauses


def test_at_once_the_first_time_then_longer_and_longer() -> None:
    pauses = Pauses()
    found = [pauses.after(float(second)) for second in range(7)]
    assert found == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    assert found[0] == 0
    assert found == sorted(found)


def test_after_a_quiet_minute_it_is_at_once_again() -> None:
    pauses = Pauses()
    assert [pauses.after(0), pauses.after(1)] == [0, PAUSES[1]]
    assert pauses.after(1 + QUIET_SECONDS) == PAUSES[2]
    assert pauses.after(2 * (1 + QUIET_SECONDS) + 1) == 0
