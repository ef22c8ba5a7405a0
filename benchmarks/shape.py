"""What generated scenarios have in common: chains of steps, measures and windows like the real job's."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

SKILLS = ("application", "infrastructure", "integration", "procurement", "project_manager", "trainer")

TEMPLATES: dict[str, Json] = {
    "joint": {
        "clarify": {"weeks": 4, "staff": {"project_manager": 2}, "cost_percent": 5},
        "procure": {
            "weeks": 20,
            "after": ["clarify"],
            "route": "procure",
            "staff": {"project_manager": 1, "procurement": 1},
            "cost_percent": 20,
            "closed_weeks": "run",
        },
        "extend": {
            "weeks": 6,
            "after": ["clarify"],
            "route": "extend",
            "staff": {"project_manager": 1, "procurement": 2},
            "cost_percent": 8,
        },
        "contract": {"weeks": 3, "after": ["procure", "extend"], "staff": {"procurement": 2}},
        "install": {
            "weeks": 10,
            "after": ["contract"],
            "staff": {"project_manager": 1, "infrastructure": 2, "application": 3},
            "cost_percent": 45,
        },
        "configure": {"weeks": 6, "after": ["install"], "staff": {"application": 3}, "cost_percent": 15},
        "test": {
            "weeks": 4,
            "after": ["configure"],
            "staff": {"project_manager": 1, "application": 2},
            "cost_percent": 15,
        },
    },
    "full": {
        "prepare": {
            "weeks": 3,
            "after": ["joint/contract"],
            "staff": {"application": 1},
            "cost_percent": 15,
            "change": 1,
        },
        "convert": {
            "weeks": 5,
            "after": ["prepare", "joint/test"],
            "staff": {"application": 2, "integration": 2},
            "cost_percent": 45,
            "change": 1,
            "old_system": True,
        },
        "train": {"weeks": 2, "after": ["prepare"], "staff": {"trainer": 2}, "cost_percent": 20, "change": 3},
        "parallel": {
            "weeks": 3,
            "after": ["convert"],
            "cost_percent": 5,
            "change": 1,
            "closed_weeks": "run",
            "starts_running": True,
            "old_system": True,
        },
        "cutover": {
            "weeks": 1,
            "after": [{"step": "parallel", "within": 2}, {"step": "train", "within": 8}],
            "staff": {"application": 2, "infrastructure": 1},
            "cost_percent": 10,
            "change": 4,
            "settle": {"weeks": 3, "points": 2},
        },
        "decommission": {
            "weeks": 3,
            "after": ["cutover"],
            "staff": {"infrastructure": 1},
            "cost_percent": 5,
            "old_system": True,
        },
    },
    "light": {
        "connect": {
            "weeks": 3,
            "after": ["joint/test"],
            "staff": {"integration": 2},
            "cost_percent": 60,
            "change": 1,
        },
        "train": {"weeks": 1, "after": ["connect"], "staff": {"trainer": 1}, "cost_percent": 20, "change": 1},
        "cutover": {
            "weeks": 1,
            "after": [{"step": "train", "within": 8}],
            "staff": {"application": 1},
            "cost_percent": 20,
            "change": 3,
        },
        "decommission": {"weeks": 1, "after": ["cutover"]},
    },
}

MEASURES: dict[str, Json] = {
    "coordination": {"weeks": 8, "staff": {"project_manager": 2}},
    "network": {"weeks": 12, "after": ["coordination"], "staff": {"infrastructure": 3, "project_manager": 1}},
    "platform": {"weeks": 14, "after": ["network"], "staff": {"infrastructure": 3, "project_manager": 1}},
}

# Windows without cutovers, each over the domains of one kind (every domain has one).
WINDOWS: dict[str, tuple[str, str]] = {
    "accounts": ("12-01", "02-15"),
    "payroll": ("12-15", "01-20"),
    "exams": ("05-01", "06-20"),
    "billing": ("01-15", "03-15"),
    "open": ("07-01", "08-10"),
}


def path_steps(domain: Json, chain: str, route: str | None = None) -> list[tuple[str, Json]]:
    """The steps of a chain in a domain: its overrides put in, left-out steps and the other route dropped."""
    overrides = domain.get("templates", {}).get(chain, {})
    steps = [(name, {**step, **overrides.get(name, {})}) for name, step in TEMPLATES[chain].items()]
    return [(name, step) for name, step in steps if step["weeks"] and step.get("route") in (None, route)]
