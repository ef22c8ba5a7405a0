"""Those who ask: they submit runs and adopt plans over HTTP, and ask again whenever no answer comes."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import httpx2 as httpx

AGAIN = (429, 503)
"""Answers that say: later."""
LIMITS = (0.5, 1.0, 3.0)


class Desk:
    """Asks a service with one token until there is an answer; ``counts``: how that went."""

    def __init__(self, address: str, secret: str) -> None:
        self._http = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {secret}"}, timeout=60)
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def close(self) -> None:
        self._http.close()

    def once(self, method: str, path: str, **given: Any) -> httpx.Response | None:
        """An answer; None where there is none, or where it says that it is better to ask later."""
        try:
            answer = self._http.request(method, path, **given)
        except httpx.TransportError:
            self.count("unanswered")
            return None
        if answer.status_code in AGAIN:
            self.count(str(answer.status_code))
            return None
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def sure(self, method: str, path: str, **given: Any) -> httpx.Response:
        """An answer, however often it must be asked for."""
        while (answer := self.once(method, path, **given)) is None:
            time.sleep(0.2)
        return answer

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1


class Clerk:
    """Submits runs, each under a key of its own; ``accepted``: the run of each key that was answered."""

    def __init__(self, desk: Desk, scenario: str) -> None:
        self._desk, self._scenario = desk, scenario
        self.accepted: dict[str, str] = {}

    def submit(self, keys: Iterable[str], chance: random.Random) -> None:
        """Submit a run for each key, with pauses."""
        for key in keys:
            time.sleep(chance.uniform(0, 2))
            wish = {"scenario": self._scenario, "options": {"time_limit": chance.choice(LIMITS), "workers": 1}}
            answer = self._desk.sure("POST", "/v1/runs", json=wish, headers={"Idempotency-Key": key})
            self._desk.count("found again" if answer.status_code == 200 else "new")
            self.accepted[key] = answer.json()["id"]


class Approver:
    """Adopts plans; ``kept``: each adopted one as it was first read, by the id of its baseline."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.kept: dict[str, bytes] = {}

    @property
    def able(self) -> bool:
        """Whether plans can be adopted here."""
        return "/v1/baselines" in self._desk.sure("GET", "/openapi.json").json()["paths"]

    def adopt(self, why: str, over: threading.Event) -> None:
        """Adopt the plan of a run that has ended, once: after a request without an answer it is looked up first."""
        while not over.is_set():
            made = self._made(why)
            if len(made) == 1:
                self.kept[made[0]] = self.plan(made[0])
                return
            assert not made, f"{why}: adopted {len(made)} times"
            ended = self._desk.sure("GET", "/v1/runs", params={"state": "ended"}).json()["items"]
            planned = [run["id"] for run in ended if run["objective"] is not None]
            if planned:
                self._desk.once("POST", "/v1/baselines", json={"run": planned[0], "why": why})
            time.sleep(0.5)

    def plan(self, baseline: str) -> bytes:
        """The plan of a baseline, byte for byte."""
        return self._desk.sure("GET", f"/v1/baselines/{baseline}/plan").content

    def _made(self, why: str) -> list[str]:
        listed = self._desk.sure("GET", "/v1/baselines", params={"limit": 200}).json()["items"]
        return [one["id"] for one in listed if one["why"] == why]
