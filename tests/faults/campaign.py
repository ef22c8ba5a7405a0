"""One service, rounds of submissions and kills, and after each round a look at the books."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from consolidate_api.database.away import AWAY
from consolidate_api.database.embedded import Embedded
from consolidate_api.database.engine import Database
from consolidate_api.store.programmes import overviews
from tests.api.runs import TWO_TOWNS
from tests.api.served import Served, own_folder, served
from tests.faults.clerk import Approver, Clerk, Desk
from tests.faults.examined import Books
from tests.faults.killer import Killer

CLERKS = 4
ROUND_SECONDS = 1800.0
SETTINGS = {
    "CONSOLIDATE_STALLED_SECONDS": "5",
    "CONSOLIDATE_MAX_WAITING_RUNS": "100000",
    "CONSOLIDATE_REQUESTS_PER_MINUTE": "1000000",
}
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """How long and how hard: runs and kills are those of each round."""

    rounds: int
    runs: int
    kills: int = 4
    seed: int = 1
    workers: int = 2


@dataclass
class Figures:
    """What came of it."""

    rounds: int = 0
    seconds: float = 0.0
    accepted: int = 0
    ended: int = 0
    taken_again: int = 0
    plans_examined: int = 0
    baselines: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def text(self) -> str:
        """In a line."""
        told: list[tuple[str, Any]] = [
            ("accepted", self.accepted),
            ("ended", self.ended),
            ("kills", dict(self.kills)),
            ("outcomes", dict(self.outcomes)),
            ("taken again", self.taken_again),
            ("plans examined", self.plans_examined),
            ("baselines", self.baselines),
            ("answers", dict(self.answers)),
            ("seconds", round(self.seconds)),
            ("faults", len(self.faults)),
        ]
        return f"round {self.rounds}: " + ", ".join(f"{name} {value}" for name, value in told)


class Campaign:
    """A service under fire."""

    def __init__(self, wanted: Wanted, running: Served, folder: Path) -> None:
        self.wanted, self.running = wanted, running
        self.chance = random.Random(wanted.seed)
        self.killer = Killer(running.process.pid, folder, self.chance)
        self.desk = Desk(running.address, running.secret)
        made = self.desk.sure("POST", "/v1/scenarios", json=TWO_TOWNS, params={"name": "towns"}).json()
        self.clerk = Clerk(self.desk, made["scenario"])
        self.approver = Approver(self.desk)
        self.database = Database(Embedded(folder).addresses().app, 2)
        tenant = overviews(self.database)[0].programme.id
        self.books = Books(self.database, tenant, Programme(parse_scenario(TWO_TOWNS)))
        self.figures = Figures()

    def close(self) -> None:
        self.desk.close()
        self.database.close()

    def round(self, number: int) -> None:
        """Submit, kill, wait until all has ended, and look."""
        began, over, prefix = time.monotonic(), threading.Event(), f"round-{number}-"
        keys = [f"{prefix}{key}" for key in range(self.wanted.runs)]
        with ThreadPoolExecutor(CLERKS + 2) as hands:
            work = [hands.submit(self.clerk.submit, keys[one::CLERKS], self._chance()) for one in range(CLERKS)]
            if self.approver.able:
                work.append(hands.submit(self.approver.adopt, prefix, over))
            work.append(hands.submit(self.killer.spree, self.wanted.kills, over))
            try:
                for one in work:
                    one.result(ROUND_SECONDS)
            finally:
                over.set()
        self._wait()
        self._look(prefix)
        self.figures.rounds, self.figures.seconds = number, self.figures.seconds + time.monotonic() - began

    def _chance(self) -> random.Random:
        return random.Random(self.chance.random())

    def _wait(self) -> None:
        """Wait until nothing is under way any more."""
        end = time.monotonic() + ROUND_SECONDS
        while True:
            try:
                left = self.books.under_way()
            except AWAY:
                left = 1
            if not left:
                return
            assert time.monotonic() < end, f"{left} runs and jobs are still there"
            time.sleep(0.5)

    def _look(self, prefix: str) -> None:
        figures, rows = self.figures, self.books.rows()
        figures.faults += self.books.faults(self.clerk.accepted, prefix, self.killer.killed["solver"])
        for baseline, plan in self.approver.kept.items():
            if self.approver.plan(baseline) != plan:
                figures.faults.append(f"baseline {baseline} has changed")
        figures.faults += [f"answered with 500: {line}" for line in self.running.said("failed") if "path" in line]
        figures.accepted, figures.baselines = len(self.clerk.accepted), len(self.approver.kept)
        figures.ended = sum(row.state == "ended" for row in rows)
        figures.outcomes = Counter(str(row.outcome) for row in rows)
        figures.taken_again = sum(row.fence > 1 for row in rows)
        figures.plans_examined = self.books.examined
        figures.kills, figures.answers = self.killer.killed, self.desk.counts


@contextmanager
def under_fire(wanted: Wanted) -> Iterator[Campaign]:
    """A service in a folder of its own, which must end in order after all."""
    more = ("--workers", str(wanted.workers))
    with own_folder() as folder, served(folder, signal.SIGTERM, more=more, calm=False, **SETTINGS) as running:
        campaign = Campaign(wanted, running, folder)
        try:
            yield campaign
        finally:
            campaign.close()


def campaign(wanted: Wanted, tell: Tell) -> Figures:
    """All rounds, each told; it goes on after a fault, so that all of them are seen."""
    with under_fire(wanted) as under:
        for number in range(1, wanted.rounds + 1):
            under.round(number)
            tell(under.figures.text())
    return under.figures
