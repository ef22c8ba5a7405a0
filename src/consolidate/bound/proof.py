"""What proves a bound: the multipliers at which the relaxation has it, so that anybody can compute it again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.relaxation import Relaxation
from consolidate.units import Fine

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Proof:
    """A bound in hundred-thousandths; the rows with a price, by their place in the flat array; weeks taken together."""

    bound: Fine
    places: Ints
    prices: Ints
    bucket: int

    def again(self, relaxation: Relaxation) -> Fine:
        """The bound, computed anew."""
        at = np.zeros(relaxation.shape.size)
        at[self.places] = self.prices
        return Fine(relaxation.solve(at, bucket=self.bucket).value)


def proof_at(bound: Fine, at: NDArray[np.float64], bucket: int) -> Proof:
    """The proof of a bound that multipliers gave; they are rounded as the relaxation rounds them."""
    rounded = np.rint(at).astype(np.int64)
    places = np.flatnonzero(rounded)
    return Proof(bound, places, rounded[places], bucket)
