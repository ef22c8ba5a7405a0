"""Part of a scenario: some domains only, and nothing that speaks of the others.

What needs a dropped domain goes with it: a gain that requires it, a milestone, goal, window or alternative that
speaks of nothing else. Lists lose the names of dropped domains and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]
Named = Callable[[str], bool]


def only_domains(document: Json, keep: Iterable[str]) -> Json:
    """The document with the given domains only; the argument stays as it is."""
    gone = set(document.get("domains", {})) - set(keep)

    def speaks(reference: str) -> bool:
        return reference.split("/", maxsplit=1)[0] in gone

    found = dict(document)
    for part, change in _CHANGES.items():
        if part in document:
            found[part] = change(document[part], speaks)
    return found


def _without(names: Json, speaks: Named) -> Json:
    return {name: value for name, value in names.items() if not speaks(name)}


def _lists(value: Json, speaks: Named, *fields: str) -> Json:
    """An object whose lists of references have lost the dropped ones."""
    changed = dict(value)
    for name in fields:
        if name in value:
            changed[name] = [item for item in value[name] if not speaks(_reference(item))]
    return changed


def _reference(item: str | Json) -> str:
    return item if isinstance(item, str) else str(item.get("step", ""))


def _narrowed(objects: Json, speaks: Named, *fields: str) -> Json:
    """Objects that keep something of the list in the first field, or never had one."""
    changed = {name: _lists(value, speaks, *fields) for name, value in objects.items()}
    return {name: value for name, value in changed.items() if value.get(fields[0], True)}


def _installed(installed: Json, speaks: Named) -> Json:
    return {municipality: _without(systems, speaks) for municipality, systems in installed.items()}


def _domains(domains: Json, speaks: Named) -> Json:
    return {name: _lists(value, speaks, "needs", "after") for name, value in _without(domains, speaks).items()}


def _measures(measures: Json, speaks: Named) -> Json:
    return {name: _lists(value, speaks, "after") for name, value in measures.items()}


def _benefits(benefits: Json, speaks: Named) -> Json:
    return {name: value for name, value in benefits.items() if not any(map(speaks, value.get("requires", ())))}


def _policy(policy: Json, speaks: Named) -> Json:
    changed = dict(policy)
    for about in ("camels", "babies"):
        if about in policy:
            changed[about] = {who: _lists(limit, speaks, "refused", "accepted") for who, limit in policy[about].items()}
    return changed


def _commitments(commitments: Json, speaks: Named) -> Json:
    return {kind: _without(promises, speaks) for kind, promises in commitments.items()}


def _municipalities(municipalities: Json, speaks: Named) -> Json:
    return {
        name: value | {"staff_moves": _without(value["staff_moves"], speaks)} if "staff_moves" in value else value
        for name, value in municipalities.items()
    }


def _alternatives(alternatives: Json, speaks: Named) -> Json:
    changed = {}
    for name, alternative in alternatives.items():
        patch = dict(alternative.get("patch", {}))
        if isinstance(patch.get("domains"), dict):
            patch["domains"] = _without(patch["domains"], speaks)
        if isinstance(patch.get("installed"), dict):
            systems = {who: value for who, value in patch["installed"].items() if isinstance(value, dict)}
            patch["installed"] |= _installed(systems, speaks)
        patch = {part: value for part, value in patch.items() if value != {}}
        if patch:
            changed[name] = alternative | {"patch": patch}
    return changed


_CHANGES: dict[str, Callable[[Json, Named], Json]] = {
    "municipalities": _municipalities,
    "measures": _measures,
    "domains": _domains,
    "installed": _installed,
    "blackouts": lambda windows, speaks: _narrowed(windows, speaks, "domains"),
    "milestones": lambda milestones, speaks: _narrowed(milestones, speaks, "complete", "after"),
    "goals": lambda goals, speaks: _narrowed(goals, speaks, "complete"),
    "benefits": _benefits,
    "policy": _policy,
    "commitments": _commitments,
    "alternatives": _alternatives,
}
