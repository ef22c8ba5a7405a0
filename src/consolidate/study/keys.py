"""Cost keys in the place of those by which a scenario shares joint cost: read from text, and put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from consolidate.errors import UnknownName, shown
from consolidate.scenario.document import Scenario
from consolidate.scenario.money import Key, RunningByKey
from consolidate.scenario.salvage import Salvage
from consolidate.scenario.troubles import Troubles
from consolidate.text import _

SIZES = ("equal", "inhabitants", "employees", "pcs", "users")
COUNTED = ("inhabitants", "employees", "pcs")
"""Sizes that every municipality must state itself where a key weighs by them."""
GIVEN = "given"
MANY = 8
"""Municipalities that a message names."""


def read_keys(texts: Iterable[str], scenario: Scenario) -> dict[str, Key]:
    """Keys by the texts that describe them; raises as `read_key` does."""
    return {text: read_key(text, scenario) for text in texts}


def read_key(text: str, scenario: Scenario) -> Key:
    """The key that a text such as ``equal=50,inhabitants=50`` or ``given.north=60,given.south=40`` describes.

    Raises:
        UnknownName: it is no such text, names no field of a key or no municipality, or weighs by what is not known.
    """
    fields: dict[str, Any] = {}
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        field, dot, municipality = name.partition(".")
        if not equals or (field != GIVEN if dot else field not in SIZES):
            raise _fault(text, part, _forms())
        if dot and municipality not in scenario.municipalities:
            there = _("one of the municipalities: {names}").format(names=_some(sorted(scenario.municipalities)))
            raise _fault(text, municipality, there)
        holder = fields.setdefault(GIVEN, {}) if dot else fields
        if (municipality or field) in holder:
            raise _fault(text, part, _("each field once"))
        holder[municipality or field] = _number(text, part, number)
    return _sound(text, fields, scenario)


def _forms() -> str:
    one = _("municipality")
    names = ", ".join(f"{name}=…" for name in (*SIZES, f"{GIVEN}.<{one}>"))
    return _("fields of a key with their weights, parted by commas: {names}").format(names=names)


def _some(names: list[str]) -> str:
    listed = ", ".join(names[:MANY])
    return _("{names}, …").format(names=listed) if len(names) > MANY else listed


def _fault(text: str, value: str, allowed: str) -> UnknownName:
    message = _("key {key}: {value} – {allowed}")
    return UnknownName(message.format(key=shown(text), value=shown(value.strip()), allowed=allowed))


def _number(text: str, part: str, number: str) -> Decimal:
    try:
        found = Decimal(number)
    except InvalidOperation:
        raise _fault(text, part, _("a number")) from None
    if not found.is_finite():
        raise _fault(text, part, _("a number"))
    return found


def _sound(text: str, fields: dict[str, Any], scenario: Scenario) -> Key:
    """The key of these fields, judged as in a scenario."""
    troubles = Troubles()
    key = Salvage(Key, fields, {}).run(troubles)
    for fault in troubles.faults():
        raise _fault(text, fault.path or text, fault.allowed)
    assert key is not None  # whatever a model refuses is a fault
    for size in COUNTED:
        lacking = [name for name, spec in scenario.municipalities.items() if size not in spec.model_fields_set]
        if getattr(key, size) and lacking:
            allowed = _("a size that the scenario states for every municipality, but not for {names}")
            raise _fault(text, size, allowed.format(names=_some(sorted(lacking))))
    return key


def keys_in_use(scenario: Scenario) -> tuple[str, ...]:
    """The keys by which a scenario shares joint cost, each once: of measures, of domains, of running cost."""
    common, running = scenario.sharing.joint_one_off.key, scenario.sharing.running
    domains = [spec for _name, spec in sorted(scenario.domains.items())]
    found = [measure.key or common for _name, measure in sorted(scenario.measures.items())]
    found += [domain.key or common for domain in domains]
    if isinstance(running, RunningByKey):
        found.append(running.key)
    fixed = (spec for spec in domains if any(candidate.running_fixed for candidate in spec.candidates.values()))
    return tuple(dict.fromkeys([*found, *(spec.running_key or spec.key or common for spec in fixed)]))


def shares_running(scenario: Scenario) -> bool:
    """Whether running cost of joint products is shared by a key: all of it, or the fixed part of some."""
    fixed = (one.running_fixed for spec in scenario.domains.values() for one in spec.candidates.values())
    return isinstance(scenario.sharing.running, RunningByKey) or any(fixed)


def shared_by(scenario: Scenario, name: str, added: Mapping[str, Key], *, running: bool = True) -> Scenario:
    """The scenario with joint cost that is shared by a key shared by one: its own, or one that is ``added``.

    That is one-off cost of measures and domains, whoever pays it, and with ``running`` also the fixed running cost of
    joint products, and all of it where the scenario shares it by a key; running cost by own use stays with its user.
    Nothing else changes, so that a plan of the one is a plan of the other, but for budgets where municipalities pay
    their shares themselves.
    """
    sharing, common = scenario.sharing, scenario.sharing.joint_one_off.key
    changes: dict[str, Any] = {"joint_one_off": sharing.joint_one_off.model_copy(update={"key": name})}
    if running and isinstance(sharing.running, RunningByKey):
        changes["running"] = sharing.running.model_copy(update={"key": name})
    domains = {
        one: spec.model_copy(
            update={"key": name, "running_key": name if running else spec.running_key or spec.key or common}
        )
        for one, spec in scenario.domains.items()
    }
    return scenario.model_copy(
        update={
            "keys": {**scenario.keys, **added},
            "sharing": sharing.model_copy(update=changes),
            "measures": {one: spec.model_copy(update={"key": name}) for one, spec in scenario.measures.items()},
            "domains": domains,
        }
    )
