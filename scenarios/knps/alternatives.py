"""The alternatives of the KnpS case: what each changes, one place of the scenario a row."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import choices as use

Row = dict[str, str]


def alternative_rows() -> Iterator[Row]:
    """The table `alternatives`."""
    for name, title, note in use.ALTERNATIVES:
        yield {"id": name, "name": title, "source": use.CASE, "note": note}


def change_rows(grants: list[Row], pools: list[Row], candidates: list[Row], milestones: list[Row]) -> Iterator[Row]:
    """The table `changes`."""
    for row in milestones:
        if row.get("late_per_week"):
            yield change("all-milestones-hard", f"milestones.{row['id']}.late_per_week", None)
    yield change("no-camel-for-the-smallest", "policy.camels.iveland.max", 0)
    others = sorted({row["payer"] for row in grants} - {"programme", "lillesand"})
    yield change("keep-lillesands-archive", "domains.case.participants", others)
    for row in grants:
        amount, place = int(row["amount"]), f"budgets.{row['payer']}.grants.{row['year']}"
        if row["payer"] == "programme" and row["year"] in ("2006", "2007"):
            yield change("early-money-doubled", place, 2 * amount)
        if row["year"] == "2008":
            yield change("half-the-budget-of-2008", place, amount // 2)
    yield from unit_earlier(pools)
    yield from extend_only(candidates)
    yield change("no-budgets", "budgets", None)
    yield from one_leaves(grants, pools, candidates, milestones)


def change(alternative: str, path: str, value: Any) -> Row:
    """One row of the table."""
    return {"alternative": alternative, "path": path, "value": json.dumps(value)}


def unit_earlier(pools: list[Row]) -> Iterator[Row]:
    """Every date of the pools that hangs on the joint unit, a year earlier."""
    name = "unit-a-year-earlier"
    yield change(name, "milestones.U1.due", "2006-12-31")
    yield change(name, "measures.unit.not_before", use.START)
    for row in pools:
        earlier = use.UNIT_EARLIER.get(row["from"])
        if earlier is not None:
            place = f"pools.{row['owner']}.{row['skill']}"
            yield change(name, f"{place}.{row['from']}", None)
            yield change(name, f"{place}.{earlier}", int(row["tenths"]))


def extend_only(candidates: list[Row]) -> Iterator[Row]:
    """In domains where an agreement may be widened: nothing else."""
    by_domain: dict[str, list[Row]] = defaultdict(list)
    for row in candidates:
        by_domain[row["domain"]].append(row)
    for domain, rows in by_domain.items():
        if not any("extend" in row["routes"] for row in rows):
            continue
        for row in rows:
            place = f"domains.{domain}.candidates.{row['product']}"
            if "extend" in row["routes"]:
                yield change("extend-where-allowed", f"{place}.routes", ["extend"])
            else:
                yield change("extend-where-allowed", place, None)


def one_leaves(grants: list[Row], pools: list[Row], candidates: list[Row], milestones: list[Row]) -> Iterator[Row]:
    """One takes no part in what falls due late or never; from a day on its money is gone, and the people it gave."""
    name, first_year = "kristiansand-leaves", use.LEAVES_ON[:4]
    others = sorted({row["payer"] for row in grants} - {"programme", use.LEAVES})
    early = {item for row in milestones if row["due"] <= use.LAST_DUE for item in row["complete"].split(";")}
    for domain in dict.fromkeys(row["domain"] for row in candidates):
        if domain not in early:
            yield change(name, f"domains.{domain}.participants", others)
    for row in grants:
        if row["payer"] in {"programme", use.LEAVES} and row["year"] >= first_year:
            kept = 0 if row["payer"] == use.LEAVES else int(row["amount"]) * (100 - use.LEAVES_SHARE) // 100
            yield change(name, f"budgets.{row['payer']}.grants.{row['year']}", kept)
    tenths = {(row["owner"], row["skill"], row["from"]): int(row["tenths"]) for row in pools}
    for owner, skill in dict.fromkeys((row["owner"], row["skill"]) for row in pools):
        given = tenths.get((use.LEAVES, skill, use.UNIT_BEFORE), 0) - tenths.get((use.LEAVES, skill, use.UNIT_AFTER), 0)
        dates = [day for who, what, day in tenths if (who, what) == (owner, skill)]
        if owner == use.LEAVES:
            yield change(name, f"pools.{owner}.{skill}.{use.LEAVES_ON}", 0)
        elif owner == "joint" and given:
            yield change(name, f"pools.joint.{skill}.{use.LEAVES_ON}", max(0, tenths[owner, skill, max(dates)] - given))
