"""Runs: asked for once for each key, followed to their end, and what came of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import uuid4

from consolidate.answers.base import PageOf
from consolidate.answers.runs import Kind, Options, RunShown, State
from consolidate.client.events import ENDED, Follower, RunEvent
from consolidate.client.routes import Id, Route, body, decided, get, post, text
from consolidate.client.wire import Wire
from consolidate.plan.document import Plan
from consolidate.plan.files import parse_plan
from consolidate.plan.outcome import Outcome
from consolidate.study.document import Study
from consolidate.study.files import parse_study

FIRST_LOOK, LAST_LOOK = 0.2, 5.0
"""Seconds between looks at a run that is waited for: short ones at first."""

SUBMIT = post("/v1/runs", RunShown)
LIST = get("/v1/runs", PageOf[RunShown])
READ = get("/v1/runs/{run}", RunShown)
CANCEL = post("/v1/runs/{run}/cancel", RunShown, again=True)
PLAN: Route[Plan] = Route("GET", "/v1/runs/{run}/plan", parse_plan)
STUDY: Route[Study] = Route("GET", "/v1/runs/{run}/study", parse_study)
ACCOUNTS: Route[Study] = Route("GET", "/v1/runs/{run}/accounts", parse_study)
REPORT: Route[str] = Route("GET", "/v1/runs/{run}/report", text)


class Runs:
    """The runs of the programme."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def submit(  # noqa: PLR0913 (each part of the wish is an argument)
        self,
        scenario: Id,
        *,
        version: int | None = None,
        alternative: str | None = None,
        question: Mapping[str, Any] | None = None,
        options: Options | None = None,
        start: Plan | Mapping[str, Any] | None = None,
        priority: int = 0,
        key: str | None = None,
    ) -> RunShown:
        """Put a run into the queue: for a plan, or for the answer to a question (`consolidate.study.questions`).

        Without a version, of the scenario's newest. ``start``: a plan to begin with. ``key``: the run is asked for only
        once with it, whatever happens on the way; one is made for each call unless it is given.
        """
        wish = {
            "scenario": str(scenario),
            "version": version,
            "alternative": alternative,
            "question": None if question is None else dict(question),
            "options": None if options is None else options.document(),
            "start": None if start is None else decided(start),
            "priority": priority,
        }
        told = {name: value for name, value in wish.items() if value is not None}
        return self._wire.ask(SUBMIT, body=body(told), key=key or uuid4().hex)

    def read(self, run: Id) -> RunShown:
        """One run, without its plan."""
        return self._wire.ask(READ, {"run": run})

    def list(
        self,
        *,
        state: State | None = None,
        outcome: Outcome | None = None,
        kind: Kind | None = None,
        scenario: Id | None = None,
        sort: Literal["created", "-created"] = "-created",
    ) -> Iterator[RunShown]:
        """The runs of the programme, without their plans."""
        return self._wire.pages(LIST, state=state, outcome=outcome, kind=kind, scenario=scenario, sort=sort)

    def follow(self, run: Id, *, seen: str | None = None) -> Iterator[RunEvent]:
        """What is told of a run until it has ended; ``seen``: only what comes after that event."""
        return Follower(self._wire, run, seen, lambda: self.read(run).state == ENDED).events()

    def wait(self, run: Id, *, seconds: float | None = None) -> RunShown:
        """The run once it has ended.

        Raises:
            TimeoutError: it has not, after so many seconds.
        """
        until = None if seconds is None else time.monotonic() + seconds
        pause = FIRST_LOOK
        while (found := self.read(run)).state != ENDED:
            if until is not None and time.monotonic() + pause > until:
                raise TimeoutError(str(run))
            self._wire.sleep(pause)
            pause = min(1.5 * pause, LAST_LOOK)
        return found

    def cancel(self, run: Id) -> RunShown:
        """Let a run end, with the best plan so far; one that has ended stays as it is."""
        return self._wire.ask(CANCEL, {"run": run})

    def plan(self, run: Id) -> Plan:
        """The best plan of a run; 404 where there is none, or none yet."""
        return self._wire.ask(PLAN, {"run": run})

    def study(self, run: Id) -> Study:
        """The answer to the question of a run."""
        return self._wire.ask(STUDY, {"run": run})

    def accounts(self, run: Id, *, keys: Sequence[str] = ()) -> Study:
        """Each municipality's account of the plan of a run, under these cost keys too."""
        return self._wire.ask(ACCOUNTS, {"run": run}, values={"key": tuple(keys)})

    def report(self, run: Id) -> str:
        """The coordination plan, or the study, as Markdown."""
        return self._wire.ask(REPORT, {"run": run})
