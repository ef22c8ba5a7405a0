"""The tables of work: steps of the templates, measures, domains, candidates, and what is installed today."""

from __future__ import annotations

from consolidate.exchange.cells import (
    DATE,
    ID,
    IDS,
    NUMBER,
    PEOPLE,
    REFERENCE,
    SCALE,
    TEXT,
    WAITS,
    WHOLE,
    YES_NO,
    choice,
    choices,
)
from consolidate.exchange.columns import Column, Table
from consolidate.exchange.tables_people import MUNICIPALITIES

DOMAINS = "domains"

_BEGIN: tuple[Column, ...] = (
    Column("name", TEXT, "its name"),
    Column("weeks", WHOLE, "duration in weeks; 0 leaves the step out"),
    Column("after", WAITS, "what it waits for"),
    Column("staff", PEOPLE, "tenths of a person by skill"),
    Column("lenders", IDS, "municipalities whose pools may do joint work"),
)
_END: tuple[Column, ...] = (
    Column("pays", choice("start", "end"), "whether its cost falls at its start or end"),
    Column("change", WHOLE, "points of change while it is under way"),
    Column("decision", ID, "the body that decides in its last week, or `councils`, or `council`"),
    Column("closed_weeks", choice("pause", "run", "avoid"), "what it does in closed weeks"),
    Column("not_before", DATE, "earliest day"),
    Column("lead", ID, "the only municipality that joint work loads", refers=MUNICIPALITIES),
)
_STEP: tuple[Column, ...] = (
    *_BEGIN,
    Column("cost_percent", NUMBER, "per cent of its path's cost"),
    *_END,
    Column("settle_weeks", WHOLE, "after a cutover, so many weeks …", field="settle.weeks"),
    Column("settle_points", WHOLE, "… with so many points of change", field="settle.points"),
    Column("route", choice("extend", "procure"), "the route that the step belongs to"),
    Column("starts_running", YES_NO, "whether the new running cost begins with it"),
    Column("old_system", YES_NO, "left out where nothing is installed"),
)
_TEMPLATE = Column("template", choice("joint", "full", "light"), "the chain", required=True, field="")
_STEP_ID = Column("step", ID, "the step", required=True, field="")
_DOMAIN = Column("domain", ID, "the domain", required=True, field="", refers=DOMAINS)

_CONTRACT: tuple[Column, ...] = (
    Column("last_day", DATE, "last day of its contract; empty: it may end in any week", field="contract.last_day"),
    Column("renews_months", WHOLE, "months of each renewal; 0 for a fixed term", field="contract.renews_months"),
    Column("notice_weeks", WHOLE, "weeks of notice", field="contract.notice_weeks"),
    Column("notice_after", REFERENCE, "what notice waits for", field="contract.notice_after"),
    Column("leave_fee", WHOLE, "fee for leaving before its end", field="contract.leave_fee"),
    Column("extension_months", WHOLE, "a prolongation of so many months …", field="contract.extension.months"),
    Column("extension_cost", WHOLE, "… for so much money", field="contract.extension.cost"),
)

WORK: tuple[Table, ...] = (
    Table(
        "steps",
        "The steps of the three chains: once per domain (`joint`), per municipality that changes (`full`) "
        "and per municipality that has the target already (`light`).",
        "templates.{template}.{step}",
        ("template", "step"),
        (_TEMPLATE, _STEP_ID, *_STEP),
    ),
    Table(
        "measures",
        "Joint activities that are no migration.",
        "measures.{id}",
        ("id",),
        (
            Column("id", ID, "the measure", required=True, field=""),
            *_BEGIN,
            Column("cost", WHOLE, "money"),
            Column("paid_by", choice("programme", "shares"), "who pays it"),
            Column("key", ID, "the key that shares it", refers="keys", also=("equal",)),
            *_END,
            Column("goals", IDS, "goals that it serves", refers="goals"),
            Column("main_area", TEXT, "main area of the strategy"),
            Column("owner", TEXT, "who answers for it"),
        ),
    ),
    Table(
        DOMAINS,
        "Fields that are to get one common system.",
        "domains.{id}",
        ("id",),
        (
            Column("id", ID, "the domain", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("required", YES_NO, "whether it must be joined; if not, it may stay as it is"),
            Column("needs", IDS, "domains that must be there first", refers=DOMAINS),
            Column("after", WAITS, "what all its work waits for"),
            Column("participants", IDS, "who takes part; empty for all", refers=MUNICIPALITIES),
            Column("scale", SCALE, "factor on the weeks of its steps"),
            Column("change_factor", NUMBER, "factor on the points of change of its steps"),
            Column("pilot", ID, "who cuts over first", refers=MUNICIPALITIES),
            Column("stabilise_weeks", WHOLE, "weeks from the pilot's cutover to the others'"),
            Column("lead", ID, "the only municipality that joint steps load", refers=MUNICIPALITIES),
            Column("cutovers_max", WHOLE, "at most so many cutovers in it …", field="cutovers.max"),
            Column("cutovers_weeks", WHOLE, "… in so many weeks", field="cutovers.weeks"),
            Column("paid_by", choice("programme", "shares"), "who pays its joint one-off cost"),
            Column("key", ID, "the key that shares its joint one-off cost", refers="keys", also=("equal",)),
            Column("running_key", ID, "the key of its fixed running cost", refers="keys", also=("equal",)),
            Column("main_area", TEXT, "main area of the strategy"),
            Column("user_group", TEXT, "who uses it"),
            Column("recipients", TEXT, "who receives its services"),
            Column("criticality", WHOLE, "how critical it is, 1 to 5"),
            Column("sensitive", YES_NO, "whether it holds sensitive data"),
            Column("national_demand", YES_NO, "whether a national goal demands it"),
            Column("owner", TEXT, "who answers for it"),
        ),
        required=True,
    ),
    Table(
        "domain_steps",
        "Where a domain's steps differ from the template: only the fields that differ. `staff` is put on top of "
        "the template's, `after` replaces it.",
        "domains.{domain}.templates.{template}.{step}",
        ("domain", "template", "step"),
        (_DOMAIN, _TEMPLATE, _STEP_ID, *_STEP),
    ),
    Table(
        "candidates",
        "Products that may become the target of a domain.",
        "domains.{domain}.candidates.{product}",
        ("domain", "product"),
        (
            _DOMAIN,
            Column("product", ID, "the product", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("quality", NUMBER, "quality as perceived, 1 to 10", required=True),
            Column("routes", choices("extend", "procure"), "how it may be got; both by default"),
            Column("extension_option", YES_NO, "whether an agreement has an option to be widened"),
            Column("value", WHOLE, "value of a widened agreement, against the tender threshold"),
            Column("joint_cost", WHOLE, "joint one-off cost"),
            Column("local_cost", WHOLE, "one-off cost of each municipality that changes"),
            Column("local_cost_per_inhabitant", NUMBER, "… and for each of its inhabitants"),
            Column("light_cost", WHOLE, "one-off cost where it is there already; 0.4 of the above by default"),
            Column("licence_per_user", WHOLE, "licence for each user"),
            Column("running_per_user", WHOLE, "running cost for each user and year"),
            Column("running_fixed", WHOLE, "fixed running cost a year"),
            Column("scale", NUMBER, "factor on the weeks of its conversion"),
        ),
        required=True,
    ),
    Table(
        "candidate_quality",
        "Where a municipality perceives a candidate otherwise than the rest.",
        "domains.{domain}.candidates.{product}",
        ("domain", "product", "municipality"),
        (
            _DOMAIN,
            Column("product", ID, "the product", required=True, field=""),
            Column("municipality", ID, "who perceives it so", True, "", MUNICIPALITIES),
            Column("quality", NUMBER, "quality, 1 to 10", required=True, field="quality_in.{municipality}"),
        ),
    ),
    Table(
        "installed",
        "What each municipality runs today in each domain, with its contract.",
        "installed.{municipality}.{domain}",
        ("municipality", "domain"),
        (
            Column("municipality", ID, "the municipality", True, "", MUNICIPALITIES),
            _DOMAIN,
            Column("product", ID, "the product; empty where nothing is installed"),
            Column("users", WHOLE, "its users, now and later", required=True),
            Column("quality", NUMBER, "quality as perceived, 1 to 10"),
            Column("running", WHOLE, "running cost a year"),
            Column("baby", TEXT, "why its owner would miss it; empty where nobody would"),
            *_CONTRACT,
            Column("alone_year", WHOLE, "staying alone costs, in this year …", field="alone.year"),
            Column("alone_cost", WHOLE, "… so much money", field="alone.cost"),
        ),
        required=True,
    ),
)
