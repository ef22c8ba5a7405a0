"""References of blackouts, milestones, goals, benefits and the policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consolidate.errors import shown
from consolidate.scenario.references.known import (
    Known,
    all_unknown,
    gate_fault,
    one_of,
    step_fault,
    unknown,
    unknown_keys,
    wait_troubles,
)
from consolidate.scenario.troubles import Path, Trouble
from consolidate.text import _


def aim_troubles(known: Known) -> Iterator[Trouble]:
    """Whatever aims at a domain, step, measure or municipality that does not exist."""
    yield from _blackouts(known)
    yield from _milestones(known)
    yield from _goals(known)
    yield from _benefits(known)
    yield from _policy(known)


def _blackouts(known: Known) -> Iterator[Trouble]:
    for name, blackout in known.scenario.blackouts.items():
        path: Path = ("blackouts", name)
        yield from all_unknown((*path, "domains"), blackout.domains or (), _("a domain"), known.domains)
        yield from all_unknown(
            (*path, "municipalities"), blackout.municipalities or (), _("a municipality"), known.municipalities
        )
        if "steps" in blackout.model_fields_set:
            kinds = known.step_names
            yield from all_unknown((*path, "steps"), blackout.steps, _("a step of a template"), kinds)


def _milestones(known: Known) -> Iterator[Trouble]:
    for name, milestone in known.scenario.milestones.items():
        path: Path = ("milestones", name)
        yield from _complete(known, (*path, "complete"), milestone.complete, required=True)
        yield from wait_troubles((*path, "after"), milestone.after, lambda found: gate_fault(known, found))


def _complete(known: Known, path: Path, complete: Sequence[str], *, required: bool) -> Iterator[Trouble]:
    """Lists of domains, steps and measures; those of a milestone only of required domains."""
    for place, found in enumerate(complete):
        domain = found.split("/")[0]
        spec = known.scenario.domains.get(domain)
        if "/" in found:
            allowed = step_fault(known, found)
        elif found in known.domains | known.measures:
            allowed = None
        else:
            allowed = one_of(_("a domain, measure or step"), found, known.domains | known.measures)
        if allowed is None and required and spec is not None and not spec.required:
            allowed = _("a milestone lists required domains only; this one may stay as it is")
        if allowed is not None:
            yield Trouble((*path, place), shown(found), allowed)


def _goals(known: Known) -> Iterator[Trouble]:
    for name, goal in known.scenario.goals.items():
        path: Path = ("goals", name)
        for place, found in enumerate(goal.complete):
            allowed = gate_fault(known, found)
            if allowed is not None:
                yield Trouble((*path, "complete", place), shown(found), allowed)
        if goal.municipality is not None:
            here = (*path, "municipality")
            yield from unknown(here, goal.municipality, _("a municipality"), known.municipalities)


def _benefits(known: Known) -> Iterator[Trouble]:
    sources = known.domains | known.measures
    for name, benefit in known.scenario.benefits.items():
        path: Path = ("benefits", name)
        yield from all_unknown((*path, "requires"), benefit.requires, _("a domain or measure"), sources)
        if isinstance(benefit.per_year, dict):
            here = (*path, "per_year")
            yield from unknown_keys(here, benefit.per_year, _("a municipality"), known.municipalities)


def _policy(known: Known) -> Iterator[Trouble]:
    policy = known.scenario.policy
    for kind, limits in (("camels", policy.camels), ("babies", policy.babies)):
        yield from unknown_keys(("policy", kind), limits, _("`all` or a municipality"), known.everyone)
        for whom, limit in limits.items():
            for field, domains in (("refused", limit.refused), ("accepted", limit.accepted)):
                yield from all_unknown(("policy", kind, whom, field), domains, _("a domain"), known.domains)
