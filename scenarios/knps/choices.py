"""Values of the KnpS case that stand in no source table: all of them are assumptions."""

CASE = "assumption: value set for this case"
START, END, VALUE_UNTIL = "2006-01-02", "2011-12-31", "2016-12-31"
YEARS = range(2006, 2012)

MILESTONES_REQUIRED = ("M1", "M3", "M5", "M6", "M7")
"""A domain that one of these lists is required, the others may stay as they are."""

INSTALL_GATES = {"M3": "M1", "M5": "M3", "M6": "M3;M4", "M7": "M3;M4"}
"""What the joint `install` of a milestone's domains waits for."""

EXTENDABLE = "M4"
"""The milestone whose domains have an option to widen their agreements."""

SCALED_STEPS = ("install", "configure", "integrate", "test", "prepare", "convert", "train", "parallel")
TEMPLATE_WEEKS = 24
"""Weeks from contract to going live for which the templates are made."""

WITH_ARCHIVE = frozenset(["case", "pol", "epj", "child", "social", "build", "schooladm", "fin", "hr", "pay"])
"""Domains whose old system is handed to the archive, and that need an archivist."""

ARCHIVIST_STEPS = (
    ("joint", "requirements"),
    ("joint", "evaluation"),
    ("joint", "configure"),
    ("joint", "test"),
    ("full", "convert"),
)
JOINT_ADDED = {
    "project_manager": 8,
    "integration": 8,
    "application": 6,
    "trainer": 4,
    "archivist": 4,
    "server_operations": 4,
}
"""Tenths of a person added to the joint pool from 2006 on."""

LOCAL_SHARE_PER_INHABITANT = 4, 10
TENDER_THRESHOLD = 1_700_000
RUNNING_YEARS_IN_VALUE = 4
SOFT_BLACKOUT_PRICE = 25_000
BURDEN_PRICE, BABY_PRICE = 500, 50_000
NEW_YEAR_DOMAINS = frozenset(("fin", "hr", "pay", "case"))
"""Domains that may cut over on 1 January inside a window that spares it."""

KEY_NAMES = {
    "per_capita": "per inhabitant",
    "equal30": "30 % equal, 70 % per inhabitant",
    "third": "one third equal, two thirds per inhabitant",
    "equal50": "half equal, half per inhabitant",
    "equal20": "20 % equal, 80 % per inhabitant",
    "equal100": "equal parts",
}

EASTER = {2006: "04-16", 2007: "04-08", 2008: "03-23", 2009: "04-12", 2010: "04-04", 2011: "04-24"}
SUMMER_ISO_WEEKS = 28, 30

UNIT_BEFORE, UNIT_AFTER, UNIT_SETTLED = "2006-01-01", "2008-01-01", "2008-07-01"
UNIT_EARLIER = {"2008-01-01": "2007-01-01", "2008-07-01": "2007-07-01"}

MAIN_AREAS = {
    "tjenester": "digital services",
    "forvaltning": "digital administration",
    "infrastruktur": "infrastructure and standardisation",
    "lokaldemokrati": "ICT and local democracy",
    "planlegging": "planning and management",
}

MEASURES: tuple[dict[str, str], ...] = (
    {
        "id": "coordination",
        "name": "Coordination plan for the IT systems",
        "weeks": "12",
        "staff": "project_manager=4;application=4",
        "cost": "600000",
        "goals": "R1;R3;R12;L2",
        "main_area": "planning and management",
        "owner": "programme office",
        "source": "assumption: weeks, staff and cost; fact: content (deck, slide 24)",
    },
    {
        "id": "routines",
        "name": "Joint operating routines",
        "weeks": "10",
        "staff": "project_manager=1;server_operations=2",
        "cost": "300000",
        "goals": "K4;R8",
        "main_area": "infrastructure and standardisation",
        "owner": "joint IT unit",
        "source": "assumption: weeks, staff and cost; fact: part of the joint platform (deck, slide 24)",
    },
    {
        "id": "unit",
        "name": "Forming the joint IT unit",
        "weeks": "26",
        "staff": "project_manager=2",
        "cost": "500000",
        "closed_weeks": "run",
        "not_before": "2007-01-01",
        "goals": "R6;R13",
        "main_area": "planning and management",
        "owner": "municipal chief executives",
        "source": "assumption: weeks, staff, cost and year; fact: IT staff in one unit (deck, slide 18)",
        "note": "The people move on 1 January 2008, with half a year's dip: see the table pools.",
    },
    {
        "id": "desk",
        "name": "Joint user support",
        "weeks": "6",
        "after": "dir",
        "staff": "project_manager=2;application=2",
        "cost": "400000",
        "goals": "R2;R13",
        "main_area": "planning and management",
        "owner": "joint IT unit",
        "source": "assumption: weeks, staff and cost; fact: named as a goal (deck, slide 3)",
        "note": "Joint cost only; what it costs and saves each municipality is not counted.",
    },
)
GOAL_MEASURES = {"R2": ("desk",), "R6": ("unit", "desk"), "R13": ("desk",), "R8": ("routines",)}

RECIPIENTS = {
    "web": "citizens and business",
    "forms": "citizens and business",
    "case": "citizens and business",
    "pol": "councillors and citizens",
    "build": "citizens and business",
    "gis": "citizens and business",
    "fee": "citizens and business",
    "epj": "those who receive care",
    "time": "those who receive care",
    "child": "children and families",
    "social": "those who receive social services",
    "edunet": "pupils",
    "schooladm": "pupils and parents",
    "lms": "pupils and parents",
}
OWNERS = {
    "fin": "municipal finance officers",
    "ap": "heads of finance",
    "fee": "heads of technical services",
    "hr": "heads of personnel",
    "pay": "heads of payroll",
    "time": "care managers",
    "epj": "care managers",
    "child": "heads of child welfare",
    "social": "heads of social services",
    "case": "service managers",
    "pol": "council secretaries",
    "web": "municipal chief executives",
    "forms": "service managers",
    "edunet": "school owners",
    "schooladm": "head teachers",
    "lms": "head teachers",
    "gis": "heads of technical services",
    "build": "heads of technical services",
}
MOTIVES = {
    "saving": "direct savings by coordination and scale",
    "demand": "better able to meet statutory demands",
    "service": "new possibilities in services",
    "recruit": "easier recruitment to a larger IT environment",
}
BENEFIT_MOTIVES = {
    "quality_ops": "service",
    "outage": "service",
    "extended_hours": "service",
    "digital_services": "service",
    "digital_citizen": "service",
    "demanding_systems": "demand",
    "law_meeting": "demand",
    "documented_ops": "demand",
    "it_skills": "recruit",
    "recruitment": "recruit",
    "better_jobs": "recruit",
}
"""Gains that are no direct saving."""

SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("currency", "NOK", "fact: Norwegian case"),
    ("price_level", "2007, without VAT", CASE),
    ("period.start", START, "assumption: preparation from 2006; fact: plan period 2007-2011 (deck, slide 1)"),
    ("period.end", END, ""),
    ("period.value_until", VALUE_UNTIL, CASE),
    ("period.discount_percent", "4", CASE),
    ("status_date", START, ""),
    ("sharing.joint_one_off.paid_by", "programme", CASE),
    ("sharing.joint_one_off.key", "equal30", CASE),
    ("sharing.running.key", "staff_pcs", "assumption: the deck's own formula of the PC fee is not public"),
    ("policy.burden_price", str(BURDEN_PRICE), CASE),
    ("policy.baby_price", str(BABY_PRICE), CASE),
    ("policy.tender_threshold", str(TENDER_THRESHOLD), "fact: EEA threshold from 12 January 2006 (vaf.no)"),
)
SCENARIO_SOURCE = "assumption: KnpS, IT strategy 2007-2011, with invented amounts"
SCENARIO_NOTE = (
    "Built around the deck “IT-strategi 2007-2011” of Knutepunkt Sørlandet. What each municipality had installed, "
    "all prices, quality marks, contracts, effort, budgets and gains are assumptions and must be replaced by real "
    "figures before any real use."
)

ALTERNATIVES: tuple[tuple[str, str, str], ...] = (
    ("all-milestones-hard", "All milestones hard", "In all likelihood without a plan."),
    ("no-camel-for-the-smallest", "No camel for the smallest", "Iveland changes to nothing that it thinks worse."),
    ("keep-lillesands-archive", "Keep the local archive in Lillesand", "Lillesand opts out of case/archive."),
    ("early-money-doubled", "Early programme money doubled", "The programme's grants of 2006 and 2007 doubled."),
    ("half-the-budget-of-2008", "Half the budget of 2008", "All grants of 2008 halved."),
    ("unit-a-year-earlier", "Joint IT unit formed a year earlier", "People move on 1 January 2007."),
    ("extend-where-allowed", "Extend wherever it is allowed", "No tender where an agreement may be widened."),
    ("no-budgets", "No budgets", "What money alone holds up."),
    (
        "kristiansand-leaves",
        "Kristiansand leaves after 2009",
        "It takes part in what falls due by 2008; its people and money go at the end of 2009.",
    ),
)

LEAVES, LEAVES_ON, LEAVES_SHARE = "kristiansand", "2010-01-01", 65
"""Who leaves in one of the alternatives, when, and its share of all inhabitants in per cent: of so much the programme's
grants shrink."""
LAST_DUE = "2008-12-31"
"""What falls due by then is done before it leaves."""
