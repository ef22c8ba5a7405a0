"""References of commitments and actuals: what has been promised, and what has happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consolidate.errors import shown
from consolidate.scenario.references.known import Known, one_of, step_fault, unknown, unknown_keys
from consolidate.scenario.troubles import Path, Trouble
from consolidate.text import _


def baseline_troubles(known: Known) -> Iterator[Trouble]:
    """Promises and facts about steps, targets, contracts, payers and pools that do not exist."""
    commitments, actuals = known.scenario.commitments, known.scenario.actuals
    yield from _steps(known, ("commitments", "steps"), commitments.steps)
    yield from _targets(known)
    yield from _steps(known, ("actuals", "steps"), actuals.steps)
    yield from _notices(known)
    yield from unknown_keys(("actuals", "spent"), actuals.spent, _("`programme` or a municipality"), known.payers)
    yield from unknown_keys(("actuals", "pools"), actuals.pools, _("`joint` or a municipality"), known.pools)
    for pool, skills in actuals.pools.items():
        yield from unknown_keys(("actuals", "pools", pool), skills, _("a skill of some pool"), known.skills)


def _steps(known: Known, path: Path, steps: Iterable[str]) -> Iterator[Trouble]:
    for step in steps:
        if "/" in step:
            allowed = step_fault(known, step)
        elif step in known.measures:
            allowed = None
        else:
            allowed = one_of(_("a measure or a step"), step, known.measures)
        if allowed is not None:
            yield Trouble((*path, step), "", allowed)


def _targets(known: Known) -> Iterator[Trouble]:
    targets = known.scenario.commitments.targets
    yield from unknown_keys(("commitments", "targets"), targets, _("a domain"), known.domains)
    for domain, target in targets.items():
        spec = known.scenario.domains.get(domain)
        if spec is None:
            continue
        path: Path = ("commitments", "targets", domain)
        yield from unknown((*path, "product"), target.product, _("a candidate"), known.products(domain))
        candidate = spec.candidates.get(target.product)
        if candidate is not None and target.route is not None:
            yield from unknown((*path, "route"), target.route, _("a route of the candidate"), candidate.routes)


def _notices(known: Known) -> Iterator[Trouble]:
    for place in known.scenario.actuals.notices:
        domain, _slash, municipality = place.partition("/")
        system = known.scenario.installed.get(municipality, {}).get(domain)
        if domain not in known.domains or municipality not in known.municipalities:
            yield Trouble(("actuals", "notices", place), "", _("`domain/municipality`"))
        elif system is not None and system.contract is None:
            allowed = _("a system with a contract; {place} has none").format(place=shown(place))
            yield Trouble(("actuals", "notices", place), "", allowed)
