"""However a plan is broken, it is told what is wrong with it: never a traceback."""

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest

from consolidate.check.derived import derived
from consolidate.check.verdict import check
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from tests.random_scenarios import random_scenario

Json = dict[str, Any]


def any_plan(rng: random.Random, on: Programme) -> Decisions:
    """Decisions that may be anything: steps of several options at any date, dropped ones, unknown ones."""
    targets: Json = {}
    steps: Json = dict.fromkeys(on.measures)
    for domain, options in on.options.items():
        for option in rng.sample(options, rng.randint(1, len(options))):
            steps |= dict.fromkeys(on.work(domain, option).steps)
            target = {"stays": True} if option.stays else {"product": option.product, "route": option.route}
            targets[domain] = rng.choice((target, target, {"product": "nothing", "route": "extend"}, {"stays": True}))
    steps["moon/joint/install"] = None
    kept = rng.sample(sorted(steps), rng.randint(0, len(steps)))
    ends = (f"{domain}/{town}" for domain, town in on.contract_endings)
    return Decisions.model_validate(
        {
            "targets": {name: target for name, target in targets.items() if rng.random() < 0.9},
            "steps": {name: {"start": any_day(rng, on), "pools": any_pools(rng)} for name in kept},
            "contracts": {name: {"last_day": any_day(rng, on), "by": any_way(rng)} for name in (*ends, "moon/ash")},
        }
    )


def any_day(rng: random.Random, on: Programme) -> date:
    return on.timeline.monday + timedelta(days=7 * rng.randint(-3, on.weeks + 3) + rng.choice((0, 0, 0, 2)))


def any_pools(rng: random.Random) -> dict[str, str]:
    return rng.choice(({}, {}, {"trainer": "ash"}, {"manager": "moon"}, {"application": "birch"}))


def any_way(rng: random.Random) -> str:
    return rng.choice(("term", "fee", "extension"))


@pytest.mark.parametrize("seed", range(40))
def test_any_plan_is_examined(seed: int) -> None:
    rng = random.Random(seed)
    on = Programme(parse_scenario(random_scenario(rng, rng.choice(("tiny", "small")))))
    for _attempt in range(5):
        verdict = check(on, any_plan(rng, on))
        assert not verdict.clean
        assert all(violation.sentence and violation.objects for violation in verdict.violations)
        json.dumps(derived(verdict), allow_nan=False)
