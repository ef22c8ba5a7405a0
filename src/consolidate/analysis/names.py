"""How the objects of a scenario are called: by their names where they have one, else by their ids."""

from __future__ import annotations

from collections.abc import Mapping

from consolidate.programme.steps import Option
from consolidate.scenario.base import Doc
from consolidate.scenario.document import Scenario
from consolidate.scenario.effective import merged_template
from consolidate.scenario.work import TemplateName
from consolidate.text import _

MAX_NAME = 80


def visible(text: str) -> str:
    """A name of a document on one line, without characters that would steer a terminal."""
    line = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(line.split())
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1] + "…"


def _called(objects: Mapping[str, Doc], name: str) -> str:
    found = objects.get(name)
    return visible(found.name) if found is not None and found.name else name


class Names:
    """Names of one scenario's objects."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @property
    def scenario(self) -> str:
        """The scenario's own name."""
        return visible(self._scenario.name or _("Programme without a name"))

    @property
    def currency(self) -> str:
        """The currency, with its price level where one is given."""
        level = self._scenario.price_level
        currency = visible(self._scenario.currency)
        return _("{currency} of {level}").format(currency=currency, level=visible(level)) if level else currency

    def municipality(self, name: str) -> str:
        """A municipality."""
        return _called(self._scenario.municipalities, name)

    def payer(self, name: str) -> str:
        """The programme, or a municipality."""
        return _("the programme") if name == "programme" else self.municipality(name)

    def domain(self, name: str) -> str:
        """A domain."""
        return _called(self._scenario.domains, name)

    def measure(self, name: str) -> str:
        """A measure."""
        return _called(self._scenario.measures, name)

    def milestone(self, name: str) -> str:
        """A milestone: its id, by which it is known, and its name."""
        called = _called(self._scenario.milestones, name)
        return name if called == name else f"{name} {called}"

    def body(self, name: str) -> str:
        """A body that decides."""
        return _called(self._scenario.bodies, name)

    def deciding(self, name: str) -> str:
        """Whoever decides: a body that meets, or a municipality."""
        return self.body(name) if name in self._scenario.bodies else self.municipality(name)

    def goal(self, name: str) -> str:
        """A goal."""
        return _called(self._scenario.goals, name)

    def benefit(self, name: str) -> str:
        """A benefit."""
        return _called(self._scenario.benefits, name)

    def product(self, domain: str, product: str | None) -> str:
        """A product among a domain's candidates, or one that is installed today."""
        if product is None:
            return _("nothing")
        return _called(self._scenario.domains[domain].candidates, product)

    def target(self, domain: str, option: Option) -> str:
        """What becomes of a domain; a product that a tender decides is never shown as decided."""
        if option.product is None:
            return _("stays as it is")
        product = self.product(domain, option.product)
        if option.route == "procure":
            return _("{product} (assumed product, decided by tender)").format(product=product)
        return _("{product} (the existing agreement is widened)").format(product=product)

    def short_target(self, domain: str, option: Option) -> str:
        """A target where there is little room; one that a tender decides is marked all the same."""
        product = self.product(domain, option.product)
        return _("{product} (assumed)").format(product=product) if option.route == "procure" else product

    def gate(self, name: str) -> str:
        """Anything that can be waited for: a domain, a measure, a milestone or a step."""
        if "/" in name:
            return self.step(name)
        if name in self._scenario.domains:
            return self.domain(name)
        return self.measure(name) if name in self._scenario.measures else self.milestone(name)

    def step(self, step: str) -> str:
        """A step: ``Finance, North: cutover``; a measure by its own name."""
        domain, _slash, rest = step.partition("/")
        if not rest:
            return self.measure(step)
        unit, _slash, name = rest.partition("/")
        if domain not in self._scenario.domains:
            return step
        where = _("joint") if unit == "joint" else self.municipality(unit)
        words = {"domain": self.domain(domain), "where": where}
        if not name:
            return _("{domain}, {where}").format(**words)
        return _("{domain}, {where}: {step}").format(step=self.step_name(step), **words)

    def step_name(self, step: str) -> str:
        """A step of a domain by what it does alone: ``cutover``."""
        domain, unit, name = step.split("/")
        templates: tuple[TemplateName, ...] = ("joint",) if unit == "joint" else ("full", "light")
        for template in templates:
            spec = merged_template(self._scenario, domain, template).get(name)
            if spec is not None and spec.name:
                return visible(spec.name)
        return name
