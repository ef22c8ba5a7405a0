"""How long the systems of today stay, as variables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from consolidate.model.leaving import leaving_options, leavings
from consolidate.model.terms import Term, constant, total
from consolidate.model.variables import Variables
from consolidate.programme.steps import Option, step_id


def options_by_path(variables: Variables, domain: str, municipality: str) -> dict[str, frozenset[Option | None]]:
    """Options of a domain by what they mean to a participant: ``stays``, ``light``, ``full``, ``fresh``."""
    found: dict[str, set[Option | None]] = {}
    for option in variables.scope.options[domain]:
        path = "stays" if option.stays else variables.programme.path(domain, municipality, option)
        found.setdefault(path, set()).add(option)
    return {path: frozenset(options) for path, options in found.items()}


def running_starts(
    variables: Variables, domain: str, municipality: str, options: frozenset[Option | None]
) -> Iterator[tuple[Term, frozenset[Option | None]]]:
    """From which week the new system costs, options alike joined: the steps marked so, else the cutover."""
    groups: dict[tuple[str, ...], set[Option | None]] = {}
    for option in sorted((option for option in options if option is not None), key=str):
        groups.setdefault(variables.programme.running_steps(domain, municipality, option), set()).add(option)
    for steps, own in groups.items():
        yield variables.once(("first start", steps), partial(_lowest_start, variables, steps)), frozenset(own)


def _lowest_start(variables: Variables, steps: tuple[str, ...]) -> Term:
    return variables.build.lowest([variables.start(step) for step in steps])


def still_there(variables: Variables, domain: str, municipality: str, day: int) -> Term:
    """1 where the old system still costs after a day index: it must then be renewed."""
    build, first_week = variables.build, day // 7 + 1
    parts: list[Term] = []
    for path, options in options_by_path(variables, domain, municipality).items():
        condition = variables.one_of(domain, options)
        if path == "stays":
            parts.append(condition)
        elif path == "light":
            for start, own in running_starts(variables, domain, municipality, options):
                later = build.at_least(start, first_week)
                parts.append(build.all_of(later, variables.one_of(domain, own)))
        elif path == "full":
            parts += _old_left(variables, domain, municipality, condition, day)
    return total(parts) if parts else constant(0)


def _old_left(variables: Variables, domain: str, municipality: str, condition: Term, day: int) -> list[Term]:
    build = variables.build
    late = build.at_least(variables.end(step_id(domain, municipality, "decommission")), day // 7 + 1)
    if not leaving_options(variables, domain, municipality):
        return [build.all_of(late, condition)]
    for leaving in leavings(variables):
        if (leaving.domain, leaving.municipality) == (domain, municipality):
            terms = [chosen for ending, chosen in leaving.terms if ending.last_day + 1 > day]
            return [*terms, build.all_of(late, leaving.fee)]
    return []
