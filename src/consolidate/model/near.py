"""What a model must look at: everything, or what freed steps touch while the rest of a plan stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consolidate.model.scope import Scope
from consolidate.model.standing import Beside
from consolidate.programme.steps import Option, Step, step_id


@dataclass(frozen=True)
class Slot:
    """A step wherever it appears: under which options of its domain, and as what (None: a measure)."""

    id: str
    domain: str | None
    variants: tuple[tuple[Option | None, Step], ...]

    @property
    def step(self) -> Step:
        """One of the variants; what does not depend on the option can be read from it."""
        return self.variants[0][1]


@dataclass(frozen=True)
class Near:
    """The part of a programme that a model holds.

    ``pairs``: by domain, the participants of whom something may change. ``contracts``: (domain, municipality) that may
    be left in another way, or whose notice waits for something that moves. ``milestones`` that may be reached at
    another time. ``beside``: what stands beside all this; None where nothing does.
    """

    slots: Mapping[str, Slot]
    pairs: Mapping[str, tuple[str, ...]]
    contracts: tuple[tuple[str, str], ...]
    milestones: tuple[str, ...]
    beside: Beside | None = None


def near(scope: Scope) -> Near:
    """What the model of a scope holds."""
    return _everything(scope) if scope.standing is None else _touched(scope)


def _everything(scope: Scope) -> Near:
    """Every step that any allowed option brings, and every measure."""
    programme = scope.programme
    found: dict[str, list[tuple[Option | None, Step]]] = {
        name: [(None, step)] for name, step in programme.measures.items()
    }
    for domain in scope.options:
        found |= _variants(scope, domain)
    return Near(
        {name: Slot(name, variants[0][1].domain, tuple(variants)) for name, variants in found.items()},
        {domain: programme.participants(domain) for domain in scope.options},
        tuple(programme.contract_endings),
        tuple(sorted(programme.scenario.milestones)),
    )


def _variants(scope: Scope, domain: str) -> dict[str, list[tuple[Option | None, Step]]]:
    found: dict[str, list[tuple[Option | None, Step]]] = {}
    for option in scope.options[domain]:
        for name, step in scope.programme.work(domain, option).steps.items():
            found.setdefault(name, []).append((option, step))
    return found


def _touched(scope: Scope) -> Near:
    """Freed steps, what waits for them, and contracts and milestones that feel them."""
    assert scope.standing is not None
    assert scope.freed is not None
    programme, order = scope.programme, scope.standing.order
    targets = order.touched(scope.freed, scope.opened)
    contracts = set(order.notices(targets))
    opened = {name: variants for domain in sorted(scope.opened) for name, variants in _variants(scope, domain).items()}
    slots = {name: Slot(name, variants[0][1].domain, tuple(variants)) for name, variants in opened.items()}
    pairs: dict[str, set[str]] = {domain: set(programme.participants(domain)) for domain in sorted(scope.opened)}
    for name in sorted(scope.freed - slots.keys()):
        step = order.steps[name]
        slots[name] = _settled(scope, step)
        if step.domain is not None:
            own = pairs.setdefault(step.domain, set())
            own |= {step.municipality} if step.municipality else set()
    contracts |= {(domain, name) for domain, own in pairs.items() for name in own} & programme.contract_endings.keys()
    decommissions = {step_id(*pair, "decommission") for pair in contracts} & order.steps.keys()
    for name in sorted((order.waiting(targets) | decommissions) - slots.keys()):
        slots[name] = _settled(scope, order.steps[name])
    milestones = (name for name in programme.scenario.milestones if order.moves(name, scope.freed, scope.opened))
    return Near(
        slots,
        {domain: tuple(sorted(own)) for domain, own in pairs.items()},
        tuple(sorted(contracts)),
        tuple(sorted(milestones)),
        scope.standing.beside(scope.freed),
    )


def _settled(scope: Scope, step: Step) -> Slot:
    """A step of a domain whose option stands, or a measure."""
    option = None if step.domain is None else scope.options[step.domain][0]
    return Slot(step.id, step.domain, ((option, step),))
