"""Windows of start weeks for steps, under chosen options or under any choice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from consolidate.building import building
from consolidate.graph.bounds import Bounds
from consolidate.graph.lattice import Choices, Lattice, Owner
from consolidate.programme.programme import Programme
from consolidate.programme.steps import STAYS, Option
from consolidate.rules import Rule

Window = tuple[int, int]
"""Earliest and latest start week, both counted; the earliest is the greater where no week is left."""


def open_options(programme: Programme) -> dict[str, tuple[Option, ...]]:
    """By domain: the options that are open, where a target is promised only those that keep it."""
    pinned = programme.pinned_options
    return {
        domain: tuple(option for option in options if option in pinned.get(domain, options)) or options
        for domain, options in programme.options.items()
    }


@building()
def chosen_bounds(programme: Programme, option_of: Callable[[str], Option], drop: Collection[Rule] = ()) -> Bounds:
    """Bounds under one option per domain."""
    choices = {domain: (option_of(domain),) for domain in programme.options}
    return Bounds(Lattice(programme, choices), drop)


@building()
def open_bounds(programme: Programme, choices: Choices | None = None, drop: Collection[Rule] = ()) -> Bounds:
    """Bounds that hold whatever is chosen among some options per domain (all that are open to it)."""
    return Bounds(Lattice(programme, open_options(programme) if choices is None else choices), drop)


def windows(programme: Programme, option_of: Callable[[str], Option], drop: Collection[Rule] = ()) -> dict[str, Window]:
    """By step under the chosen options: earliest and latest start week.

    ``drop`` names rules to leave out, so that a model without a rule may still read windows.
    """
    return _by_step(chosen_bounds(programme, option_of, drop))


def open_windows(
    programme: Programme, choices: Choices | None = None, drop: Collection[Rule] = ()
) -> dict[str, Window]:
    """By step: earliest and latest start week in any plan that takes the step, whatever options are chosen."""
    return _by_step(open_bounds(programme, choices, drop))


def option_windows(
    programme: Programme, choices: Choices | None = None, drop: Collection[Rule] = ()
) -> dict[Owner, dict[str, Window]]:
    """By (domain, option): each of its steps' windows, whatever options the other domains take."""
    bounds = open_bounds(programme, choices, drop)
    found: dict[Owner, dict[str, Window]] = {}
    for place, node in enumerate(bounds.nodes):
        if node.step is not None and node.owner is not None:
            found.setdefault(node.owner, {})[node.id] = bounds.window(place)
    return found


def possible_options(
    programme: Programme,
) -> tuple[dict[str, tuple[Option, ...]], dict[Owner, dict[str, Window]]]:
    """By domain: the open options that leave each of their steps a week; and the windows of all open ones."""
    options = open_options(programme)
    found = option_windows(programme, options)
    possible = {
        domain: tuple(option for option in own if option.stays or _fits(found.get((domain, option), {})))
        for domain, own in options.items()
    }
    return possible, found


def _fits(windows: dict[str, Window]) -> bool:
    return all(earliest <= latest for earliest, latest in windows.values())


def earliest_starts(programme: Programme, drop: Collection[Rule] = ()) -> dict[str, int]:
    """By step: a week before which it starts in no plan, whatever options are chosen."""
    return {step: earliest for step, (earliest, _) in open_windows(programme, drop=drop).items()}


def _by_step(bounds: Bounds) -> dict[str, Window]:
    found: dict[str, Window] = {}
    for place, node in enumerate(bounds.nodes):
        if node.step is None:
            continue
        earliest, latest = bounds.window(place)
        old = found.get(node.id, (earliest, latest))
        found[node.id] = min(earliest, old[0]), max(latest, old[1])
    return found


def shortest_options(programme: Programme, bounds: Bounds | None = None) -> dict[str, Option]:
    """By domain: the option with the shortest chain to its last cutover, ties to the first by id.

    Optional domains take one too; a domain that nothing can be chosen for stays. ``bounds``: open ones, where they
    are at hand.
    """
    bounds = bounds or open_bounds(programme)
    return {domain: _shortest(bounds, domain, options) for domain, options in bounds.lattice.choices.items()}


def _shortest(bounds: Bounds, domain: str, options: Collection[Option]) -> Option:
    real = [option for option in options if not option.stays]
    reach = {option: bounds.early_end[bounds.lattice.place(domain, (domain, option))] for option in real}
    return min(real, key=lambda option: reach[option], default=STAYS)


def as_function(options: Mapping[str, Option]) -> Callable[[str], Option]:
    """Chosen options as the function that gates are resolved with."""
    return lambda domain: options[domain]
