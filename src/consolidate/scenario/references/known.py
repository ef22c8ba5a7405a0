"""What ids a document has, and whether a reference names one of them.

Ids are taken from the document as written, so that an object that is at fault itself is not missed as well.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from consolidate.errors import shown
from consolidate.scenario.document import Scenario
from consolidate.scenario.troubles import Path, Trouble
from consolidate.scenario.work import TemplateName, Waits
from consolidate.text import _

MOST_LISTED = 12
MOST_COMPARED = 1000

TEMPLATES: tuple[TemplateName, ...] = ("joint", "full", "light")

Names = Collection[str]


class Known:
    """The ids of a document, by what they stand for."""

    def __init__(self, scenario: Scenario, document: Mapping[str, Any]) -> None:
        self.scenario = scenario
        self.document = document
        self.municipalities = self._keys("municipalities")
        self.bodies = self._keys("bodies")
        self.keys = {*self._keys("keys"), "equal"}
        self.measures = self._keys("measures")
        self.domains = self._keys("domains")
        self.milestones = self._keys("milestones")
        self.goals = self._keys("goals")
        self.gates = self.measures | self.domains | self.milestones
        self.pools = {"joint", *self.municipalities}
        self.payers = {"programme", *self.municipalities}
        self.everyone = {"all", *self.municipalities}
        self._steps: dict[tuple[str | None, TemplateName], frozenset[str]] = {}

    @cached_property
    def skills(self) -> set[str]:
        """Every skill that some pool has."""
        return set().union(*(self._keys("pools", pool) for pool in self._keys("pools")))

    @cached_property
    def step_names(self) -> set[str]:
        """The name of every step of a template, a domain's own ones included."""
        return {
            name for domain in (None, *self.domains) for template in TEMPLATES for name in self.steps(domain, template)
        }

    def products(self, domain: str) -> set[str]:
        """The candidates of a domain."""
        return self._keys("domains", domain, "candidates")

    def participants(self, domain: str) -> set[str]:
        """The municipalities that take part in a domain; all of them where that cannot be told."""
        if domain in self.scenario.domains:
            return set(self.scenario.participants(domain))
        return set(self.municipalities)

    def steps(self, domain: str | None, template: TemplateName) -> frozenset[str]:
        """The names of a template's steps, with those that the domain adds."""
        key = (domain, template)
        if key not in self._steps:
            own = self._keys("domains", domain, "templates", template) if domain else set()
            self._steps[key] = frozenset(self._keys("templates", template) | own)
        return self._steps[key]

    def local_steps(self, domain: str) -> frozenset[str]:
        """The names of the steps of either local chain of a domain."""
        return self.steps(domain, "full") | self.steps(domain, "light")

    def _keys(self, *way: str) -> set[str]:
        here: Any = self.document
        for part in way:
            here = here.get(part) if isinstance(here, dict) else None
        return {key for key in here if isinstance(key, str)} if isinstance(here, dict) else set()


Check = Callable[[Known], Iterator[Trouble]]
"""A check of references: what it finds wrong in a scenario."""


def unknown(path: Path, found: str, what: str, known: Names) -> Iterator[Trouble]:
    """A trouble if the id is not one of the known ones; ``what`` says what they are."""
    if found not in known:
        yield Trouble(path, shown(found), one_of(what, found, known))


def all_unknown(path: Path, found: Sequence[str], what: str, known: Names) -> Iterator[Trouble]:
    """`unknown` for each entry of a list."""
    for place, name in enumerate(found):
        yield from unknown((*path, place), name, what, known)


def unknown_keys(path: Path, found: Iterable[str], what: str, known: Names) -> Iterator[Trouble]:
    """`unknown` for each key of a map."""
    for name in found:
        if name not in known:
            yield Trouble((*path, name), "", one_of(what, name, known))


def one_of(what: str, found: str, known: Names) -> str:
    """What may stand there, with the nearest known id or all of them if they are few."""
    close = difflib.get_close_matches(found, known, n=1) if len(known) <= MOST_COMPARED else []
    if close:
        return _("{what}; did you mean “{close}”?").format(what=what, close=close[0])
    if not known:
        return _("{what}; there is none").format(what=what)
    if len(known) <= MOST_LISTED:
        return _("{what}: {known}").format(what=what, known=", ".join(sorted(known)))
    return what


def awaited(after: str | Waits) -> str:
    """What an ``after`` entry names."""
    return after if isinstance(after, str) else after.step


def wait_troubles(path: Path, after: Sequence[str | Waits], fault: Callable[[str], str | None]) -> Iterator[Trouble]:
    """Troubles of an ``after`` list; ``fault`` says what is allowed instead, or None if the reference is right."""
    for place, wait in enumerate(after):
        name = awaited(wait)
        allowed = fault(name)
        if allowed is not None:
            here = (*path, place) if isinstance(wait, str) else (*path, place, "step")
            yield Trouble(here, shown(name), allowed)


def gate_fault(known: Known, reference: str) -> str | None:
    """What is allowed where a measure, domain, milestone or step is wanted; None if it is one."""
    if "/" in reference:
        return step_fault(known, reference)
    if reference in known.gates:
        return None
    return one_of(_("a measure, domain, milestone, or a step `domain/unit/step`"), reference, known.gates)


def step_fault(known: Known, reference: str) -> str | None:
    """What is allowed where ``domain/joint/step`` or ``domain/municipality/step`` is wanted."""
    parts = reference.split("/")
    if len(parts) != len(("domain", "unit", "step")):
        return _("a step as `domain/joint/step` or `domain/municipality/step`")
    domain, unit, step = parts
    if domain not in known.domains:
        return one_of(_("a step of a domain"), domain, known.domains)
    units = {"joint", *known.participants(domain)}
    if unit not in units:
        return one_of(_("a step of `joint` or of a participant of the domain"), unit, units)
    steps = known.steps(domain, "joint") if unit == "joint" else known.local_steps(domain)
    return None if step in steps else one_of(_("a step of its template"), step, steps)
