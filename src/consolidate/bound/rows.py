"""What couples blocks, as rows that a relaxation prices: what weeks hold, budgets, and order between blocks.

``load`` of a week: staff by pool, points of change by municipality, cutovers by limit. Soft limits are left out: what
they cost is never less than nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from consolidate.ledger import costs
from consolidate.ledger.budgets import net_grants
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step
from consolidate.programme.usage import pool_capacity

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Resource = tuple[str, str]
"""``staff``, pool/skill; ``change``, municipality; ``cutovers``, municipality; ``domain_cutovers``, domain."""


@dataclass(frozen=True)
class Order:
    """One step or milestone ends, with a lag, before another starts; ids of steps, or of milestones."""

    before: str
    after: str
    lag: int


@dataclass(frozen=True)
class Use:
    """What a step takes of each of some weeks: ``amount`` of any one of ``resources``.

    ``span``: ``WORK`` the weeks in which it works, ``ALL`` from start to end, ``AFTER`` some weeks from its end,
    ``FROM`` some weeks from its start.
    """

    amount: int
    resources: tuple[int, ...]
    span: int
    weeks: int = 0


WORK, ALL, AFTER, FROM = range(4)


class Rows:
    """All rows of a programme.

    ``capacity`` by resource and week; ``grants`` by payer with a hard budget and year, with the share ``carried`` from
    year to year (a year's row: what is spent until then, each year's part shrunk by what is not carried, is no more
    than what was granted, shrunk alike); ``orders`` between steps of different blocks and milestones, each a row for
    every week t up to the end of the period: whoever has started by t has waited for what ended by t.
    """

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme, self.options = programme, options
        self.weeks = programme.weeks
        self.resources: dict[Resource, int] = {}
        self._capacity: list[list[int]] = []
        steps = list(self._all_steps())
        for step in steps:
            self.uses(step)  # numbers every resource, in an order of its own
        self.capacity = np.array(self._capacity, dtype=np.int64).reshape(-1, self.weeks)
        budgets = programme.scenario.budgets
        self.payers = {payer: place for place, payer in enumerate(p for p in sorted(budgets) if budgets[p].is_hard)}
        years = programme.timeline.years
        self.grants = [[grant - kept for grant, kept in net_grants(budgets[payer], years)] for payer in self.payers]
        self.carried = [Fraction(int(budgets[payer].carry_over_percent * 100), 10_000) for payer in self.payers]
        self.granted = np.array(
            [_shrunk(own, share) for own, share in zip(self.grants, self.carried, strict=True)], dtype=np.float64
        ).reshape(len(self.payers), len(years))
        self.milestones = tuple(sorted(programme.scenario.milestones))
        self.orders = tuple(sorted(set(self._orders(steps)), key=lambda row: (row.before, row.after, row.lag)))
        self._first: dict[str, list[int]] = {}
        self._second: dict[str, list[int]] = {}
        for place, row in enumerate(self.orders):
            self._first.setdefault(row.before, []).append(place)
            self._second.setdefault(row.after, []).append(place)
        self.latest = self.weeks + sum(row.lag for row in self.orders if row.after in self.milestones)
        """The latest week in which a milestone can be reached."""
        self.lags = np.array([row.lag for row in self.orders], dtype=np.int64)
        self.year_of_start = self._years(0)
        self.year_of_end = self._years(-1)

    # --- money ----------------------------------------------------------------------------------------

    def _years(self, shift: int) -> Ints:
        timeline = self.programme.timeline
        first = timeline.years[0]
        days = (7 * week + shift for week in range(self.weeks + 1))
        return np.array([timeline.budget_year(timeline.day_at(day)) - first for day in days], dtype=np.int64)

    def money_prices(self, prices: Ints) -> tuple[Ints, int]:
        """By payer and year what a unit of money spent then is priced at, and what all that was granted is worth.

        ``prices`` by payer and year's row, whole and not negative. Rounded so that the bound stays one.
        """
        found = np.zeros_like(prices)
        worth = 0
        for payer, share in enumerate(self.carried):
            later = Fraction(0)
            for year in reversed(range(prices.shape[1])):
                later = later * share + int(prices[payer, year])
                found[payer, year] = floor(later)
            granted = _shrunk(self.grants[payer], share)
            worth += ceil(sum(int(price) * own for price, own in zip(prices[payer], granted, strict=True)))
        return found, worth

    def payments(self, step: Step) -> list[tuple[int, int]]:
        """(row of payer, amount) for each payer with a hard budget."""
        shares = costs.payer_shares(self.programme, step) if step.cost else {}
        return [(self.payers[payer], sum(parts.values())) for payer, parts in shares.items() if payer in self.payers]

    # --- weeks ----------------------------------------------------------------------------------------

    def _all_steps(self) -> Iterator[Step]:
        yield from self.programme.measures.values()
        for domain, options in self.options.items():
            for option in options:
                yield from self.programme.work(domain, option).steps.values()

    def uses(self, step: Step) -> list[Use]:
        """What a step takes of weeks."""
        found = []
        for skill, need in step.staff:
            pools = tuple(self._staff(pool, skill) for pool in dict.fromkeys(step.pools))
            found.append(Use(need, pools, WORK))
        for municipality in step.loads if step.change else ():
            found += self._changed(step.change, municipality, ALL, 0)
        weeks, points = step.settle
        if weeks and points and step.municipality is not None:
            found += self._changed(points, step.municipality, AFTER, weeks)
        return found + self._cutovers(step)

    def _staff(self, pool: str, skill: str) -> int:
        name = ("staff", f"{pool}/{skill}")
        known = self.resources.get(name)
        return known if known is not None else self._resource(name, pool_capacity(self.programme, pool, skill))

    def _resource(self, name: Resource, capacity: list[int]) -> int:
        if name not in self.resources:
            self.resources[name] = len(self.resources)
            self._capacity.append(capacity)
        return self.resources[name]

    def _changed(self, points: int, municipality: str, span: int, weeks: int) -> list[Use]:
        limit = self.programme.scenario.municipalities[municipality].capacity
        if limit is None or not limit.is_hard:
            return []
        place = self._resource(("change", municipality), [limit.points] * self.weeks)
        return [Use(points, (place,), span, weeks)]

    def _cutovers(self, step: Step) -> list[Use]:
        if step.name != "cutover" or step.municipality is None or step.domain is None:
            return []
        limits = (
            (("cutovers", step.municipality), self.programme.scenario.municipalities[step.municipality].cutovers),
            (("domain_cutovers", step.domain), self.programme.scenario.domains[step.domain].cutovers),
        )
        found = []
        for name, limit in limits:
            if limit is not None:
                place = self._resource(name, [limit.max] * self.weeks)
                found.append(Use(1, (place,), FROM, limit.weeks))
        return found

    # --- order ----------------------------------------------------------------------------------------

    def _orders(self, steps: list[Step]) -> Iterator[Order]:
        """Waits that lead out of a block; what a milestone stands for comes before the milestone."""
        measures = self.programme.measures
        for step in steps:
            for wait in step.waits:
                inside = wait.target in measures if step.domain is None else wait.target.startswith(f"{step.domain}/")
                if not inside:
                    yield from self._wait(wait.target, step.id, wait.lag)
        for name in self.milestones:
            milestone = self.programme.scenario.milestones[name]
            for item in milestone.complete:
                yield from self._wait(item, name, 0)
            for after in milestone.after:
                target, lag = (after, 0) if isinstance(after, str) else (after.step, after.lag)
                yield from self._wait(target, name, lag)

    def _wait(self, target: str, after: str, lag: int) -> Iterator[Order]:
        if target in self.programme.scenario.milestones or target in self.programme.measures:
            yield Order(target, after, lag)
            return
        if target in self.programme.scenario.domains:
            for name in self.programme.participants(target):
                yield Order(f"{target}/{name}/cutover", after, lag)
            return
        domain, *rest = target.split("/")
        if rest == ["joint"]:
            for name in self._last_joint(domain):
                yield Order(name, after, lag)
        else:
            yield Order(target, after, lag)

    def _last_joint(self, domain: str) -> set[str]:
        """Joint steps that no other joint step waits for, under some option."""
        found: set[str] = set()
        for option in self.options[domain]:
            joint = [step for step in self.programme.work(domain, option).steps.values() if step.kind is Kind.JOINT]
            awaited = {wait.target for step in joint for wait in step.waits}
            found |= {step.id for step in joint if step.id not in awaited}
        return found

    def orders_of(self, name: str) -> tuple[list[int], list[int]]:
        """Numbers of the order rows that a step or milestone comes first in, and second in."""
        return self._first.get(name, []), self._second.get(name, [])


def _shrunk(grants: list[int], share: Fraction) -> list[Fraction]:
    """By year: what was granted until then, each year's grant shrunk by what was not carried since."""
    found: list[Fraction] = []
    for grant in grants:
        found.append(grant + share * (found[-1] if found else 0))
    return found
