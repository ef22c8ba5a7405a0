"""Random small scenarios that together use every field and rule of the specification.

``random_scenario(random.Random(seed), size)`` gives the same document for the same seed. Sizes: ``tiny`` can
be solved by trying everything (one domain, at most 2 municipalities, 4 steps and 14 weeks); ``small`` has up
to 3 municipalities and 3 domains in 30 to 80 weeks. Most of them, not all, have a plan.
"""

from __future__ import annotations

import random
from datetime import date

from tests.drawn import aims, money, parties, progress, tiny, today, work
from tests.drawn.context import Context, Json

MEMBERS = ("ash", "birch", "cedar")
FIELDS = ("ledger", "archive", "school")


def random_scenario(rng: random.Random, size: str) -> Json:
    """A random scenario document of size ``tiny`` or ``small``."""
    if size == "tiny":
        return tiny.document(rng, MEMBERS, FIELDS[0])
    if size != "small":
        raise ValueError(f"no such size: {size}")
    return _small(rng)


def _small(rng: random.Random) -> Json:
    domains = rng.randint(1, 3)
    draw = Context(
        rng,
        start=date(2023, rng.randint(1, 12), rng.randint(1, 28)),
        weeks=rng.randint(30 + 8 * (domains - 1), 80),
        members=MEMBERS[: rng.randint(1, 3)],
        fields=FIELDS[:domains],
        tiny=False,
    )
    document: Json = {
        "format": "consolidate/scenario/1",
        "name": "Drawn",
        "period": period(draw),
        "municipalities": parties.municipalities(draw),
        "bodies": parties.bodies(draw),
        "keys": money.keys(draw),
        "sharing": money.sharing(draw),
        "pools": parties.pools(draw),
        "calendar": parties.calendar(draw),
        "templates": work.templates(draw),
        "measures": work.measures(draw),
        "domains": work.domains(draw),
    }
    document["installed"] = today.installed(draw, document["domains"])
    _add_aims(draw, document)
    document["budgets"] = money.budgets(draw, document)
    if draw.chance(0.25):
        progress.put_in(draw, document)
    _add_frame(draw, document)
    return document


def period(draw: Context) -> Json:
    """The period; how long it is valued and at what rate is given or left to the defaults."""
    found: Json = {"start": str(draw.start), "end": str(draw.end)}
    if draw.chance(0.6):
        found["value_until"] = str(draw.end.replace(year=draw.end.year + draw.rng.randint(1, 3), day=1))
    if draw.chance(0.6):
        found["discount_percent"] = draw.pick((0, 3.5, 10))
    return found


def _add_aims(draw: Context, document: Json) -> None:
    document["blackouts"] = aims.blackouts(draw)
    document["milestones"] = aims.milestones(draw, document)
    aims.gate(draw, document)
    document["goals"] = aims.goals(draw, document)
    document["benefits"] = aims.benefits(draw)
    document["policy"] = aims.policy(draw)
    aims.named(draw, document)


def _add_frame(draw: Context, document: Json) -> None:
    """Defaults of the document, alternatives, and its labels."""
    if draw.chance(0.3):
        document["defaults"] = draw.pick(
            (
                {"municipalities": {"pcs": 25}, "candidates": {"running_per_user": 11}},
                {"budgets": {"carry_over_percent": 50}, "blackouts": {"origin": "preference"}},
                {"steps": {"closed_weeks": "run"}, "contracts": {"notice_weeks": 1}},
                {"measures": {"key": "mixed"}, "domains": {"stabilise_weeks": 1}},
            )
        )
    if draw.chance(0.2):
        document["alternatives"] = {"no-keys": {"patch": {"policy": {"burden_price": 99}}, "note": "dearer burden"}}
    if draw.chance(0.3):
        document |= {"currency": "EUR", "price_level": "2023"}
