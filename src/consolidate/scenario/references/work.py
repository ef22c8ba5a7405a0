"""References of templates, measures and domains, and what their steps need to have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consolidate.errors import shown
from consolidate.scenario.references.known import (
    TEMPLATES,
    Known,
    all_unknown,
    gate_fault,
    one_of,
    unknown,
    unknown_keys,
    wait_troubles,
)
from consolidate.scenario.troubles import Path, Trouble
from consolidate.scenario.work import Domain, Measure, StepFields, TemplateName, TemplateStep
from consolidate.text import _


def template_troubles(known: Known) -> Iterator[Trouble]:
    """Steps of the common templates, and those that domains override or add."""
    for template in TEMPLATES:
        common: Mapping[str, TemplateStep] = getattr(known.scenario.templates, template)
        for name, step in common.items():
            yield from _template_step(known, None, template, ("templates", template, name), step)
    for domain, spec in known.scenario.domains.items():
        for template in TEMPLATES:
            own: Mapping[str, TemplateStep] = getattr(spec.templates, template)
            for name, step in own.items():
                path = ("domains", domain, "templates", template, name)
                yield from _template_step(known, domain, template, path, step)


def measure_troubles(known: Known) -> Iterator[Trouble]:
    """Measures: what they wait for, need, serve and who pays."""
    for name, measure in known.scenario.measures.items():
        path = ("measures", name)
        yield from wait_troubles((*path, "after"), measure.after, lambda found: gate_fault(known, found))
        yield from _step(known, path, measure, joint=True)
        yield from _measure(known, path, measure)


def domain_troubles(known: Known) -> Iterator[Trouble]:
    """Domains: what they wait for and need, who takes part, and what their candidates name."""
    for name, domain in known.scenario.domains.items():
        path = ("domains", name)
        yield from wait_troubles((*path, "after"), domain.after, lambda found: gate_fault(known, found))
        yield from all_unknown((*path, "needs"), domain.needs, _("a domain"), known.domains)
        yield from _participants(known, path, domain)
        yield from _domain_keys(known, name, domain)
        for product, candidate in domain.candidates.items():
            place = (*path, "candidates", product, "quality_in")
            yield from unknown_keys(place, candidate.quality_in, _("a municipality"), known.municipalities)


def _measure(known: Known, path: Path, measure: Measure) -> Iterator[Trouble]:
    yield from all_unknown((*path, "goals"), measure.goals, _("a goal"), known.goals)
    if measure.key is not None:
        yield from unknown((*path, "key"), measure.key, _("a key"), known.keys)
    if not measure.weeks:
        value = "" if measure.weeks is None else shown(measure.weeks)
        yield Trouble((*path, "weeks"), value, _("this field is needed: at least 1 week"))


def _template_step(
    known: Known, domain: str | None, template: TemplateName, path: Path, step: TemplateStep
) -> Iterator[Trouble]:
    yield from wait_troubles((*path, "after"), step.after, lambda found: _inside_fault(known, domain, template, found))
    yield from _step(known, path, step, joint=template == "joint")
    name = str(path[-1])
    if step.settle is not None and name != "cutover":
        yield Trouble((*path, "settle"), "", _("`settle` only on a cutover"))
    if template != "joint":
        for field in ("lenders", "lead"):
            if getattr(step, field):
                yield Trouble((*path, field), "", _("`{field}` only on a joint step").format(field=field))
    yield from _never_left_out(template, path, step)


def _never_left_out(template: TemplateName, path: Path, step: TemplateStep) -> Iterator[Trouble]:
    """Every path has an install and a cutover: no route and no missing old system leaves them out."""
    name = path[-1]
    fixed = name == "install" if template == "joint" else name == "cutover"
    if fixed and step.route is not None:
        yield Trouble((*path, "route"), shown(step.route), _("no route: this step is on every path"))
    if fixed and step.old_system:
        yield Trouble((*path, "old_system"), "", _("false: this step is on every path"))


def _inside_fault(known: Known, domain: str | None, template: TemplateName, found: str) -> str | None:
    """What is allowed in a template's ``after``: its own steps, the joint chain's, and gates."""
    own = known.steps(domain, template)
    if found in own:
        return None
    unit, _slash, step = found.partition("/")
    if unit == "joint":
        joint = known.steps(domain, "joint")
        return None if step in joint else one_of(_("a step of the joint chain"), step, joint)
    if "/" in found or found in known.gates:
        return gate_fault(known, found)
    return one_of(_("a step of this template, `joint/step`, a measure, domain or milestone"), found, own)


def _step(known: Known, path: Path, step: StepFields, *, joint: bool) -> Iterator[Trouble]:
    """What steps of templates and measures share."""
    yield from unknown_keys((*path, "staff"), step.staff, _("a skill of some pool"), known.skills)
    yield from all_unknown((*path, "lenders"), step.lenders, _("a municipality"), known.municipalities)
    if step.lead is not None:
        yield from unknown((*path, "lead"), step.lead, _("a municipality"), known.municipalities)
    if step.decision is not None:
        yield from _decision(known, (*path, "decision"), step.decision, joint=joint)


def _decision(known: Known, path: Path, decision: str, *, joint: bool) -> Iterator[Trouble]:
    if joint and decision == "council":
        yield Trouble(path, shown(decision), _("a body or `councils`; joint work has no council of its own"))
        return
    if decision not in ("council", "councils"):
        bodies = {*known.bodies, "councils", "council"}
        yield from unknown(path, decision, _("a body, `councils` or `council`"), bodies)
        return
    councils = {body.municipality for body in known.scenario.bodies.values()}
    without = sorted(known.municipalities - councils)
    if without and len(known.scenario.bodies) == len(known.bodies):
        allowed = _("a council for each municipality: a body with `municipality`; {without} have none")
        yield Trouble(path, shown(decision), allowed.format(without=", ".join(without)))


def _participants(known: Known, path: Path, domain: Domain) -> Iterator[Trouble]:
    if domain.participants is not None:
        place = (*path, "participants")
        yield from all_unknown(place, domain.participants, _("a municipality"), known.municipalities)
        if not domain.participants:
            yield Trouble(place, "[]", _("at least one municipality; leave it out for all"))
        for number, name in enumerate(domain.participants):
            if name in domain.participants[:number]:
                yield Trouble((*place, number), shown(name), _("each municipality once"))
    taking_part = known.participants(str(path[1]))
    if domain.pilot is not None:
        yield from unknown((*path, "pilot"), domain.pilot, _("a participant of the domain"), taking_part)
    if domain.lead is not None:
        yield from unknown((*path, "lead"), domain.lead, _("a municipality"), known.municipalities)


def _domain_keys(known: Known, name: str, domain: Domain) -> Iterator[Trouble]:
    for field in ("key", "running_key"):
        key = getattr(domain, field)
        if key is not None:
            yield from unknown(("domains", name, field), key, _("a key"), known.keys)
    if isinstance(domain.scale, Mapping):
        steps = known.steps(name, "joint") | known.local_steps(name)
        yield from unknown_keys(("domains", name, "scale"), domain.scale, _("a step of its templates"), steps)
