"""Programmes that some municipalities do not take part in: altogether, from a date on, or in one domain.

Each comes as a merge patch for `study.variants.varied`, so that what comes out is judged as any document is. Where the
specification is silent, this is assumed:

- Who stays out altogether is no part of the programme: it pays for no measure, lends nobody, decides nothing and
  carries no change. Its systems run on as today. Measures fall on those who stay, by the same keys.
- A domain in which nobody is left is dropped, and so is what only it could reach: milestones that list nothing more,
  benefits and windows of it. What waits for it waits no longer. Goals stay, and list what is left.
- Where the one who stays out was named lead, pilot, lender or the body that decides, nobody takes that place: the work
  loads all who take part, all may cut over at once, and no such decision is asked for.
- A key that weighed only those who stay out splits equally. A skill that only they had is a skill nobody has.
- The programme's own grants stay as they are, unless they are to shrink: then by the share that those who stay out
  have of them under the key of joint one-off cost.
- Who leaves at a date takes part in what it has cut over before it, and in all measures. From the date on its own pool
  has nobody, and each year that begins on the date or after it has no grant.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from consolidate.errors import UnknownName
from consolidate.programme.keys import split
from consolidate.scenario.document import Scenario
from consolidate.study.variants import document_of
from consolidate.text import _

Json = dict[str, Any]
TEMPLATES = ("joint", "full", "light")


def without(scenario: Scenario, municipalities: Collection[str], *, shrink: bool = False) -> Json:
    """The patch by which municipalities do not take part at all; ``shrink``: the programme's grants shrink with them.

    Raises:
        UnknownName: there is no such municipality, or nobody would be left.
    """
    left = set(scenario.municipalities) - set(known(scenario, municipalities))
    if not left:
        raise UnknownName(_("a programme without anybody; at least one municipality must be left"))
    document = document_of(scenario)
    changed = copy.deepcopy(document)
    _remove(changed, set(municipalities))
    if shrink:
        _shrink(scenario, changed, municipalities, "")
    _Tidying(changed).tidy()
    return difference(document, changed)


def leaving(
    scenario: Scenario, municipality: str, day: date, stays_in: Collection[str], *, shrink: bool = False
) -> Json:
    """The patch by which one leaves at a date; ``stays_in``: the domains in which it has cut over before.

    ``shrink``: the programme's grants of years that begin on the date or after it shrink by its share. The patch is
    empty where there is nothing to change.

    Raises:
        UnknownName: there is no such municipality.
    """
    known(scenario, (municipality,))
    document = document_of(scenario)
    changed = copy.deepcopy(document)
    for domain in scenario.domains:
        if domain not in stays_in:
            _opt_out(scenario, changed, municipality, domain)
    _empty_pool(scenario, changed, municipality, day)
    first = _year_from(day)
    grants = changed.get("budgets", {}).get(municipality, {}).get("grants", {})
    grants.update({year: 0 for year in grants if year >= first})
    if shrink:
        _shrink(scenario, changed, (municipality,), first)
    _Tidying(changed).tidy()
    return difference(document, changed)


def opting_out(scenario: Scenario, municipality: str, domain: str) -> Json:
    """The patch by which one takes no part in one domain, and keeps what it has there.

    Raises:
        UnknownName: there is no such municipality or domain, or it takes no part in it.
    """
    known(scenario, (municipality,))
    if domain not in scenario.domains or municipality not in scenario.participants(domain):
        there = ", ".join(sorted(name for name in scenario.domains if municipality in scenario.participants(name)))
        raise UnknownName(
            _("{domain}: a domain in which {municipality} takes part: {known}").format(
                domain=domain, municipality=municipality, known=there or _("none")
            )
        )
    document = document_of(scenario)
    changed = copy.deepcopy(document)
    _opt_out(scenario, changed, municipality, domain)
    _Tidying(changed).tidy()
    return difference(document, changed)


def difference(old: Json, new: Json) -> Json:
    """The merge patch (RFC 7396) that makes one document of another."""
    patch: Json = {key: None for key in old if key not in new}
    for key, value in new.items():
        before = old.get(key)
        if key in old and isinstance(before, dict) and isinstance(value, dict):
            inner = difference(before, value)
            patch |= {key: inner} if inner else {}
        elif key not in old or before != value:
            patch[key] = value
    return patch


def known(scenario: Scenario, municipalities: Collection[str]) -> Collection[str]:
    """The same municipalities, each of them one of the scenario's.

    Raises:
        UnknownName: one is not.
    """
    for name in municipalities:
        if name not in scenario.municipalities:
            there = ", ".join(sorted(scenario.municipalities))
            raise UnknownName(_("{name}: a municipality; there are: {known}").format(name=name, known=there))
    return municipalities


def _year_from(day: date) -> str:
    """The first year that begins on a day or after it."""
    return str(day.year if (day.month, day.day) == (1, 1) else day.year + 1)


def _remove(document: Json, gone: set[str]) -> None:
    """Take municipalities out of all that is kept by municipality."""
    for way in (
        ("municipalities",),
        ("budgets",),
        ("pools",),
        ("installed",),
        ("calendar", "closed"),
        ("calendar", "capacity"),
        ("policy", "camels"),
        ("policy", "babies"),
        ("actuals", "spent"),
        ("actuals", "pools"),
    ):
        _drop(_at(document, *way), gone)
    for key in _at(document, "keys").values():
        _drop(key.get("given", {}), gone)
    for benefit in _at(document, "benefits").values():
        if isinstance(benefit.get("per_year"), dict):
            _drop(benefit["per_year"], gone)
    for domain in _at(document, "domains").values():
        if domain.get("participants") is not None:
            domain["participants"] = [name for name in domain["participants"] if name not in gone]
        for candidate in domain["candidates"].values():
            _drop(candidate.get("quality_in", {}), gone)


def _opt_out(scenario: Scenario, document: Json, municipality: str, domain: str) -> None:
    taking_part = scenario.participants(domain)
    if municipality in taking_part:
        document["domains"][domain]["participants"] = [name for name in taking_part if name != municipality]


def _empty_pool(scenario: Scenario, document: Json, municipality: str, day: date) -> None:
    """From a day on nobody is in a pool."""
    pool = _at(document, "pools", municipality)
    for skill, tenths in pool.items():
        dated = tenths if isinstance(tenths, dict) else {scenario.period.start.isoformat(): tenths}
        pool[skill] = {at: count for at, count in dated.items() if at < day.isoformat()} | {day.isoformat(): 0}
    for dated in _at(document, "actuals", "pools", municipality).values():
        _drop(dated, {at for at in dated if at >= day.isoformat()})


def _shrink(scenario: Scenario, document: Json, gone: Collection[str], first: str) -> None:
    """Take their share from the programme's grants of years from ``first`` on."""
    key = scenario.sharing.joint_one_off.key
    grants = _at(document, "budgets", "programme", "grants")
    for year, amount in grants.items():
        if year >= first:
            shares = split(scenario, amount, key, scenario.municipalities, None)
            grants[year] = amount - sum(shares[name] for name in set(gone))


def _at(document: Json, *way: str) -> Json:
    """An object of a document; an empty one that belongs to nobody where it is missing."""
    here: Any = document
    for part in way:
        here = here.get(part) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def _drop(objects: Json, names: Iterable[str]) -> None:
    for name in names:
        objects.pop(name, None)


class _Tidying:
    """Takes out of a document whatever names municipalities, domains or steps that are no longer there."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.everyone = set(document["municipalities"])
        domains = _at(document, "domains")
        self.takers = {
            name: self.everyone if domain.get("participants") is None else set(domain["participants"])
            for name, domain in domains.items()
        }
        self.dropped = {name for name, taking_part in self.takers.items() if not taking_part}
        self.bodies: set[str] = set()
        self.milestones: set[str] = set()

    def tidy(self) -> None:
        self._parties()
        self._domains()
        self._milestones()
        self._waits()
        self._aims()
        self._baseline()

    # --- what is gone ---------------------------------------------------------------------------------

    def _gone(self, reference: str) -> bool:
        """Whether a domain, milestone or step that is named is not there any more."""
        domain, _slash, rest = reference.partition("/")
        if not rest:
            return reference in self.dropped or reference in self.milestones
        unit = rest.split("/")[0]
        return domain in self.dropped or (domain in self.takers and unit != "joint" and unit not in self.takers[domain])

    def _left(self, references: list[Any], own: Collection[str] = ()) -> list[Any]:
        """Those references, or waits for them, that are still there; ``own`` names steps of the same template."""

        def named(item: Any) -> str:
            return str(item["step"] if isinstance(item, dict) else item)

        return [item for item in references if named(item) in own or not self._gone(named(item))]

    def _keep(self, holder: Json, field: str, own: Collection[str] = ()) -> None:
        if holder.get(field):
            holder[field] = self._left(holder[field], own)

    # --- parties, domains, milestones -----------------------------------------------------------------

    def _parties(self) -> None:
        bodies = _at(self.document, "bodies")
        whose = {name: body.get("municipality") for name, body in bodies.items()}
        self.bodies = {name for name, owner in whose.items() if owner is not None and owner not in self.everyone}
        _drop(bodies, self.bodies)
        for key in _at(self.document, "keys").values():
            sizes = [key.get(size, 0) for size in ("equal", "inhabitants", "employees", "pcs", "users")]
            if not any((*sizes, *key.get("given", {}).values())):
                key["equal"] = 1
        self._skills()

    def _skills(self) -> None:
        """A skill that is needed is known, be it that nobody has it."""
        pools = _at(self.document, "pools")
        known = {skill for pool in pools.values() for skill in pool}
        needed = {skill for step, _own in self._steps() for skill in step.get("staff", {})}
        if needed - known:
            joint = self.document.setdefault("pools", {}).setdefault("joint", {})
            joint |= dict.fromkeys(sorted(needed - known), 0)

    def _domains(self) -> None:
        domains = _at(self.document, "domains")
        _drop(domains, self.dropped)
        for name, domain in domains.items():
            self._keep(domain, "needs")
            for field, allowed in (("pilot", self.takers[name]), ("lead", self.everyone)):
                if domain.get(field) not in allowed:
                    domain.pop(field, None)
        for systems in _at(self.document, "installed").values():
            _drop(systems, self.dropped)
        for municipality in self.document["municipalities"].values():
            _drop(municipality.get("staff_moves", {}), self.dropped)

    def _milestones(self) -> None:
        """Milestones keep what is left of what they list; those that list nothing more are dropped."""
        milestones = _at(self.document, "milestones")
        for name, milestone in list(milestones.items()):
            self._keep(milestone, "complete")
            if not milestone["complete"]:
                del milestones[name]
                self.milestones.add(name)
        for milestone in milestones.values():
            self._keep(milestone, "after")

    # --- work -----------------------------------------------------------------------------------------

    def _steps(self) -> Iterator[tuple[Json, Collection[str]]]:
        """Every step of templates and measures, with the names of the steps of its template."""
        common = _at(self.document, "templates")
        for template in TEMPLATES:
            shared = _at(common, template)
            for step in shared.values():
                yield step, shared
            for domain in _at(self.document, "domains").values():
                own = _at(domain, "templates", template)
                for step in own.values():
                    yield step, {*shared, *own}
        for measure in _at(self.document, "measures").values():
            yield measure, ()

    def _waits(self) -> None:
        for step, own in self._steps():
            self._keep(step, "after", own)
            if "lenders" in step:
                step["lenders"] = [name for name in step["lenders"] if name in self.everyone]
            if step.get("lead") not in self.everyone:
                step.pop("lead", None)
            if step.get("decision") in self.bodies:
                del step["decision"]
        for domain in _at(self.document, "domains").values():
            self._keep(domain, "after")
        for systems in _at(self.document, "installed").values():
            for system in systems.values():
                contract = _at(system, "contract")
                if self._gone(contract.get("notice_after") or ""):
                    del contract["notice_after"]

    # --- aims and baseline ----------------------------------------------------------------------------

    def _aims(self) -> None:
        goals, benefits = _at(self.document, "goals"), _at(self.document, "benefits")
        gone = {name for name, goal in goals.items() if goal.get("municipality") not in {None, *self.everyone}}
        _drop(goals, gone)
        for goal in goals.values():
            self._keep(goal, "complete")
        for measure in _at(self.document, "measures").values():
            if "goals" in measure:
                measure["goals"] = [name for name in measure["goals"] if name not in gone]
        _drop(benefits, [name for name, benefit in benefits.items() if self.dropped & set(benefit["requires"])])
        self._windows()
        for limits in (_at(self.document, "policy", "camels"), _at(self.document, "policy", "babies")):
            for limit in limits.values():
                self._keep(limit, "refused")
                self._keep(limit, "accepted")

    def _windows(self) -> None:
        windows = _at(self.document, "blackouts")
        for name, window in list(windows.items()):
            for field, left in (("domains", _at(self.document, "domains")), ("municipalities", self.everyone)):
                if window.get(field):
                    window[field] = [one for one in window[field] if one in left]
                    if not window[field]:
                        windows.pop(name, None)

    def _baseline(self) -> None:
        for way in (("commitments", "steps"), ("actuals", "steps")):
            steps = _at(self.document, *way)
            _drop(steps, [name for name in steps if self._gone(name)])
        _drop(_at(self.document, "commitments", "targets"), self.dropped)
        notices = _at(self.document, "actuals", "notices")
        for place in list(notices):
            domain, _slash, municipality = place.partition("/")
            if domain in self.dropped or municipality not in self.everyone:
                del notices[place]
