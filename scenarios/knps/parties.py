"""The KnpS tables of programme, municipalities, money and people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

import choices as use
from source import Row, Source, sourced, thousands


def programme(name: str, only: Iterable[str] = ()) -> list[Row]:
    """The table `programme`."""
    rows = [{"setting": "name", "value": name, "source": use.SCENARIO_SOURCE, "note": use.SCENARIO_NOTE}]
    rows += [{"setting": setting, "value": value, "source": source} for setting, value, source in use.SETTINGS]
    if only:
        rows.append({"setting": "only_domains", "value": ";".join(only)})
    return rows


def municipalities(source: Source) -> Iterator[Row]:
    """The table `municipalities`; those who move to the joint unit are the fall of the own pool."""
    before, after = Counter[str](), Counter[str]()
    for pool in source.rows("staff"):
        (before if pool["from"] == use.UNIT_BEFORE else after)[pool["owner"]] += int(pool["tenths_total"])
    for row in source.municipalities:
        cutovers = int(row["max_parallel_cutovers_per_quarter_est"])
        movers = round((before[row["id"]] - after[row["id"]]) / 10)
        yield {
            "id": row["id"],
            "name": row["name"],
            "inhabitants": row["inhabitants"],
            "employees": row["employees_est"],
            "pcs": row["staff_pcs_est"],
            "change_capacity": str(6 + 4 * cutovers),
            "cutovers_max": str(max(2, cutovers)),
            "cutovers_weeks": "13",
            "workplaces": f"IT office, {row['name']}={max(1, round(float(row['it_staff_fte_est'])))}",
            "staff_moves": f"unit={movers}" if movers else "",
            "source": sourced(row["source"]),
            "note": row["notes"],
        }


def bodies(source: Source) -> Iterator[Row]:
    """The table `bodies`: seven councils."""
    for row in source.municipalities:
        yield {
            "id": f"council_{row['id']}",
            "name": f"Council of {row['name']}",
            "municipality": row["id"],
            "day": "22",
            "except_months": "7;8",
            "source": use.CASE,
        }


def budgets(source: Source) -> Iterator[Row]:
    """The table `budgets`."""
    for owner, row in {row["owner"]: row for row in source.rows("budgets")}.items():
        text = sourced(row["source"])
        yield {"payer": owner, "carry_over_percent": row["carry_over_pct"], "source": text, "note": row["purpose"]}


def grants(source: Source) -> Iterator[Row]:
    """The table `grants`."""
    for row in source.rows("budgets"):
        text = sourced(row["source"])
        yield {"payer": row["owner"], "year": row["year"], "amount": thousands(row["amount_knok"]), "source": text}


def keys(source: Source) -> Iterator[Row]:
    """The table `keys`: the mixes of the source, and the one by staff PCs."""
    for key, row in {row["key_id"]: row for row in source.rows("cost_keys")}.items():
        equal = Decimal(row["equal_part"]) * 100
        weights = {"equal": equal, "inhabitants": 100 - equal}
        if key == "third":
            weights = {"equal": Decimal(1), "inhabitants": Decimal(2)}
        cells = {name: f"{weight.normalize():f}" for name, weight in weights.items() if weight}
        yield {"id": key, "name": use.KEY_NAMES[key], **cells, "source": sourced(row["source"])}
    yield {"id": "staff_pcs", "name": "per staff PC", "pcs": "1", "source": use.CASE}


def pools(source: Source) -> Iterator[Row]:
    """The table `pools`: a skill that a later period does not list has nobody from then on."""
    people: dict[tuple[str, str], dict[str, tuple[int, Row]]] = defaultdict(dict)
    for row in source.rows("staff"):
        people[row["owner"], row["skill"]][row["from"]] = (int(row["tenths_programme"]), row)
    for skill in use.JOINT_ADDED:
        people["joint", skill].setdefault(use.UNIT_BEFORE, (0, {"note": "added for this case", "source": use.CASE}))
    for (owner, skill), by_date in people.items():
        dates = [use.UNIT_BEFORE, use.UNIT_AFTER, *([use.UNIT_SETTLED] if owner == "joint" else [])]
        added = use.JOINT_ADDED.get(skill, 0) if owner == "joint" else 0
        if not added and not any(tenths for tenths, _row in by_date.values()):
            continue
        for first in dates:
            tenths, row = by_date.get(first, (0, {"note": "moved to the joint unit", "source": use.CASE}))
            cells = {"owner": owner, "skill": skill, "from": first, "tenths": str(tenths + added)}
            note = row["note"] + (f"; {added} tenths added for this case" if added and tenths else "")
            yield cells | {"source": sourced(row["source"]), "note": note}
