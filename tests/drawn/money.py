"""Budgets, keys and sharing, the budgets after the amounts that the rest of the document asks for."""

from __future__ import annotations

from tests.drawn.context import Context, Json

KEYS = ("equal", "mixed", "agreed", "desks")


def keys(draw: Context) -> dict[str, Json]:
    """Every measure of size, alone and mixed; percentages that need not add up to 100."""
    shares = {member: draw.rng.randint(10, 60) for member in draw.members}
    return {
        "mixed": {"equal": 30, "inhabitants": 50, "users": 20},
        "agreed": {"given": shares},
        "desks": draw.pick(({"pcs": 100}, {"pcs": 40, "employees": 60}, {"users": 1})),
    }


def sharing(draw: Context) -> Json:
    """Joint cost by the programme or by shares; running cost by own use or by key."""
    found: Json = {}
    if draw.chance(0.8):
        joint = {"paid_by": draw.pick(("programme", "shares")), "key": draw.pick(KEYS)}
        found["joint_one_off"] = joint
    found["running"] = "own_use" if draw.chance(0.6) else {"key": draw.pick(KEYS)}
    return found


def budgets(draw: Context, document: Json) -> dict[str, Json]:
    """Grants that mostly suffice: each payer gets a good part of everything in every year."""
    found: dict[str, Json] = {}
    joint, local = _joint_total(document), _local_total(document)
    for payer in ("programme", *draw.members):
        if not draw.chance(0.7):
            continue
        total = joint if payer == "programme" else local + joint // 2
        grants = {str(year): total * draw.rng.randint(45, 120) // 100 for year in draw.years}
        if len(grants) > 1 and draw.chance(0.1):
            del grants[min(grants)]
        budget: Json = {"grants": grants, **draw.soft(draw.rng.randint(1, 3))}
        if draw.chance(0.7):
            budget["carry_over_percent"] = draw.pick((0, 50, 100))
        if draw.chance(0.3):
            budget["reserve_percent"] = draw.pick((5, 10))
        found[payer] = budget
    return found


def _joint_total(document: Json) -> int:
    """What the dearest joint work costs in all."""
    measures = sum(measure.get("cost", 0) for measure in document["measures"].values())
    dearest = (_dearest(domain, "joint_cost") for domain in document["domains"].values())
    return int(measures + sum(dearest))


def _local_total(document: Json) -> int:
    """About what the dearest work costs one municipality in all, with fees and licences."""
    total = 0
    for name, domain in document["domains"].items():
        users = max(systems[name]["users"] for systems in document["installed"].values())
        total += _dearest(domain, "local_cost") + users * _dearest(domain, "licence_per_user")
        total += max(_fee(systems[name]) for systems in document["installed"].values())
    return total


def _dearest(domain: Json, field: str) -> int:
    amounts: list[int] = [candidate.get(field, 0) for candidate in domain["candidates"].values()]
    return max(amounts)


def _fee(system: Json) -> int:
    contract = system.get("contract", {})
    return int(contract.get("leave_fee", 0) + contract.get("extension", {}).get("cost", 0))
