"""The tables of what has happened by the status date."""

from __future__ import annotations

from consolidate.exchange.cells import DATE, ID, REFERENCE, WHOLE, YEAR
from consolidate.exchange.columns import Column, Table

ACTUALS: tuple[Table, ...] = (
    Table(
        "actual_steps",
        "What has happened to steps and measures by the status date.",
        "actuals.steps.{step}",
        ("step",),
        (
            Column("step", REFERENCE, "the step or measure", required=True, field=""),
            Column("started", DATE, "the day on which it started", required=True),
            Column("finished", DATE, "the day on which it was finished"),
            Column("remaining_weeks", WHOLE, "weeks that are left of it, from the status date"),
            Column("cost", WHOLE, "what it costs in the end, where that is known"),
        ),
    ),
    Table(
        "actual_notices",
        "Notices that have been given.",
        "actuals.notices",
        ("contract",),
        (
            Column("contract", REFERENCE, "the contract, `domain/municipality`", required=True, field=""),
            Column("given", DATE, "the day on which notice was given", required=True, field="{contract}"),
        ),
        sourced=False,
    ),
    Table(
        "actual_spent",
        "Money really spent; it is kept, and no budget reckons with it yet.",
        "actuals.spent.{payer}",
        ("payer", "year"),
        (
            Column("payer", ID, "`programme` or a municipality", required=True, field=""),
            Column("year", YEAR, "the calendar year", required=True, field=""),
            Column("spent", WHOLE, "one-off money spent in it", required=True, field="{year}"),
        ),
        sourced=False,
    ),
    Table(
        "actual_pools",
        "People who have come or gone.",
        "actuals.pools.{pool}.{skill}",
        ("pool", "skill", "from"),
        (
            Column("pool", ID, "`joint` or a municipality", required=True, field=""),
            Column("skill", ID, "the skill", required=True, field=""),
            Column("from", DATE, "from this day on", required=True, field=""),
            Column("tenths", WHOLE, "tenths of a person there are", required=True, field="{from}"),
        ),
        sourced=False,
    ),
)
