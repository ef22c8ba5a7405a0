"""A programme made ready for search: which options may be combined, their arrays, and decisions read from arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from consolidate.building import building
from consolidate.construct.arrays import Ints, ints
from consolidate.construct.fitting import BY_FEE, NEED_AT, State
from consolidate.construct.layout import lay_out
from consolidate.construct.net import Net, make_net
from consolidate.construct.score import Choice
from consolidate.ledger import costs
from consolidate.ledger.priced import burden_price_fine
from consolidate.plan.document import ContractDecision, Decisions, StepDecision, Target
from consolidate.programme.camels import LimitUse, buried, camel, limit_use
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.aims import Limit
from consolidate.units import FINE

Options = Mapping[str, Option]
REFUSED = 1000
"""Excess of one camel or baby over a hard limit."""
LACKING = 1000
"""Excess of one step that has been promised or has happened, and that the options do not bring."""


@dataclass(frozen=True)
class Part:
    """What one option of a domain brings to a choice: slots with their rows, systems, and what people bear.

    ``yearly``: fixed running cost; ``fine``: burden and babies; ``camels`` and ``babies``: those that limits count.
    """

    slots: Ints
    rows: Ints
    systems: Ints
    yearly: int
    fine: int
    camels: tuple[tuple[str, str, int], ...]
    babies: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Chosen:
    """The arrays of chosen options, and the excess that the options bring by themselves."""

    net: Net
    choice: Choice
    excess: int


class Problem:
    """Arrays and rules of combination for one programme."""

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme = programme
        self.options = options
        self.layout = lay_out(programme, options)
        self._needs = {(name, option): self._needed(name, option) for name, own in options.items() for option in own}
        self._noticed = {(name, option): self._notices(name, option) for name, own in options.items() for option in own}
        self._outside = costs.outside_value(programme)
        self._measure_needs = self._touched(
            [wait.target for step in programme.measures.values() for wait in step.waits]
        )
        self._pinned_domains = frozenset(name.split("/")[0] for name in programme.pinned_steps if "/" in name)
        self._pinned = [name for name in programme.pinned_steps if name in self.layout.slot_number]
        self._parts: dict[tuple[str, Option], Part] = {}

    # --- which options go together --------------------------------------------------------------------

    def _needed(self, domain: str, option: Option) -> frozenset[str]:
        """Other domains that this one cannot do without under an option."""
        waits = [wait.target for step in self.programme.work(domain, option).steps.values() for wait in step.waits]
        return self._touched(waits) - {domain}

    def _notices(self, domain: str, option: Option) -> frozenset[str]:
        """Domains that notices to end contracts wait for; were one to stay, the construction would not see that."""
        programme = self.programme
        left = [name for name in programme.participants(domain) if programme.must_leave(domain, name, option)]
        return self._touched({wait.target for name in left for wait in programme.notice_target(domain, name, option)})

    def _touched(self, targets: set[str] | list[str]) -> frozenset[str]:
        atoms = {atom.target for target in targets for atom in self.programme.atoms(target)}
        return frozenset(atom.split("/")[0] for atom in atoms if "/" in atom)

    def consistent(self, options: Options) -> dict[str, Option]:
        """The options, with domains taken up again that something which happens cannot do without.

        A domain that can only stay does stay: ``choose`` counts it as excess.
        """
        found = dict(options)
        while True:
            before = dict(found)
            noticed = frozenset().union(*(self._noticed[place] for place in found.items()))
            for domain in (*self._missing(found), *sorted(name for name in noticed if found[name].stays)):
                found[domain] = next((option for option in self.options[domain] if not option.stays), found[domain])
            if found == before:
                return found

    def _missing(self, options: Options) -> list[str]:
        """Domains that stay, although something which happens cannot do without them."""
        wanted = set(self._measure_needs | self._pinned_domains)
        wanted.update(*(self._needs[place] for place in options.items()))
        return sorted(domain for domain in wanted if options[domain].stays)

    # --- arrays of chosen options ---------------------------------------------------------------------

    def choose(self, options: Options) -> Chosen:
        """The arrays of one option per domain."""
        layout, programme = self.layout, self.programme
        row = np.full(int(layout.world.size[0]), -1, dtype=np.int64)
        for name in programme.measures:
            row[layout.slot_number[name]] = layout.row_number[name, None]
        parts = [self._part(domain, option) for domain, option in sorted(options.items())]
        for part in parts:
            row[part.slots] = part.rows
        static, excess = self._limits(parts)
        excess += LACKING * len(self._missing(options))
        excess += LACKING * sum(int(row[self.layout.slot_number[name]]) < 0 for name in self._pinned)
        static += self._outside + sum(part.fine for part in parts)
        choice = Choice(
            system=np.concatenate([part.systems for part in parts]) if parts else ints(()),
            domain=np.repeat(np.arange(len(parts)), ints(len(part.systems) for part in parts)),
            fixed_yearly=ints(part.yearly for part in parts),
            static_fine=static,
        )
        return Chosen(make_net(row, layout.rows, layout.world), choice, excess)

    def _part(self, domain: str, option: Option) -> Part:
        """What an option of a domain brings, made when it is first chosen."""
        if (domain, option) not in self._parts:
            self._parts[domain, option] = self._made(domain, option)
        return self._parts[domain, option]

    def _made(self, domain: str, option: Option) -> Part:
        programme, policy, layout = self.programme, self.programme.scenario.policy, self.layout
        names, steps = programme.participants(domain), programme.work(domain, option).steps
        camels = [one for name in names if (one := camel(programme, domain, name, option))]
        babies = [name for name in names if buried(programme, domain, name, option)]
        burdens = sum(burden_price_fine(one.burden_tenths, policy.burden_price) for one in camels)
        return Part(
            slots=ints(layout.slot_number[name] for name in steps),
            rows=ints(layout.row_number[name, option] for name in steps),
            systems=ints(layout.system_number[domain, name, option] for name in names),
            yearly=0 if option.stays else sum(costs.fixed_shares(programme, domain, option).values()),
            fine=burdens + len(babies) * policy.baby_price * FINE,
            camels=tuple((domain, one.municipality, one.burden_tenths) for one in camels),
            babies=tuple((domain, name, 0) for name in babies),
        )

    def _limits(self, parts: Sequence[Part]) -> tuple[int, int]:
        """What passes limits on camels and babies: soft ones in hundred-thousandths, hard ones as excess."""
        policy = self.programme.scenario.policy
        if not policy.camels and not policy.babies:
            return 0, 0
        camels = [one for part in parts for one in part.camels]
        babies = [one for part in parts for one in part.babies]
        fine = excess = 0
        for limits, taken in ((policy.camels, camels), (policy.babies, babies)):
            for scope, limit in limits.items():
                tenths = over_tenths(limit, limit_use(scope, limit.refused, limit.accepted, tuple(taken)))
                fine += tenths * (limit.price or 0) * FINE // 10
                excess += REFUSED * -(-tenths // 10) if limit.is_hard else 0
        return fine, excess

    # --- decisions ------------------------------------------------------------------------------------

    @building()
    def decisions(self, options: Options, chosen: Chosen, state: State) -> Decisions:
        """The decisions that a constructed schedule stands for."""
        return Decisions(
            targets={domain: as_target(option) for domain, option in options.items()},
            steps=self._steps(chosen.net, state),
            contracts=self._contracts(options, state),
        )

    def _steps(self, net: Net, state: State) -> dict[str, StepDecision]:
        layout, timeline = self.layout, self.programme.timeline
        rows, starts, pool_of = net.row.tolist(), state.start.tolist(), state.pool.tolist()
        firsts = layout.rows.row[:, NEED_AT].tolist()
        found = {}
        for slot, name in enumerate(layout.slot_ids):
            row = rows[slot]
            if row < 0:
                continue
            step = layout.row_steps[row]
            pools = {}
            for place, (skill, _) in enumerate(step.staff, firsts[row]):
                number = pool_of[place]
                if number >= 0 and layout.resources[number][0] != "joint":
                    pools[skill] = layout.resources[number][0]
            fact = self.programme.fact_span(step)
            start = starts[slot] if fact is None else fact[0]
            found[name] = StepDecision(start=timeline.day(start), pools=pools)
        return found

    def _end(self, row: int, slot: int, state: State) -> int:
        """The exclusive end of a step; of one that has happened its own, which may lie before the period."""
        fact = self.programme.fact_span(self.layout.row_steps[row])
        return fact[1] if fact is not None else int(state.end[slot])

    def _contracts(self, options: Options, state: State) -> dict[str, ContractDecision]:
        timeline, world = self.programme.timeline, self.layout.world
        found = {}
        for (domain, municipality, option), number in self.layout.contract_number.items():
            if options[domain] != option:
                continue
            chosen = int(state.ending[number])
            name = f"{domain}/{municipality}"
            if chosen == BY_FEE:
                last_step = f"{name}/decommission"
                row = self.layout.row_number[last_step, option]
                end = self._end(row, self.layout.slot_number[last_step], state)
                last = timeline.day_at(7 * end - 1)
                found[name] = ContractDecision(last_day=last, by="fee")
            elif chosen >= 0:
                last_day = int(world.ending[chosen, 0])
                ways = self.programme.contract_endings[domain, municipality]
                by = ways[chosen - int(world.contract[number, 0])].by
                found[name] = ContractDecision.model_validate({"last_day": timeline.day_at(last_day), "by": by})
        return found


def over_tenths(limit: Limit, use: LimitUse) -> int:
    """How far a limit is passed, in tenths of a camel, baby or user-point (``consolidate.ledger.priced``)."""
    over = 10 * len(use.refused)
    if limit.max is not None:
        over += 10 * max(0, len(use.counted) - limit.max)
    if limit.max_burden is not None:
        over += max(0, use.burden_tenths - 10 * limit.max_burden)
    return over


def as_target(option: Option) -> Target:
    """An option as a decision."""
    if option.stays:
        return Target(stays=True)
    return Target.model_validate({"product": option.product, "route": option.route})
