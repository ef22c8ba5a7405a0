"""The tables of programme, municipalities, money, people and calendar."""

from __future__ import annotations

from consolidate.exchange.cells import (
    DATE,
    DATES,
    EVERY,
    EXCEPTIONS,
    ID,
    IDS,
    LABELLED,
    MONTHS,
    NUMBER,
    PEOPLE,
    PERCENTAGES,
    TEXT,
    WHOLE,
    YEAR,
    YES_NO,
    choice,
)
from consolidate.exchange.columns import Column, Table

MUNICIPALITIES = "municipalities"

SETTINGS: tuple[Column, ...] = (
    Column("name", TEXT, "name of the scenario"),
    Column("currency", TEXT, "currency of all money"),
    Column("price_level", TEXT, "price level of all money"),
    Column("period.start", DATE, "first day of the period", required=True),
    Column("period.end", DATE, "last day of the period", required=True),
    Column("period.value_until", DATE, "last day on which running cost and gains count"),
    Column("period.discount_percent", NUMBER, "real rate of discount, per cent a year"),
    Column("status_date", DATE, "nothing new starts before this day"),
    Column("sharing.joint_one_off.paid_by", choice("programme", "shares"), "who pays joint one-off cost"),
    Column("sharing.joint_one_off.key", ID, "key that attributes joint one-off cost"),
    Column("sharing.running.key", ID, "key that shares running cost; without it, each pays for its own use"),
    Column("policy.burden_price", WHOLE, "money for each user-point of perceived quality lost"),
    Column("policy.baby_price", WHOLE, "money for each baby buried"),
    Column("policy.time_released_weight", NUMBER, "weight of time released in the objective"),
    Column("policy.tender_threshold", WHOLE, "value below which an agreement may be widened without a tender"),
    Column("only_domains", IDS, "keep these domains only, and drop what names another one", field=""),
)
"""What the table `programme` may say: one row each, named by its place in the scenario."""

PROGRAMME = Table(
    "programme",
    "The programme as a whole: one row for each setting that differs from its default.",
    "",
    ("setting",),
    (
        Column("setting", TEXT, "one of the settings listed below", required=True, field=""),
        Column("value", TEXT, "its value, of the kind listed below", required=True, field=""),
    ),
    required=True,
)

PARTIES: tuple[Table, ...] = (
    PROGRAMME,
    Table(
        MUNICIPALITIES,
        "The members of the co-operation.",
        "municipalities.{id}",
        ("id",),
        (
            Column("id", ID, "the municipality", required=True, field=""),
            Column("name", TEXT, "its name as people read it"),
            Column("inhabitants", WHOLE, "inhabitants"),
            Column("employees", WHOLE, "employees"),
            Column("pcs", WHOLE, "PCs of its staff"),
            Column("change_capacity", WHOLE, "points of change that it can take at once"),
            Column("cutovers_max", WHOLE, "at most so many cutovers …", field="cutovers.max"),
            Column("cutovers_weeks", WHOLE, "… in so many weeks", field="cutovers.weeks"),
            Column("workplaces", LABELLED, "where its IT staff work today, and how many"),
            Column("staff_moves", PEOPLE, "people who move with a measure or domain"),
        ),
        required=True,
    ),
    Table(
        "bodies",
        "Bodies that decide, and when they meet: on a day of each month, or on given dates.",
        "bodies.{id}",
        ("id",),
        (
            Column("id", ID, "the body", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("municipality", ID, "whose council it is; empty for a joint body", refers=MUNICIPALITIES),
            Column("day", WHOLE, "day of the month on which it meets", field="meets.day"),
            Column("except_months", MONTHS, "months without a meeting", field="meets.except_months"),
            Column("dates", DATES, "dates of its meetings, instead of `day`", field="meets"),
        ),
    ),
    Table(
        "budgets",
        "How each payer's budget behaves; a payer that is not listed has no limit.",
        "budgets.{payer}",
        ("payer",),
        (
            Column("payer", ID, "`programme` or a municipality", True, "", MUNICIPALITIES, ("programme",)),
            Column("carry_over_percent", NUMBER, "per cent of unspent money that goes on to the next year"),
            Column("reserve_percent", NUMBER, "per cent of each grant that is kept back"),
            Column("hard", YES_NO, "whether it may never be passed"),
            Column("price", WHOLE, "price per unit of money over a soft budget"),
        ),
    ),
    Table(
        "grants",
        "Money granted to a payer in a calendar year.",
        "budgets.{payer}",
        ("payer", "year"),
        (
            Column("payer", ID, "`programme` or a municipality", True, "", MUNICIPALITIES, ("programme",)),
            Column("year", YEAR, "calendar year", required=True, field=""),
            Column("amount", WHOLE, "money", required=True, field="grants.{year}"),
        ),
    ),
    Table(
        "keys",
        "Ways of sharing a common cost: mixes of measures of size, each with a weight.",
        "keys.{id}",
        ("id",),
        (
            Column("id", ID, "the key", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("equal", NUMBER, "weight of equal parts"),
            Column("inhabitants", NUMBER, "weight of inhabitants"),
            Column("employees", NUMBER, "weight of employees"),
            Column("pcs", NUMBER, "weight of staff PCs"),
            Column("users", NUMBER, "weight of the domain's users"),
            Column("given", PERCENTAGES, "percentages by municipality"),
        ),
    ),
    Table(
        "pools",
        "People for the programme, in tenths of a person, from a date until the next one of the same skill.",
        "pools.{owner}",
        ("owner", "skill", "from"),
        (
            Column("owner", ID, "`joint` or a municipality", True, "", MUNICIPALITIES, ("joint",)),
            Column("skill", ID, "the skill", required=True, field=""),
            Column("from", DATE, "first day", required=True, field=""),
            Column("tenths", WHOLE, "tenths of a person", required=True, field="{skill}.{from}"),
        ),
        sourced=False,
    ),
    Table(
        "closed",
        "Weeks in which work rests: one dated window, or one that returns every year.",
        "calendar.closed.{who}.{id}",
        ("who", "id"),
        (
            Column("who", ID, "`all` or a municipality", True, "", MUNICIPALITIES, ("all",)),
            Column("id", ID, "the window", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("from", DATE, "first day"),
            Column("to", DATE, "last day"),
            Column("every", EVERY, "instead of dates: first and last day of every year"),
            Column("except", EXCEPTIONS, "days whose week stays open"),
        ),
    ),
    Table(
        "capacity",
        "Per cent of a pool that is there from a week on, until the next entry.",
        "calendar.capacity.{pool}",
        ("pool", "from"),
        (
            Column("pool", ID, "`joint`, `all` or a municipality", True, "", MUNICIPALITIES, ("joint", "all")),
            Column("from", DATE, "first day", required=True, field=""),
            Column("percent", NUMBER, "per cent", required=True, field="{from}"),
        ),
        sourced=False,
    ),
)
