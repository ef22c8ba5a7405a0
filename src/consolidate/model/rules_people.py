"""Limits on camels and babies: they depend on targets alone (SPEC §5, §7.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consolidate.model.terms import Term, times, total
from consolidate.model.variables import Variables
from consolidate.programme.camels import buried, camel
from consolidate.programme.steps import Option
from consolidate.scenario.aims import Limit

Taken = list[tuple[str, str, Option, int]]
"""(domain, municipality, option, burden in tenths) for each camel or baby that an option is."""


def camels_taken(variables: Variables) -> Taken:
    """Every camel that any allowed option is."""
    found: Taken = []
    for domain, options in variables.scope.options.items():
        for option in options:
            for name in variables.programme.participants(domain):
                one = camel(variables.programme, domain, name, option)
                if one is not None:
                    found.append((domain, name, option, one.burden_tenths))
    return found


def babies_taken(variables: Variables) -> Taken:
    """Every baby that any allowed option buries."""
    return [
        (domain, name, option, 0)
        for domain, options in variables.scope.options.items()
        for option in options
        for name in variables.programme.participants(domain)
        if buried(variables.programme, domain, name, option)
    ]


def camel_limit(variables: Variables) -> None:
    """At most so many camels, or so much burden, for one or for all; named ones are refused."""
    _hard(variables, variables.programme.scenario.policy.camels, camels_taken(variables))


def baby_limit(variables: Variables) -> None:
    """At most so many babies buried, for one or for all; named ones are refused."""
    _hard(variables, variables.programme.scenario.policy.babies, babies_taken(variables))


def _hard(variables: Variables, limits: Mapping[str, Limit], taken: Taken) -> None:
    for scope, limit in sorted(limits.items()):
        if limit.is_hard:
            count, burden, refused = limit_terms(variables, scope, limit, taken)
            variables.build.require(refused.expr <= 0)
            if limit.max is not None:
                variables.build.require(count.expr <= limit.max)
            if limit.max_burden is not None:
                variables.build.require(burden.expr <= 10 * limit.max_burden)


def limit_terms(variables: Variables, scope: str, limit: Limit, taken: Taken) -> tuple[Term, Term, Term]:
    """Of what falls under a limit: how many count, their burden in tenths, and how many are refused ones."""
    own = [one for one in taken if scope in ("all", one[1])]
    counted = [one for one in own if one[0] not in limit.accepted]
    return (
        total(_chosen(variables, counted)),
        total(times(term, one[3]) for one, term in zip(counted, _chosen(variables, counted), strict=True)),
        total(_chosen(variables, [one for one in own if one[0] in limit.refused])),
    )


def _chosen(variables: Variables, taken: Taken) -> Iterator[Term]:
    return (variables.option(domain, option) for domain, _, option, _ in taken)
