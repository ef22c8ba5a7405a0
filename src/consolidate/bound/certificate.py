"""Proofs as documents: multipliers under the names of their rows, and the bound computed again from them.

Prices that are not negative always give a lower bound (Lagrange). A document that was changed can thus only give
another bound that is as true; whether it is the one that the document claims is for the caller to compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.multipliers import Shape
from consolidate.bound.proof import Proof
from consolidate.bound.relaxation import Relaxation
from consolidate.bound.rows import Rows
from consolidate.check.accounts import exact_text
from consolidate.errors import Fault, FaultyDocument, UnknownName, shown
from consolidate.graph.windows import possible_options
from consolidate.plan.proof import ByWeek, OrderPrices, ProofDocument, ProofScenario, WeekPrices
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.programme.timeline import Timeline
from consolidate.text import _
from consolidate.units import DAYS_PER_WEEK, Fine

Floats = NDArray[np.float64]
KINDS = ("staff", "change", "cutovers", "domain_cutovers")
MOST_WORTH = 10**16
"""What all rows may be worth at their prices, in hundred-thousandths: beyond it whole numbers could run over."""


def document(
    programme: Programme,
    scenario_name: str | None,
    scenario_hash: str,
    alternative: str | None,
    options: Mapping[str, tuple[Option, ...]],
    proof: Proof,
) -> ProofDocument:
    """The document of a proof that was found under these options."""
    rows, timeline = Rows(programme, options), programme.timeline
    shape = Shape.of(rows)
    at = np.zeros(shape.size)
    at[proof.places] = proof.prices
    week, money, order = shape.parts(at)
    kinds: dict[str, dict[str, ByWeek]] = {kind: {} for kind in KINDS}
    for (kind, name), place in rows.resources.items():
        if week[place].any():
            kinds[kind][name] = _by_week(week[place], timeline)
    budgets = {
        payer: {str(timeline.years[year]): int(money[place, year]) for year in np.flatnonzero(money[place])}
        for payer, place in rows.payers.items()
        if money[place].any()
    }
    orders = tuple(
        OrderPrices(before=row.before, after=row.after, lag=row.lag, weeks=_by_week(order[place], timeline))
        for place, row in enumerate(rows.orders)
        if order[place].any()
    )
    return ProofDocument(
        format="consolidate/proof/1",
        scenario=ProofScenario(name=scenario_name, hash=scenario_hash, alternative=alternative),
        bound=exact_text(proof.bound),
        bucket=proof.bucket,
        weeks=WeekPrices(**kinds),
        budgets=budgets,
        order=orders,
    )


def _by_week(prices: Floats, timeline: Timeline) -> ByWeek:
    return {timeline.day(int(week)): int(prices[week]) for week in np.flatnonzero(prices)}


def recomputed(programme: Programme, proof: ProofDocument) -> Fine:
    """The bound that a document's prices give, in hundred-thousandths.

    Raises:
        UnknownName: the scenario has no plan at all.
        FaultyDocument: a price stands at a row, week or year that the scenario has not, or prices are too high.
    """
    relaxation = Relaxation(programme, possible_options(programme)[0])
    if relaxation.infeasible:
        raise UnknownName(_("no plan keeps the scenario's demands, so that there is no bound to compute"))
    placed = _Placed(relaxation, proof)
    if placed.faults:
        raise FaultyDocument(placed.faults)
    return Fine(relaxation.solve(placed.at, bucket=proof.bucket).value)


def bounds_by_option(programme: Programme, proof: ProofDocument) -> dict[str, dict[Option, Fine]]:
    """By domain and option: what no plan costs less than that gives the domain this option, at a document's prices.

    The value of the relaxation is a sum over domains; in that of one the cheapest option makes way for another.
    Nothing where there is no plan, or where the prices are of no use.
    """
    relaxation = Relaxation(programme, possible_options(programme)[0])
    at = None if relaxation.infeasible else carried(relaxation, proof)
    if at is None:
        return {}
    answer = relaxation.solve(at, bucket=proof.bucket)
    return {
        domain: {
            option: Fine(answer.value - min(own.values()) + value)
            for option, value in own.items()
            if option is not None
        }
        for domain, own in answer.worth.items()
        if domain in relaxation.options
    }


def carried(relaxation: Relaxation, proof: ProofDocument) -> Floats | None:
    """A document's prices as far as this relaxation has such rows, as multipliers to begin with.

    None where the prices are too high to be of use.
    """
    placed = _Placed(relaxation, proof)
    return None if placed.too_high else placed.at


class _Placed:
    """A document's prices in the flat array ``at``; every row, week or year that is not there is a fault."""

    def __init__(self, relaxation: Relaxation, proof: ProofDocument) -> None:
        self.rows, self.timeline = relaxation.rows, relaxation.programme.timeline
        self.at = np.zeros(relaxation.shape.size)
        self.week, self.money, self.order = relaxation.shape.parts(self.at)
        self.faults: list[Fault] = []
        for kind in KINDS:
            self._kind(kind, getattr(proof.weeks, kind))
        self._budgets(proof.budgets)
        self._orders(proof.order)
        self.too_high = self._worth() > MOST_WORTH
        if self.too_high:
            self._fault("", "", _("prices at which all rows together are worth less than a hundred thousand million"))

    def _kind(self, kind: str, own: Mapping[str, ByWeek]) -> None:
        for name, prices in own.items():
            place, path = self.rows.resources.get((kind, name)), f"weeks.{kind}.{name}"
            if place is None:
                self._fault(path, name, _("a row of the scenario: what a step needs and a limit holds"))
            else:
                self._weeks(path, prices, self.week[place])

    def _weeks(self, path: str, prices: ByWeek, row: Floats) -> None:
        for day, price in prices.items():
            week, rest = divmod(self.timeline.day_index(day), DAYS_PER_WEEK)
            if rest or not 0 <= week < len(row):
                self._fault(f"{path}.{day.isoformat()}", day, self._mondays(len(row)))
            else:
                row[week] = price

    def _mondays(self, weeks: int) -> str:
        last = self.timeline.day(0) + timedelta(days=DAYS_PER_WEEK * (weeks - 1))
        return _("a Monday from {first} to {last}").format(first=self.timeline.day(0), last=last)

    def _budgets(self, budgets: Mapping[str, Mapping[str, int]]) -> None:
        years = {str(year): place for place, year in enumerate(self.timeline.years)}
        for payer, prices in budgets.items():
            if payer not in self.rows.payers:
                self._fault(f"budgets.{payer}", payer, _("a payer with a hard budget"))
                continue
            for year, price in prices.items():
                if year in years:
                    self.money[self.rows.payers[payer], years[year]] = price
                else:
                    self._fault(f"budgets.{payer}.{year}", year, _("a year of the period"))

    def _orders(self, orders: tuple[OrderPrices, ...]) -> None:
        places = {(row.before, row.after, row.lag): place for place, row in enumerate(self.rows.orders)}
        seen: set[int] = set()
        for number, row in enumerate(orders):
            place = places.get((row.before, row.after, row.lag))
            if place is None:
                name = f"{row.before} → {row.after} ({row.lag})"
                self._fault(f"order[{number}]", name, _("an order between domains that the scenario has"))
            elif place in seen:
                self._fault(f"order[{number}]", row.before, _("each order once"))
            else:
                seen.add(place)
                self._weeks(f"order[{number}].weeks", row.weeks, self.order[place])

    def _worth(self) -> float:
        """What all rows are worth at these prices, in hundred-thousandths."""
        held = float((self.week * np.maximum(self.rows.capacity, 1)).sum())
        granted = float((self.money * np.maximum(self.rows.granted, 1)).sum())
        return held + granted + float(self.order.sum())

    def _fault(self, path: str, value: str | date, allowed: str) -> None:
        self.faults.append(Fault(path, shown(str(value)), allowed))
