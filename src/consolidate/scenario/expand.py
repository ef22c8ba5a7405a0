"""The whole document: every default filled in, and where each value came from (SPEC §1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consolidate.scenario.defaults import with_defaults
from consolidate.scenario.document import Scenario
from consolidate.scenario.effective import merged_template
from consolidate.scenario.patch import apply_alternative
from consolidate.scenario.plain import plain
from consolidate.scenario.read import load_scenario, parse_scenario
from consolidate.scenario.references.known import TEMPLATES
from consolidate.scenario.troubles import Path, path_text, stands

_REMARKS = frozenset({"name", "note", "source"})
_STEP = ("domains", "…", "templates", "…", "…")


class Provenance(StrEnum):
    """Where a value came from, the weakest first."""

    PROGRAM = "program"
    DEFAULTS = "defaults"
    TEMPLATE = "template"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Expanded:
    """A whole document, and for the path of each of its values where it came from.

    ``null`` stands where there is none (no limit, no contract) and where a value depends on more than the
    document says in one place (`docs/model.md` has the formula).
    """

    document: dict[str, Any]
    provenance: Mapping[str, Provenance]


def expand(raw: bytes | dict[str, Any], alternative: str | None = None) -> Expanded:
    """A scenario with every default filled in; it is a document that means the same.

    Raises:
        FaultyDocument: the scenario is wrong in itself.
        UnknownName: it has no such alternative.
    """
    written, _troubles = load_scenario(raw)
    document = _filled(parse_scenario(raw, alternative))
    if alternative is not None:
        written = apply_alternative(written, alternative)
    return Expanded(document, dict(_origins(document, written)))


def _filled(scenario: Scenario) -> dict[str, Any]:
    """The document with defaults of the program, and with those that follow from other fields."""
    document: dict[str, Any] = _without_empty_remarks(plain(scenario.model_dump(by_alias=True)))
    document["defaults"] = {}
    document["status_date"] = scenario.status.isoformat()
    document["period"]["value_until"] = scenario.period.valued_until.isoformat()
    _fill_hardness(document, scenario)
    _fill_payers(document, scenario)
    for domain in scenario.domains:
        _fill_domain(document["domains"][domain], scenario, domain)
    for municipality, systems in scenario.installed.items():
        for domain, system in systems.items():
            if system.contract is not None:
                contract = document["installed"][municipality][domain]["contract"]
                contract["renews_months"] = system.contract.renewal
    return document


def _without_empty_remarks(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_empty_remarks(child)
            for key, child in value.items()
            if not (key in _REMARKS and child is None)
        }
    return [_without_empty_remarks(child) for child in value] if isinstance(value, list) else value


def _fill_hardness(document: dict[str, Any], scenario: Scenario) -> None:
    for name, budget in scenario.budgets.items():
        document["budgets"][name]["hard"] = budget.is_hard
    for name, blackout in scenario.blackouts.items():
        document["blackouts"][name]["hard"] = blackout.is_hard
    for name, milestone in scenario.milestones.items():
        document["milestones"][name]["hard"] = milestone.is_hard
    for kind, limits in (("camels", scenario.policy.camels), ("babies", scenario.policy.babies)):
        for name, limit in limits.items():
            document["policy"][kind][name]["hard"] = limit.is_hard


def _fill_payers(document: dict[str, Any], scenario: Scenario) -> None:
    sharing = scenario.sharing.joint_one_off
    for section in ("measures", "domains"):
        for spec in document[section].values():
            spec["paid_by"] = spec["paid_by"] or sharing.paid_by
            spec["key"] = spec["key"] or sharing.key


def _fill_domain(spec: dict[str, Any], scenario: Scenario, domain: str) -> None:
    spec["participants"] = list(scenario.participants(domain))
    spec["running_key"] = spec["running_key"] or spec["key"]
    for template in TEMPLATES:
        steps = merged_template(scenario, domain, template)
        for name in spec["templates"][template]:
            whole = plain(steps[name].model_dump(by_alias=True))
            spec["templates"][template][name] = _without_empty_remarks(whole)


def _origins(document: dict[str, Any], written: dict[str, Any]) -> Iterator[tuple[str, Provenance]]:
    under = with_defaults(written)
    for path in _leaves(document, ()):
        yield path_text(path), _origin(path, written, under)


def _origin(path: Path, written: dict[str, Any], under: dict[str, Any]) -> Provenance:
    if stands(written, path):
        return Provenance.DOCUMENT
    if stands(under, path):
        return Provenance.DEFAULTS
    overrides = path[0] == "domains" and path[2:3] == ("templates",) and len(path) > len(_STEP)
    return Provenance.TEMPLATE if overrides and stands(under, path[2:]) else Provenance.PROGRAM


def _leaves(value: Any, path: Path) -> Iterator[Path]:
    """Paths of all values that hold no others; an empty map or list is one."""
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list) and value:
        for place, child in enumerate(value):
            yield from _leaves(child, (*path, place))
    else:
        yield path
