"""The tables of windows, milestones, goals, gains, limits, promises and alternatives."""

from __future__ import annotations

from consolidate.exchange.cells import (
    AMOUNTS,
    DATE,
    EVERY,
    EXCEPTIONS,
    ID,
    IDS,
    JSON,
    NUMBER,
    PATH,
    REFERENCE,
    REFERENCES,
    TEXT,
    WAITS,
    WHOLE,
    YES_NO,
    choice,
)
from consolidate.exchange.columns import Column, Table
from consolidate.exchange.tables_people import MUNICIPALITIES
from consolidate.exchange.tables_work import DOMAINS

_ORIGIN = Column("origin", choice("law", "contract", "adopted policy", "preference"), "where the demand comes from")
_STATUS = Column("status", choice("done", "started", "adopted", "announced", "draft"), "how firm it is", required=True)

AIMS: tuple[Table, ...] = (
    Table(
        "blackouts",
        "Windows in which some kinds of step may not happen, or only at a price.",
        "blackouts.{id}",
        ("id",),
        (
            Column("id", ID, "the window", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("from", DATE, "first day"),
            Column("to", DATE, "last day"),
            Column("every", EVERY, "instead of dates: first and last day of every year"),
            Column("except", EXCEPTIONS, "days whose week stays free"),
            Column("domains", IDS, "domains that it hits; empty for all", refers=DOMAINS),
            Column("municipalities", IDS, "municipalities that it hits; empty for all", refers=MUNICIPALITIES),
            Column("steps", IDS, "steps that it blocks; `cutover` by default"),
            Column("hard", YES_NO, "whether it may never be touched"),
            Column("price", WHOLE, "price per step and week inside a soft window"),
            _ORIGIN,
        ),
    ),
    Table(
        "milestones",
        "States that are due by a date.",
        "milestones.{id}",
        ("id",),
        (
            Column("id", ID, "the milestone", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("due", DATE, "by this day", required=True),
            Column("complete", REFERENCES, "domains, steps and measures that must be complete", required=True),
            Column("after", WAITS, "what else it waits for"),
            Column("hard", YES_NO, "whether it may never be late"),
            Column("late_per_week", WHOLE, "price of each week late; without it the milestone is hard"),
            _ORIGIN,
        ),
    ),
    Table(
        "goals",
        "Wanted states, attained when all that they list is complete.",
        "goals.{id}",
        ("id",),
        (
            Column("id", ID, "the goal", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("level", choice("national", "sector", "regional", "local"), "its level", required=True),
            Column("municipality", ID, "whose local goal it is; empty for all", refers=MUNICIPALITIES),
            Column("area", TEXT, "main area of the strategy"),
            Column("complete", REFERENCES, "milestones, domains, steps and measures"),
            Column("indicator", TEXT, "how it is measured"),
            Column("owner", TEXT, "who answers for it"),
        ),
    ),
    Table(
        "benefits",
        "Gains in each municipality from its own last required cutover.",
        "benefits.{id}",
        ("id",),
        (
            Column("id", ID, "the gain", required=True, field=""),
            Column("name", TEXT, "its name"),
            Column("requires", IDS, "domains or measures that must be there", required=True),
            Column(
                "class",
                choice("budget_effect", "time_released", "priced_elsewhere", "not_priced"),
                "how it counts",
                required=True,
            ),
            Column("motive", TEXT, "why it is sought"),
            Column("owner", TEXT, "who answers for it"),
            Column("per_year", AMOUNTS, "money a year in each municipality"),
            Column("per_1000_inhabitants", WHOLE, "or money a year per 1000 inhabitants"),
            Column("ramp_weeks", WHOLE, "weeks until it counts in full"),
            Column("without_change_work_percent", NUMBER, "per cent of it that comes without change work"),
        ),
    ),
    Table(
        "limits",
        "Limits on camels (changes for the worse) and babies (local favourites shut down).",
        "policy.{about}.{who}",
        ("about", "who"),
        (
            Column("about", choice("camels", "babies"), "what is limited", required=True, field=""),
            Column("who", ID, "`all` or a municipality", True, "", MUNICIPALITIES, ("all",)),
            Column("max", WHOLE, "at most so many"),
            Column("max_burden", WHOLE, "at most so many user-points"),
            Column("refused", IDS, "domains in which it is refused", refers=DOMAINS),
            Column("accepted", IDS, "domains in which it does not count", refers=DOMAINS),
            Column("hard", YES_NO, "whether it may never be passed"),
            Column("price", WHOLE, "price of each one, or user-point, over a soft limit"),
        ),
    ),
    Table(
        "step_commitments",
        "What has been promised about steps.",
        "commitments.steps.{step}",
        ("step",),
        (
            Column("step", REFERENCE, "the step or measure", required=True, field=""),
            _STATUS,
            Column("start", DATE, "its start"),
            Column("price_per_move", WHOLE, "price of moving it at all"),
            Column("price_per_week", WHOLE, "price of each week that it moves"),
        ),
    ),
    Table(
        "target_commitments",
        "What has been promised about targets.",
        "commitments.targets.{domain}",
        ("domain",),
        (
            Column("domain", ID, "the domain", True, "", DOMAINS),
            _STATUS,
            Column("product", ID, "the product", required=True),
            Column("route", choice("extend", "procure"), "how it is got"),
        ),
    ),
    Table(
        "alternatives",
        "Named sets of changes to the scenario; what each changes stands in the table `changes`.",
        "alternatives.{id}",
        ("id",),
        (
            Column("id", ID, "the alternative", required=True, field=""),
            Column("name", TEXT, "its name"),
        ),
    ),
    Table(
        "changes",
        "What the alternatives change, one place of the scenario a row.",
        "alternatives.{alternative}.patch",
        ("alternative", "path"),
        (
            Column("alternative", ID, "the alternative", True, "", "alternatives"),
            Column("path", PATH, "a place of the scenario, with . between names", required=True, field=""),
            Column("value", JSON, "its new value as JSON; null takes it away", required=True, field="{path}"),
        ),
        sourced=False,
    ),
)
