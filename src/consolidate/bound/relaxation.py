"""The relaxation: blocks by minimum cut, coupling rows priced by multipliers, the best option of each domain.

For any multipliers that are not negative the value is a lower bound on every plan (Lagrange). They are rounded to
whole numbers first, so that the value is exact. Left out, and never cheaper than nothing: change load, cutover limits,
limits on camels and babies, soft budgets, moved promises, notice dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from consolidate.bound.block import Block, BlockBuilder
from consolidate.bound.prices import Multipliers, Need, Prices
from consolidate.bound.rows import Ints, Rows
from consolidate.graph.windows import open_windows, option_windows
from consolidate.ledger import costs
from consolidate.programme.programme import Programme
from consolidate.programme.steps import STAYS, Option, Step
from consolidate.units import FINE

Owner = tuple[str, Option | None]
"""A domain and an option, or a measure."""


class Feature(NamedTuple):
    """What a step of a block touches: needs, (payer, amount), and the order rows that it ends and that it starts."""

    step: Step
    needs: list[Need]
    payments: list[tuple[int, int]]
    before: list[int]
    after: list[int]


@dataclass(frozen=True)
class Answer:
    """The value at some multipliers: how far each row is broken, where steps and milestones end, options, and what
    each option is worth.
    """

    value: int
    broken: Multipliers
    ends: dict[str, int]
    options: dict[str, Option]
    worth: dict[str, dict[Option | None, int]]


class Relaxation:
    """The relaxation of one programme under the options that are open; not for programmes with facts."""

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme, self.options = programme, options
        self.weeks = programme.weeks
        self.carrier = benefit_carriers(programme)
        windows, measure_windows = option_windows(programme, options), open_windows(programme, options)
        builder = BlockBuilder(programme, windows, measure_windows, self.carrier)
        self.blocks: dict[str, dict[Option | None, Block]] = {
            name: {None: builder.measure(name)} for name in programme.measures
        }
        for domain, own in options.items():
            built = ((option, builder.domain(domain, option)) for option in own)
            self.blocks[domain] = {option: block for option, block in built if block.possible}
        self.infeasible = not all(block.possible for own in self.blocks.values() for block in own.values())
        self.infeasible |= not all(self.blocks.values())
        self.rows = Rows(programme, options)
        self.constant = costs.outside_value(programme) - self._free_benefits()
        self.features = {
            (name, option): [self._feature(step) for step in block.steps]
            for name, own in self.blocks.items()
            for option, block in own.items()
        }
        self._absent: dict[Owner, tuple[list[int], list[int]]] = {}

    @property
    def variables(self) -> int:
        """Variables of all cuts: a measure of the work of one full solve."""
        return sum(
            block.closure.variables
            for own in self.blocks.values()
            for block in own.values()
            if block.closure is not None
        )

    def _feature(self, step: Step) -> Feature:
        resources = self.rows.resources
        needs = [
            (need, tuple(resources[pool, skill] for pool in dict.fromkeys(step.pools))) for skill, need in step.staff
        ]
        before, after = self.rows.orders_of(step.id)
        return Feature(step, needs, self.rows.payments(step), before, after)

    def _free_benefits(self) -> int:
        """Benefits that hang on measures alone, as from the first week."""
        total = 0
        for name, benefit, weight in costs.counted_benefits(self.programme):
            if not self.carrier[name]:
                first = self.programme.timeline.benefit(benefit.ramp_weeks)[0]
                for party in costs.benefit_parties(self.programme, benefit):
                    total += -int(-costs.benefit_amount(self.programme, benefit, party) * first * weight // 1)
        return total

    # --- the value ------------------------------------------------------------------------------------

    def solve(self, at: Multipliers, only: Mapping[str, set[Option | None]] | None = None) -> Answer:
        """The value at multipliers; with ``only`` some options per block it is no bound, but found faster."""
        prices = Prices(self.rows, at)
        rows = self.rows
        broken = Multipliers(-rows.capacity.astype(float), -rows.money.astype(float), rows.lags.astype(float))
        value = self.constant + prices.of_rows()
        ends: dict[str, int] = {}
        worth: dict[str, dict[Option | None, int]] = {}
        options: dict[str, Option] = {}
        for name, own in self.blocks.items():
            allowed = own if only is None else {option: own[option] for option in own if option in only[name]}
            solved = {option: self._block((name, option), block, prices) for option, block in allowed.items()}
            best = min(solved, key=lambda option: (solved[option][0], str(option)))
            worth[name] = {option: found[0] for option, found in solved.items()}
            value += solved[best][0]
            self._note((name, best), solved[best][1], prices, broken, ends)
            if best is not None:
                options[name] = best
        value += self._milestones(prices, broken, ends)
        return Answer(value, broken, ends, options, worth)

    def _block(self, owner: Owner, block: Block, prices: Prices) -> tuple[int, Ints]:
        """A block's least value, and the start of each of its nodes."""
        value = block.constant + self._absence(owner, prices)
        if block.closure is None:
            return value, np.zeros(0, dtype=np.int64)
        weights = list(block.weights)
        weeks = np.arange(self.weeks)
        for number, feature in enumerate(self.features[owner]):
            ends = block.ends[number]
            weight = weights[number] + prices.staffing(feature.step, ends, feature.needs)
            for payer, amount in feature.payments:
                weight = weight + amount * prices.paid(payer, ends, at_end=feature.step.pays_end)
            weight = weight + int(prices.order[feature.before].sum()) * ends
            weights[number] = weight - int(prices.order[feature.after].sum()) * weeks
        least, starts = block.closure.solve(weights)
        return value + least, starts

    def _note(self, owner: Owner, starts: Ints, prices: Prices, broken: Multipliers, ends: dict[str, int]) -> None:
        """Put what the chosen block uses on the rows."""
        before, after = self._absences(owner)
        np.subtract.at(broken.order, before, self.rows.lags[before])
        np.subtract.at(broken.order, after, self.weeks + self.rows.lags[after])
        block = self.blocks[owner[0]][owner[1]]
        for number, feature in enumerate(self.features[owner]):
            step, start = feature.step, int(starts[number])
            end = int(block.ends[number][start])
            ends[step.id] = end
            resting = self.programme.paused(step)
            weeks = [week for week in range(start, end) if week not in resting]
            for need, pools in feature.needs:
                broken.staff[prices.cheapest(step, (start, end), pools), weeks] += need
            year = self.rows.year_of_end[end] if step.pays_end else self.rows.year_of_start[start]
            for payer, amount in feature.payments:
                broken.money[payer, year:] += amount
            broken.order[feature.before] += end
            broken.order[feature.after] -= start

    def _milestones(self, prices: Prices, broken: Multipliers, ends: dict[str, int]) -> int:
        """Each milestone's own week: its lateness, and the order rows that it stands in."""
        total, timeline = 0, self.programme.timeline
        for name, milestone in sorted(self.programme.scenario.milestones.items()):
            due = timeline.week_of(milestone.due) + 1
            last = min(due, self.rows.latest) if milestone.is_hard else self.rows.latest
            weeks = np.arange(max(0, last) + 1)
            price = (milestone.late_per_week or 0) * FINE if self._certain(name) else 0
            before, after = self.rows.orders_of(name)
            slope = int(prices.order[before].sum()) - int(prices.order[after].sum())
            cost = np.maximum(0, weeks - due) * price + slope * weeks
            week = int(np.argmin(cost))
            total += int(cost[week])
            broken.order[before] += week
            broken.order[after] -= week
            ends[name] = week
        return total

    def _certain(self, milestone: str) -> bool:
        """Whether a milestone is reached in every plan: nothing that it stands for may stay as it is."""
        domains = {atom.target.split("/")[0] for atom in self.programme.atoms(milestone) if "/" in atom.target}
        return not any(STAYS in self.options[domain] for domain in domains)

    # --- absent steps ---------------------------------------------------------------------------------

    def _absences(self, owner: Owner) -> tuple[list[int], list[int]]:
        """Order rows whose earlier, and whose later, step is the block's but not there under its option."""
        if owner not in self._absent:
            there, mine = set(self.blocks[owner[0]][owner[1]].names), f"{owner[0]}/"
            orders = list(enumerate(self.rows.orders))
            before = [place for place, row in orders if row.before.startswith(mine) and row.before not in there]
            after = [place for place, row in orders if row.after.startswith(mine) and row.after not in there]
            self._absent[owner] = before, after
        return self._absent[owner]

    def _absence(self, owner: Owner, prices: Prices) -> int:
        """An absent earlier step counts as long done (its end at −lag), an absent later one as beyond the period."""
        before, after = self._absences(owner)
        value = -int((prices.order[before] * self.rows.lags[before]).sum())
        return value - int((prices.order[after] * (self.weeks + self.rows.lags[after])).sum())


def benefit_carriers(programme: Programme) -> dict[str, str]:
    """By benefit: the domain from whose cutover alone it is counted, which is never later than the true start.

    It is the one that waits for most others of the benefit; "" where measures alone are required.
    """
    found = {}
    for name, benefit in programme.scenario.benefits.items():
        domains = {item for item in benefit.requires if item in programme.scenario.domains}
        needed = {domain: len(domains.intersection(programme.scenario.domains[domain].needs)) for domain in domains}
        found[name] = min(domains, key=lambda domain: (-needed[domain], domain), default="")
    return found
