"""Side payments: what winners would have to give so that nobody is worse off than by staying as today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from consolidate.check.accounts import exact_text
from consolidate.scenario.base import Doc, Id
from consolidate.units import FINE, Fine, largest_remainder

Exact = Annotated[str, Field(pattern=r"^-?[0-9]{1,18}\.[0-9]{5}$")]
"""An amount to the hundred-thousandth, as `check.accounts.exact_text` writes it."""


class SidePayments(Doc):
    """The smallest payments, once and at present value, after which nobody is worse off; whole money.

    ``payments``: by municipality what it receives (above 0) or gives (below 0); they add up to 0. Empty where nobody
    is worse off, and where all together are: then ``lacking`` says by how much, and no payments can help.
    """

    total: int
    payments: dict[Id, int] = {}
    lacking: Exact | None = None

    @property
    def possible(self) -> bool:
        """Whether payments exist that leave nobody worse off."""
        return self.lacking is None


def side_payments(gains: Mapping[str, Fine]) -> SidePayments:
    """The smallest side payments, given each municipality's gain in hundred-thousandths (negative: worse off).

    This is the linear programme *least sum of payments received, each receipt and gift at least 0, both adding up to
    the same, gain + received - given at least 0 for everyone*. Each loser must receive at least its loss, so no
    solution is below the sum of losses. Giving each loser just its loss reaches that sum; it can be paid for exactly
    if all gains together are not below 0. How the winners divide it is free: here in proportion to what they gain.

    In whole money a loss is rounded up and a gain down, so that rounding makes nobody a loser.
    """
    together = sum(gains.values())
    if together < 0:
        return SidePayments(total=0, lacking=exact_text(-together))
    whole = _whole(gains)
    received = {name: -amount for name, amount in whole.items() if amount < 0}
    total = sum(received.values())
    gives = {name: amount for name, amount in whole.items() if amount > 0}
    given = largest_remainder(total, gives) if total else {}
    payments = received | {name: -amount for name, amount in given.items() if amount}
    return SidePayments(total=total, payments=dict(sorted(payments.items())))


def _whole(gains: Mapping[str, Fine]) -> dict[str, int]:
    """Gains in whole money, rounded down, with a sum that is not below 0.

    Only where all gains together are less than a unit for each municipality can rounding down bring the sum below 0.
    Then as many gains as needed are rounded up, the ones with the largest fractions first: these are fewer than have
    a fraction at all, so that nobody is left more than part of a unit below 0.
    """
    whole = {name: gain // FINE for name, gain in gains.items()}
    missing = max(0, -sum(whole.values()))
    for name in sorted(gains, key=lambda name: (-(gains[name] % FINE), name))[:missing]:
        whole[name] += 1
    return whole
