"""The KnpS tables of steps, domains, candidates and what is installed."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

import choices as use
from source import Row, Source, sourced, split, thousands


def steps(source: Source) -> Iterator[Row]:
    """The table `steps`: the three templates."""
    for row in source.rows("phases"):
        template, step = row["template"], row["step_id"]
        skills = {name.removeprefix("tenths_"): row[name] for name in row if name.startswith("tenths_")}
        local = template == "full"
        yield {
            "template": template,
            "step": step,
            "name": row["name_en"],
            "weeks": row["weeks_likely"],
            "after": waits(template, step, row["predecessors"]),
            "staff": ";".join(f"{skill}={tenths}" for skill, tenths in skills.items() if tenths != "0"),
            "cost_percent": row["cost_share_pct"],
            "change": row["change_load_points"],
            "decision": "councils" if step in ("contract", "extend") else "",
            "closed_weeks": "run" if step in ("tender", "standstill", "parallel") else "",
            "route": row["path"] if row["path"] != "both" else "",
            "starts_running": "yes" if step == "parallel" else "",
            "old_system": "yes" if local and step in ("convert", "parallel", "archive", "decommission") else "",
            "source": sourced(row["source"]),
        }


def waits(template: str, step: str, predecessors: str) -> str:
    """What a template's step waits for; training and a parallel run must still be fresh at cutover."""
    if step == "cutover":
        return "parallel within 0;train within 6" if template == "full" else "test;train within 6"
    found = []
    for predecessor in re.split(r"[;|]", predecessors) if predecessors else []:
        owner, name = predecessor.split("_", 1)
        found.append(name if owner == template else f"{owner}/{name}")
    return ";".join(sorted(found))


def domains(source: Source) -> Iterator[Row]:
    """The table `domains`."""
    national = {name for goal in source.rows("goals") if goal["level"] == "national" for name in split(goal["domains"])}
    for row in source.domains:
        factor = (Decimal(row["weeks_contract_to_golive"]) / use.TEMPLATE_WEEKS).quantize(
            Decimal("0.0001"), ROUND_CEILING
        )
        yield {
            "id": row["id"],
            "name": row["name_en"],
            "required": "yes" if row["id"] in source.required else "no",
            "needs": ";".join(name for name in split(row["depends_on"]) if name in source.chosen),
            "scale": ";".join(f"{step}={factor.normalize():f}" for step in use.SCALED_STEPS),
            "main_area": use.MAIN_AREAS[row["main_area"]],
            "user_group": row["user_group"],
            "recipients": use.RECIPIENTS.get(row["id"], "the municipality's own staff"),
            "criticality": row["criticality_1_5"],
            "sensitive": "yes" if row["sensitive_data"] == "1" else "no",
            "national_demand": "yes" if row["id"] in national else "no",
            "owner": use.OWNERS.get(row["id"], "joint IT unit"),
            "source": sourced(row["source"]),
            "note": f"Preferred cutover: {row['preferred_cutover']}",
        }


def domain_steps(source: Source) -> Iterator[Row]:
    """The table `domain_steps`: no parallel run of infrastructure, no archive where there is none, gates."""
    for row in source.domains:
        domain = row["id"]
        gates = {use.INSTALL_GATES[name] for name in use.INSTALL_GATES if domain in source.lists[name]}
        if gates:
            after = f"contract;extend;{gates.pop()}"
            yield override(domain, "joint", "install", after=after)
        if domain in source.lists[use.EXTENDABLE]:
            yield override(domain, "joint", "mandate", after="M2")
        if row["layer"] == "infrastructure":
            yield override(domain, "full", "parallel", weeks="0")
        if domain not in use.WITH_ARCHIVE:
            yield override(domain, "full", "archive", weeks="0")
            for template, step in use.ARCHIVIST_STEPS:
                yield override(domain, template, step, staff="archivist=0")


def override(domain: str, template: str, step: str, **cells: str) -> Row:
    """One row of `domain_steps`."""
    return {"domain": domain, "template": template, "step": step, **cells, "source": use.CASE}


def candidates(source: Source) -> Iterator[Row]:
    """The table `candidates`; an agreement may be widened by its option or, as a whole, below the threshold."""
    users, owned = Counter[str](), Counter[str]()
    for row in source.installed:
        users[row["domain"]] += int(row["users"])
        owned[row["product"]] += 1
    by_id = {row["id"]: row for row in source.domains}
    for row in source.products:
        if row["candidate_joint"] != "1":
            continue
        domain = by_id[row["domain"]]
        value = widened_value(row, users[row["domain"]])
        option = row["domain"] in source.lists[use.EXTENDABLE] and owned[row["id"]] > 0
        cheap = value < use.TENDER_THRESHOLD and owned[row["id"]] > 0
        numerator, denominator = use.LOCAL_SHARE_PER_INHABITANT
        per_inhabitant = Decimal(domain["oneoff_nok_per_inh"]) * numerator / denominator
        yield {
            "domain": row["domain"],
            "product": row["id"],
            "name": row["name"],
            "quality": row["quality_1_10"],
            "routes": "extend;procure" if option or cheap else "procure",
            "extension_option": "yes" if option else "",
            "value": str(value),
            "joint_cost": thousands(row["oneoff_joint_knok"]),
            "local_cost": thousands(domain["per_municipality_oneoff_knok"]),
            "local_cost_per_inhabitant": f"{per_inhabitant.normalize():f}",
            "licence_per_user": row["licence_nok_per_user"],
            "running_per_user": row["run_nok_per_user_year"],
            "scale": f"{Decimal(row['conversion_difficulty_factor']).normalize():f}",
            "source": sourced(row["source"]),
            "note": f"Vendor: {row['vendor']}",
        }


def widened_value(product: Row, users: int) -> int:
    """The value of an agreement for all seven: joint cost, licences and four years' running."""
    per_user = int(product["licence_nok_per_user"])
    per_user += use.RUNNING_YEARS_IN_VALUE * int(product["run_nok_per_user_year"])
    return int(thousands(product["oneoff_joint_knok"])) + per_user * users


def installed(source: Source) -> Iterator[Row]:
    """The table `installed`; a row that renews by no weeks has no supplier contract."""
    for row in source.installed:
        contract = (
            {
                "last_day": row["contract_end"],
                "renews_months": "12",
                "notice_weeks": row["notice_weeks"],
                "leave_fee": thousands(row["termination_fee_knok"]),
            }
            if row["renewal_weeks"] != "0"
            else {}
        )
        yield {
            "municipality": row["municipality"],
            "domain": row["domain"],
            "product": row["product"],
            "users": row["users"],
            "quality": row["perceived_quality_1_10"],
            "running": thousands(row["run_cost_knok_year"]),
            "baby": row["baby_reason"] if row["is_baby"] == "1" else "",
            **contract,
            "source": sourced(row["source"]),
        }
