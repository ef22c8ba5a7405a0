"""Templates as a domain has them: the common steps with the domain's own fields on top (SPEC §1, §7.10)."""

from __future__ import annotations

from collections.abc import Mapping

from consolidate.scenario.document import Scenario
from consolidate.scenario.work import TemplateName, TemplateStep


def merged_template(scenario: Scenario, domain: str, template: TemplateName) -> dict[str, TemplateStep]:
    """A template with the domain's own overrides: maps merge, lists replace; new steps come last."""
    common: Mapping[str, TemplateStep] = getattr(scenario.templates, template)
    own: Mapping[str, TemplateStep] = getattr(scenario.domains[domain].templates, template)
    steps = dict(common)
    for name, override in own.items():
        steps[name] = _overridden(common[name], override) if name in common else override
    return steps


def _overridden(base: TemplateStep, override: TemplateStep) -> TemplateStep:
    changes = {field: getattr(override, field) for field in override.model_fields_set}
    if "staff" in changes:
        changes["staff"] = {**base.staff, **override.staff}
    return base.model_copy(update=changes)
