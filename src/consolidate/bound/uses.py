"""What a step takes of what couples blocks: of weeks (staff by pool, points of change, cutovers) and of hard budgets.

Soft limits are left out: what they cost is never less than nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.ledger import costs
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Step
from consolidate.programme.usage import able_pools, pool_capacity

Ints = NDArray[np.int64]
Resource = tuple[str, str]
"""``staff``, pool/skill; ``change``, municipality; ``cutovers``, municipality; ``domain_cutovers``, domain."""


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


class Uses:
    """What steps take; ``resources`` are numbered in the order in which steps are asked about.

    ``payers`` with a hard budget have numbers in order of id.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.resources: dict[Resource, int] = {}
        self._capacity: list[list[int]] = []
        budgets = programme.scenario.budgets
        self.payers = {payer: place for place, payer in enumerate(p for p in sorted(budgets) if budgets[p].is_hard)}

    def capacity(self) -> Ints:
        """By resource and week: how much there is in all."""
        return np.array(self._capacity, dtype=np.int64).reshape(-1, self.programme.weeks)

    def payments(self, step: Step) -> list[tuple[int, int]]:
        """(number of payer, amount) for each payer with a hard budget."""
        shares = costs.payer_shares(self.programme, step) if step.cost else {}
        return [(self.payers[payer], sum(parts.values())) for payer, parts in shares.items() if payer in self.payers]

    def of_weeks(self, step: Step) -> list[Use]:
        """What a step takes of weeks."""
        found = []
        for skill, need in step.staff:
            pools = tuple(self._staff(pool, skill) for pool in self._pools(step, skill, need))
            found.append(Use(need, pools, WORK))
        for municipality in step.loads if step.change else ():
            found += self._changed(step.change, municipality, ALL, 0)
        weeks, points = step.settle
        if weeks and points and step.municipality is not None:
            found += self._changed(points, step.municipality, AFTER, weeks)
        return found + self._cutovers(step)

    def _pools(self, step: Step, skill: str, need: int) -> tuple[str, ...]:
        """The pools that may meet a need; what has happened drew on one that has the staff, where one has."""
        if step.id in self.programme.facts:
            return able_pools(self.programme, step, skill, need)
        return tuple(dict.fromkeys(step.pools))

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
        place = self._resource(("change", municipality), [limit.points] * self.programme.weeks)
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
                place = self._resource(name, [limit.max] * self.programme.weeks)
                found.append(Use(1, (place,), FROM, limit.weeks))
        return found
