"""Chains as domains have them: reserved steps, weeks and shares of cost (SPEC §1, §3, §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from consolidate.errors import shown
from consolidate.scenario.document import Scenario
from consolidate.scenario.effective import merged_template
from consolidate.scenario.references.known import TEMPLATES, Known
from consolidate.scenario.troubles import Path, Trouble
from consolidate.scenario.work import Route, TemplateName, TemplateStep
from consolidate.text import _

NEEDED: tuple[tuple[TemplateName, str], ...] = (
    ("joint", "install"),
    ("full", "cutover"),
    ("full", "decommission"),
    ("light", "cutover"),
    ("light", "decommission"),
)
"""Reserved steps that each chain has."""

ROUTES: tuple[Route, ...] = ("procure", "extend")


def chain_troubles(known: Known) -> Iterator[Trouble]:
    """Chains that lack a reserved step or its weeks, or whose shares of cost do not add up; each once."""
    seen: set[Path] = set()
    for trouble in _troubles(known):
        if trouble.path not in seen:
            seen.add(trouble.path)
            yield trouble


def takes_light(scenario: Scenario, domain: str) -> bool:
    """Whether some participant already has a candidate, and so may take the light path."""
    candidates = scenario.domains[domain].candidates
    return any(
        system is not None and system.product in candidates
        for municipality in scenario.participants(domain)
        for system in [scenario.installed.get(municipality, {}).get(domain)]
    )


def _troubles(known: Known) -> Iterator[Trouble]:
    for template in TEMPLATES:
        common: Mapping[str, TemplateStep] = getattr(known.scenario.templates, template)
        for name, step in common.items():
            if step.weeks is None:
                yield Trouble(("templates", template, name, "weeks"), "", _("this field is needed"))
    for domain in known.scenario.domains:
        for template in TEMPLATES:
            yield from _weeks(known, domain, template)
            yield from _shares(known, domain, template)
        for template, name in NEEDED:
            yield from _needed(known, domain, template, name)


def _place(known: Known, domain: str, template: TemplateName, name: str, field: str) -> Path:
    """Where a field of a domain's step stands: with the domain if it says so itself, else in the template."""
    own: TemplateStep | None = getattr(known.scenario.domains[domain].templates, template).get(name)
    common: Mapping[str, TemplateStep] = getattr(known.scenario.templates, template)
    if own is not None and (field in own.model_fields_set or name not in common):
        return ("domains", domain, "templates", template, name, field)
    return ("templates", template, name, field)


def _weeks(known: Known, domain: str, template: TemplateName) -> Iterator[Trouble]:
    sound: Mapping[str, TemplateStep] = getattr(known.scenario.templates, template)
    for name, step in merged_template(known.scenario, domain, template).items():
        lost = name not in sound and name in known.steps(None, template)
        if step.weeks is None and not lost:
            yield Trouble(_place(known, domain, template, name, "weeks"), "", _("this field is needed"))


def _needed(known: Known, domain: str, template: TemplateName, name: str) -> Iterator[Trouble]:
    if template == "light" and not takes_light(known.scenario, domain):
        return
    if name not in known.steps(domain, template):
        yield Trouble(("templates", template, name), "", _("this step is needed"))
        return
    step = merged_template(known.scenario, domain, template).get(name)
    if step is not None and step.weeks == 0:
        yield Trouble(_place(known, domain, template, name, "weeks"), "0", _("at least 1 week for this step"))


def _shares(known: Known, domain: str, template: TemplateName) -> Iterator[Trouble]:
    steps = merged_template(known.scenario, domain, template)
    own = getattr(known.scenario.domains[domain].templates, template)
    changed = any("cost_percent" in step.model_fields_set or "route" in step.model_fields_set for step in own.values())
    path: Path = ("domains", domain, "templates", template) if changed else ("templates", template)
    for route in ROUTES if template == "joint" else (None,):
        on_path = [step for step in steps.values() if route is None or step.route in (None, route)]
        total = sum((step.cost_percent for step in on_path), Decimal(0))
        if total > 100:
            yield Trouble(path, f"{total} %", _too_much(route))
        elif total == 0 and steps and _has_cost(known.scenario, domain, template, route):
            yield Trouble(path, "0 %", _("`cost_percent` on some step, since this path has a cost"))


def _too_much(route: Route | None) -> str:
    if route is None:
        return _("shares of cost (`cost_percent`) of at most 100 % in all")
    return _("shares of cost (`cost_percent`) of at most 100 % in all on the route {route}").format(route=shown(route))


def _has_cost(scenario: Scenario, domain: str, template: TemplateName, route: Route | None) -> bool:
    """Whether some candidate has a cost that this chain is to bear."""
    candidates = scenario.domains[domain].candidates.values()
    if template == "joint":
        return any(candidate.joint_cost and route in candidate.routes for candidate in candidates)
    if template == "light":
        light = takes_light(scenario, domain)
        return light and any(candidate.light_cost for candidate in candidates)
    return any(
        candidate.local_cost or candidate.local_cost_per_inhabitant or candidate.licence_per_user
        for candidate in candidates
    )
