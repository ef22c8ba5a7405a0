"""A scenario small enough to follow by hand, changed by merge patches.

Two towns, one domain `ledger` with one product to buy: install 2 weeks (any town's cutover waits for it), cutover 1,
decommission 1. 40 weeks from Monday 1 January 2024; week 39 is the last.
"""

from typing import Any

from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import parse_scenario

Json = dict[str, Any]

DOCUMENT: Json = {
    "format": "consolidate/scenario/1",
    "period": {"start": "2024-01-01", "end": "2024-10-06"},
    "municipalities": {"ash": {}, "birch": {}},
    "templates": {
        "joint": {"install": {"weeks": 2, "cost_percent": 100}},
        "full": {
            "cutover": {"weeks": 1, "after": ["joint/install"], "cost_percent": 100},
            "decommission": {"weeks": 1, "after": ["cutover"]},
        },
        "light": {
            "cutover": {"weeks": 1, "after": ["joint/install"]},
            "decommission": {"weeks": 1, "after": ["cutover"]},
        },
    },
    "domains": {"ledger": {"candidates": {"new": {"quality": 7, "routes": ["procure"]}}}},
    "installed": {
        "ash": {"ledger": {"product": "old", "users": 10, "quality": 5}},
        "birch": {"ledger": {"product": "old", "users": 10, "quality": 5}},
    },
}

SECOND: Json = {
    "domains": {"archive": {"candidates": {"box": {"quality": 7, "routes": ["procure"]}}}},
    "installed": {
        "ash": {"archive": {"product": "old", "users": 10, "quality": 5}},
        "birch": {"archive": {"product": "old", "users": 10, "quality": 5}},
    },
}
"""A second domain, of the same shape."""


def document(*patches: Json) -> Json:
    """The small scenario with patches put on, one after the other."""
    found: Json = DOCUMENT
    for patch in patches:
        found = merge_patch(found, patch)
    return found


def programme(*patches: Json) -> Programme:
    """The programme of the small scenario, patched."""
    return Programme(parse_scenario(document(*patches)))


def first_options(subject: Programme) -> dict[str, Option]:
    """By domain: its first option."""
    return {domain: options[0] for domain, options in subject.options.items()}
