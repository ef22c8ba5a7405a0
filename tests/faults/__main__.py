"""`python -m tests.faults --rounds 30 --runs 40`: kill -9 at random while runs are submitted; figures by round."""

from __future__ import annotations

import argparse
import secrets
import sys

from tests.faults.campaign import Wanted, campaign


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=40, help="runs submitted in each round")
    parser.add_argument("--kills", type=int, default=4, help="kills in each round, at most")
    parser.add_argument("--workers", type=int, default=2, help="runs solved at once")
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    figures = campaign(
        Wanted(given.rounds, given.runs, given.kills, seed, given.workers), lambda line: print(line, flush=True)
    )
    for fault in figures.faults:
        print(fault)
    return 1 if figures.faults or figures.accepted != figures.ended else 0


if __name__ == "__main__":
    sys.exit(main())
