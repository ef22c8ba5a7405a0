"""Write a scenario of one of the sizes S1 to S6, D10 to D160: ``python -m benchmarks.generate S1 --seed 1 -o FILE``.

The same size and seed give the same document, byte for byte. All values are invented.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks import market, scaling
from benchmarks.shape import MEASURES, TEMPLATES, Json
from benchmarks.sizes import ALL_SIZES, Size

MILESTONE_DOMAINS = 5
"""Domains that share a milestone."""


def scenario(size: Size, seed: int) -> Json:
    """An ordinary scenario document of a size, shaped like the real job."""
    rng = random.Random(f"{size.name}/{seed}")
    members = market.municipalities(rng, size)
    fields = market.domains(rng, size)
    systems = market.installed(rng, members, fields)
    work = scaling.count_work(members, fields, systems)
    measures = {name: {**step, "cost": 50_000 * size.municipalities} for name, step in MEASURES.items()}
    return {
        "format": "consolidate/scenario/1",
        "name": f"Benchmark {size.name}, seed {seed}",
        "source": "assumption: generated",
        "period": {"start": str(size.start), "end": str(size.end)},
        "municipalities": {name: {**member, **scaling.limits(size)} for name, member in members.items()},
        "budgets": scaling.budgets(rng, size, work, sum(measure["cost"] for measure in measures.values())),
        "keys": {"common": {"equal": 20, "inhabitants": 80}},
        "sharing": {"joint_one_off": {"paid_by": "programme", "key": "common"}, "running": "own_use"},
        "pools": scaling.pools(rng, size, members, work),
        "calendar": _calendar(size),
        "templates": TEMPLATES,
        "measures": measures,
        "domains": fields,
        "installed": systems,
        "blackouts": market.blackouts(rng, fields),
        "milestones": _milestones(rng, size, list(fields)),
        "benefits": _benefits(rng, list(fields)),
        "policy": _policy(size),
    }


def _calendar(size: Size) -> Json:
    """Closed between Christmas and New Year; fewer people at work in summer."""
    capacity: dict[str, int] = {}
    for year in range(size.start.year, size.end.year + 1):
        capacity |= {f"{year}-07-01": scaling.SUMMER_PERCENT, f"{year}-08-10": 100}
    return {"closed": {"all": {"christmas": {"every": ["12-24", "12-31"]}}}, "capacity": {"all": capacity}}


def _milestones(rng: random.Random, size: Size, fields: list[str]) -> dict[str, Json]:
    """Soft milestones over the domains in turn, due from the middle of the period to near its end."""
    groups = [fields[first : first + MILESTONE_DOMAINS] for first in range(0, len(fields), MILESTONE_DOMAINS)]
    found = {}
    for number, group in enumerate(groups):
        share = 0.5 + 0.4 * (number + rng.random()) / len(groups)
        found[f"M{number + 1}"] = {
            "due": str(size.start + timedelta(weeks=int(size.weeks * share))),
            "complete": group,
            "late_per_week": rng.randint(10, 30) * 100 * size.municipalities,
        }
    return found


def _benefits(rng: random.Random, fields: list[str]) -> dict[str, Json]:
    """A third of the domains save money once they run."""
    return {
        f"gain-{field}": {
            "requires": [field],
            "class": "budget_effect",
            "per_1000_inhabitants": rng.randint(5, 40) * 100,
            "ramp_weeks": 26,
        }
        for field in fields
        if rng.random() < 1 / 3
    }


def _policy(size: Size) -> Json:
    """Burden has a price; so have camels beyond a fifth of all migrations."""
    most = size.municipalities * size.domains // 5
    camels = {"all": {"max": most, "hard": False, "price": 20_000}}
    return {"camels": camels, "burden_price": 500, "baby_price": 50_000}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the document, to a file or to standard output."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("size", choices=ALL_SIZES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args(arguments)
    text = json.dumps(scenario(ALL_SIZES[options.size], options.seed), indent=1, ensure_ascii=False) + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
