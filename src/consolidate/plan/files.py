"""Plan documents in files: read as strictly as scenarios, written whole or not at all, always as the same text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from consolidate.files import read_whole, write_whole
from consolidate.plan.document import PLAN_FORMAT, Decisions, Plan, Target
from consolidate.plan.reading import sound
from consolidate.scenario.plain import plain, readable
from consolidate.scenario.strict_json import MAX_BYTES, load_json, strict_troubles

MAX_VALUES = 4_000_000
"""Of a plan: what is derived from a scenario is longer than the scenario."""

_REMARKS = ("name", "note", "source")


def read_plan(path: Path) -> Plan:
    """The plan of a file; a hand-made one may hold only ``decisions`` (SPEC §1).

    Raises:
        FaultyDocument: the document is wrong in itself; it holds every fault that could be found.
        UnknownName: there is no such file.
    """
    return parse_plan(read_whole(path, MAX_BYTES))


def parse_plan(raw: bytes | dict[str, Any]) -> Plan:
    """The plan that a text or a document already read holds; raises as `read_plan` does."""
    document, strict = load_json(raw, MAX_VALUES) if isinstance(raw, bytes) else (raw, strict_troubles(raw))
    if isinstance(document, dict) and "format" not in document and "decisions" in document:
        document = {"format": PLAN_FORMAT, **document}
    return sound(Plan, document, strict, PLAN_FORMAT)


def write_plan(path: Path, plan: Plan) -> None:
    """Write a plan whole or not at all; the same plan gives the same text, byte for byte.

    Raises:
        OSError: the file cannot be written; an earlier one stays as it was.
    """
    write_whole(path, plan_text(plan))


def plan_text(plan: Plan) -> str:
    """A plan as text: its parts in the order of the format, inside them keys sorted, since order means nothing."""
    document: dict[str, Any] = {"format": plan.format}
    for part in _REMARKS:
        if getattr(plan, part) is not None:
            document[part] = getattr(plan, part)
    if plan.scenario is not None:
        document["scenario"] = plan.scenario.model_dump(exclude_none=True)
    if plan.run is not None:
        document["run"] = {key: value for key, value in plan.run.model_dump().items() if key not in _REMARKS or value}
    if plan.facts is not None:
        document["facts"] = plan.facts.model_dump(exclude_none=True, exclude_defaults=True)
    document["decisions"] = _decisions(plan.decisions)
    if plan.derived:
        document["derived"] = plan.derived
    return readable({part: _sorted(plain(value)) for part, value in document.items()})


def _decisions(decisions: Decisions) -> dict[str, Any]:
    """Decisions in their shortest form: a bare date where every need is met by the joint pool."""
    steps: dict[str, Any] = {}
    for name in decisions.steps:
        step = decisions.step(name)
        assert step is not None
        bare = not step.pools and not any(getattr(step, remark) for remark in _REMARKS)
        steps[name] = step.start if bare else step.model_dump(exclude_none=True, exclude_defaults=True)
    return {
        "targets": {name: _target(target) for name, target in decisions.targets.items()},
        "steps": steps,
        "contracts": {name: end.model_dump(exclude_none=True) for name, end in decisions.contracts.items()},
    }


def _target(target: Target) -> dict[str, Any]:
    return target.model_dump(exclude_none=True, exclude_defaults=True)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(child) for child in value] if isinstance(value, list) else value
