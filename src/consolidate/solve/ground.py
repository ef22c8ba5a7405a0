"""A plan as neighbourhoods look at it: its chains, when they lie, and how much sooner or later would pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from consolidate.graph.windows import windows
from consolidate.ledger import costs
from consolidate.ledger.priced import moved_price
from consolidate.model.frame import Frame, Order
from consolidate.programme.schedule import Placed, Schedule
from consolidate.programme.steps import Option, Step

Chain = tuple[str, str]
"""A domain and a municipality, or ``joint``; a measure stands alone, as itself and nothing."""


def chain_of(step: Step) -> Chain:
    """The chain that a step belongs to."""
    return (step.domain, step.municipality or "joint") if step.domain else (step.id, "")


class Layout:
    """What depends on a plan's targets alone, so that it lasts for many plans."""

    def __init__(self, frame: Frame, order: Order, open_options: Mapping[str, tuple[Option, ...]]) -> None:
        programme = frame.programme
        self.frame, self.programme, self.order, self.open_options = frame, programme, order, open_options
        self.chains: dict[Chain, list[str]] = {}
        self.by_domain: dict[str, list[Chain]] = {}
        self.by_municipality: dict[str, list[Chain]] = {}
        for step in order.steps.values():
            if step.id not in programme.facts:
                self.chains.setdefault(chain_of(step), []).append(step.id)
        for chain in sorted(self.chains):
            if chain[1]:
                self.by_domain.setdefault(chain[0], []).append(chain)
                self.by_municipality.setdefault(chain[1], []).append(chain)
        self.by_municipality.pop("joint", None)
        begun = {step.split("/")[0] for step in programme.facts}
        self.flippable = sorted(
            domain for domain, options in open_options.items() if len(options) > 1 and domain not in begun
        )

    @cached_property
    def earliest(self) -> Mapping[str, int]:
        """By step: the first week that order alone leaves to it."""
        return {step: first for step, (first, _) in windows(self.programme, self.order.options.__getitem__).items()}

    @cached_property
    def weekly_gain(self) -> Mapping[Chain, float]:
        """By local chain: about what a week sooner is worth, in whole money of today."""
        programme, options = self.programme, self.order.options
        benefits: dict[str, float] = {}
        for step, gains in self.frame.gains.items():
            benefits[step] = sum(float(gain.yearly * gain.weight) / len(gain.waits) for gain in gains)
        shares = {name: self._new_running(name, option) for name, option in options.items() if not option.stays}
        found = {}
        for domain, municipality in self.chains:
            if municipality in ("", "joint"):
                continue
            yearly = programme.installed(domain, municipality).running - shares[domain].get(municipality, 0)
            yearly_gain = yearly + benefits.get(f"{domain}/{municipality}/cutover", 0.0)
            found[domain, municipality] = yearly_gain / 52
        return found

    def _new_running(self, domain: str, option: Option) -> dict[str, int]:
        fixed = costs.fixed_shares(self.programme, domain, option)
        running = costs.running_shares(self.programme, domain, option)
        return {name: amount + fixed.get(name, 0) for name, amount in running.items()}


class Ground:
    """One plan over its layout."""

    def __init__(self, layout: Layout, plan: Schedule) -> None:
        self.layout, self.plan, self.programme = layout, plan, plan.programme
        self.chains = layout.chains
        self.placed = plan.placed

    @cached_property
    def spans(self) -> Mapping[Chain, tuple[int, int]]:
        """By chain: the half-open weeks from its first start to its last end."""
        found = {}
        for chain, steps in self.chains.items():
            own = [self.placed[step] for step in steps]
            found[chain] = min(placed.start for placed in own), max(placed.end for placed in own)
        return found

    @cached_property
    def cutovers(self) -> list[tuple[int, Chain]]:
        """When each local chain cuts over, with it; sorted."""
        return sorted(
            (self.placed[name].start, chain)
            for chain in self.chains
            if chain[1] not in ("", "joint") and (name := f"{chain[0]}/{chain[1]}/cutover") in self.placed
        )

    @cached_property
    def savings(self) -> Mapping[Chain, float]:
        """By local chain: about what the plan loses by its not being over as early as order allows."""
        found = {}
        for start, chain in self.cutovers:
            first = self.layout.earliest.get(f"{chain[0]}/{chain[1]}/cutover", start)
            loss = self.layout.weekly_gain.get(chain, 0.0) * (start - first)
            if loss > 0:
                found[chain] = loss
        return found

    @cached_property
    def moved(self) -> Mapping[Chain, int]:
        """By chain: what its steps' being away from promised weeks costs, in whole money; those that moved only."""
        found: dict[Chain, int] = {}
        for step in self.programme.priced_weeks:
            if price := moved_price(self.plan, step):
                chain = chain_of(self.placed[step].step)
                found[chain] = found.get(chain, 0) + price
        return found

    def promised_week(self, chain: Chain) -> int:
        """The first week that has been promised at a price for a step of a chain."""
        return min(week for step in self.chains[chain] if (week := self.programme.priced_weeks.get(step)) is not None)

    def reached(self, milestone: str) -> int:
        """The exclusive end week by which a milestone is reached."""
        landing = self.layout.order.landing(milestone)
        return max((self.placed[step].end + lag for step, lag in landing if step in self.placed), default=0)

    def awaited(self, milestone: str) -> list[Placed]:
        """What a milestone waits for, the latest first."""
        own = [self.placed[step] for step, _ in self.layout.order.landing(milestone) if step in self.placed]
        return sorted(own, key=lambda placed: (-placed.end, placed.step.id))

    def near(self, week: int, chains: Iterable[Chain]) -> list[Chain]:
        """Chains sorted by how far their weeks lie from one."""
        spans = self.spans
        return sorted(chains, key=lambda chain: (max(spans[chain][0] - week, week - spans[chain][1], 0), chain))
