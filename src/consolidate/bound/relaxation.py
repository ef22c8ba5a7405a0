"""The relaxation: blocks by minimum cut, coupling rows priced by multipliers, the best option of each domain.

For any multipliers that are not negative the value is a lower bound on every plan (Lagrange). They are rounded to
whole numbers first, so that the value is exact. Left out, and never cheaper than nothing: limits on camels and babies,
soft limits of all kinds, notice dates. What has happened stands where it does and costs what it has; no
rule binds it, and it leaves that much less for all else (``nodes.py``, ``past.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.block import BlockBuilder
from consolidate.bound.closure import Closure
from consolidate.bound.flat import Broken, Flat, Pairs, Tariff, flatten
from consolidate.bound.multipliers import Shape
from consolidate.bound.nodes import Block
from consolidate.bound.pricing import price, use
from consolidate.bound.rows import Ints, Rows
from consolidate.graph.windows import open_windows, option_windows
from consolidate.ledger import costs
from consolidate.programme.programme import Programme
from consolidate.programme.steps import STAYS, Option
from consolidate.units import FINE

Floats = NDArray[np.float64]
MEASURES = ""
"""The owner of the block of all measures."""
Owner = tuple[str, Option | None]
"""A domain and an option, or ``MEASURES`` and None."""
ABSENT = -1


@dataclass(frozen=True)
class Answer:
    """The value at some multipliers, how far each row is broken, the start of each step of the chosen options (by slot,
    ``ABSENT`` for others), the options, and what each option is worth.
    """

    value: int
    broken: Floats
    starts: Ints
    options: dict[str, Option]
    worth: dict[str, dict[Option | None, int]]


class Relaxation:
    """The relaxation of one programme under the options that are open."""

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme, self.options = programme, options
        self.weeks = programme.weeks
        self.carrier = benefit_carriers(programme)
        self.rows = Rows(programme, options)
        self.pairs = Pairs(self.rows)
        self.slots: dict[str, int] = {}
        self.flats: dict[Owner, Flat] = {}
        self.blocks = self._build()
        self.infeasible = not all(self.blocks.values())
        self.places = {
            owner: np.array([self.slots.setdefault(name, len(self.slots)) for name in block.names], dtype=np.int64)
            for owner, block in self._owned()
        }
        self.shape = Shape.of(self.rows)
        self.constant = costs.outside_value(programme) - self._free_benefits()
        self._works, self._resources = self.pairs.works(), self.pairs.resources()
        self._networks: dict[tuple[Owner, int], Closure] = {}
        self._long_done = {owner: self._done_rows(owner) for owner, _ in self._owned()}
        self.variables = sum(block.variables for _, block in self._owned())
        """Variables of all cuts over weeks: a measure of the work of one full solve."""

    def _build(self) -> dict[str, dict[Option | None, Block]]:
        programme, options = self.programme, self.options
        windows, measure_windows = option_windows(programme, options), open_windows(programme, options)
        builder = BlockBuilder(programme, windows, measure_windows, self.carrier)
        found: dict[str, dict[Option | None, Block]] = {name: {} for name in (MEASURES, *options)}
        wanted: list[Owner] = [
            (MEASURES, None),
            *((domain, option) for domain, own in options.items() for option in own),
        ]
        for name, option in wanted:
            block = builder.measures() if option is None else builder.domain(name, option)
            if self._has_what_is_pinned(name, block) and block.narrow():
                found[name][option] = block
                if block.weights:
                    self.flats[name, option] = flatten(block, self.rows, self.pairs)
                    block.weights.clear()  # they stand in the flat array now
        return found

    def _has_what_is_pinned(self, domain: str, block: Block) -> bool:
        """Whether a block has each step of its domain that has happened or been adopted: every plan has."""
        pinned = {step for step in self.programme.pinned_steps if step.startswith(f"{domain}/")}
        return pinned.issubset(block.names)

    def _owned(self) -> list[tuple[Owner, Block]]:
        return [((name, option), block) for name, own in self.blocks.items() for option, block in own.items()]

    def network(self, owner: Owner, bucket: int) -> Closure:
        """The network of a block over buckets of some weeks, made once."""
        key = (owner, bucket)
        if key not in self._networks:
            block = self.blocks[owner[0]][owner[1]]
            self._networks[key] = Closure(block.opens, block.links, bucket)
        return self._networks[key]

    def forget(self, bucket: int) -> None:
        """Give back the networks over buckets of so many weeks."""
        self._networks = {key: network for key, network in self._networks.items() if key[1] != bucket}

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

    def solve(self, at: Floats, only: Mapping[str, set[Option | None]] | None = None, bucket: int = 1) -> Answer:
        """The value at multipliers; with ``only`` some options per block it is no bound, but found faster."""
        tariff, value = self._tariff(at)
        value += self.constant
        broken = np.zeros(self.shape.size)
        week, money, order = self.shape.parts(broken)
        week -= self.rows.capacity
        note = Broken(week, np.zeros(self.shape.money), order)
        starts = np.full(len(self.slots), ABSENT, dtype=np.int64)
        worth: dict[str, dict[Option | None, int]] = {}
        options: dict[str, Option] = {}
        for name, own in self.blocks.items():
            allowed = [option for option in own if only is None or option in only[name]]
            solved = {option: self._block((name, option), own[option], tariff, bucket) for option in allowed}
            best = min(solved, key=lambda option: (solved[option][0], str(option)))
            worth[name] = {option: found[0] for option, found in solved.items()}
            value += solved[best][0]
            self._note((name, best), solved[best][1], tariff, note, starts)
            if best is not None:
                options[name] = best
        value += self._milestones(tariff, order)
        money += self._spent(note.spent) - self.rows.granted
        return Answer(value, broken, starts, options, worth)

    def _tariff(self, at: Floats) -> tuple[Tariff, int]:
        """Prices as running sums, and what the rows' right-hand sides are worth."""
        week, money, order = (np.rint(part).astype(np.int64) for part in self.shape.parts(at))
        paid, granted = self.rows.money_prices(money)
        works = np.where(self._works, week[self._resources], 0)
        pair = np.zeros((len(works), self.weeks + 1), dtype=np.int64)
        np.cumsum(works, axis=1, out=pair[:, 1:])
        running = np.zeros((len(order), self.weeks + 2), dtype=np.int64)
        running[:, :-1] = np.cumsum(order[:, ::-1], axis=1)[:, ::-1]
        by_start, by_end = paid[:, self.rows.year_of_start], paid[:, self.rows.year_of_end]
        value = -int((week * self.rows.capacity).sum()) - granted
        return Tariff(pair, self._resources, by_start, by_end, running, self.rows.lags), value

    def _spent(self, spent: Floats) -> Floats:
        """By payer and year's row: what is spent until then, shrunk by what is not carried."""
        found = spent.copy()
        shares = np.array([float(share) for share in self.rows.carried])
        for year in range(1, found.shape[1]):
            found[:, year] += shares * found[:, year - 1]
        return found

    def _block(self, owner: Owner, block: Block, tariff: Tariff, bucket: int) -> tuple[int, Ints]:
        """A block's least value, and the start of each of its nodes."""
        value = block.constant - int(tariff.order[self._long_done[owner], 0].sum())
        if owner not in self.flats:
            return value, np.zeros(0, dtype=np.int64)
        network = self.network(owner, bucket)
        flat = self.flats[owner]
        weights = np.empty(flat.base.shape, dtype=np.int64)
        price(flat, tariff, network.windows, weights)
        least, starts = network.solve(weights)
        return value + least, starts

    def _note(self, owner: Owner, starts: Ints, tariff: Tariff, broken: Broken, placed: Ints) -> None:
        """Put what the chosen block uses on the rows, and its steps' starts in their slots."""
        np.subtract.at(broken.order, self._long_done[owner], 1)
        flat: Flat | None = self.flats.get(owner)
        if flat is not None:
            years = self.rows.year_of_start, self.rows.year_of_end
            use(flat, tariff, starts, years, broken, self._works)
            placed[self.places[owner]] = starts[: len(self.places[owner])]

    def _milestones(self, tariff: Tariff, broken: Floats) -> int:
        """Each milestone's own week: its lateness, and the order rows that it stands in."""
        total, timeline = 0, self.programme.timeline
        end = tariff.order.shape[1] - 1
        for name, milestone in sorted(self.programme.scenario.milestones.items()):
            due = timeline.week_of(milestone.due) + 1
            binds = milestone.is_hard and due > self.programme.status_week  # what has passed nobody can keep any more
            last = max(due, self.rows.settled[name]) if binds else self.rows.latest  # nor what facts alone make late
            weeks = np.arange(max(0, min(last, self.rows.latest)) + 1)
            price = (milestone.late_per_week or 0) * FINE if self._certain(name) else 0
            before, after = self.rows.orders_of(name)
            cost = np.maximum(0, weeks - due) * price + tariff.order[after][:, np.minimum(weeks, end)].sum(axis=0)
            for row in before:
                cost = cost - tariff.order[row, np.minimum(weeks + self.rows.lags[row], end)]
            week = int(np.argmin(cost))
            total += int(cost[week])
            for row in before:
                broken[row, min(week + int(self.rows.lags[row]), end) :] -= 1
            broken[after, min(week, end) :] += 1
        return total

    def _certain(self, milestone: str) -> bool:
        """Whether a milestone is reached in every plan: nothing that it stands for may stay as it is."""
        domains = {atom.target.split("/")[0] for atom in self.programme.atoms(milestone) if "/" in atom.target}
        return not any(STAYS in self.options[domain] for domain in domains)

    # --- absent steps ---------------------------------------------------------------------------------

    def _done_rows(self, owner: Owner) -> Ints:
        """Order rows whose earlier step is the block's but not there under its option: it counts as long done.

        One whose later step is not there binds nothing.
        """
        name, option = owner
        there, mine = set(self.blocks[name][option].names), f"{name}/"
        rows = [
            place
            for place, row in enumerate(self.rows.orders)
            if name != MEASURES and row.before.startswith(mine) and row.before not in there
        ]
        return np.array(rows, dtype=np.int64)


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
