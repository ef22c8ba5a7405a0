"""Baselines: plans that were adopted, by whom, when and why. Nothing of them is ever changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from consolidate.answers.base import PageOf
from consolidate.answers.replanning import BaselineShown
from consolidate.client.routes import Id, Route, body, decided, get, post
from consolidate.client.wire import Wire
from consolidate.plan.document import Plan
from consolidate.plan.files import parse_plan

ADOPT = post("/v1/baselines", BaselineShown)
LIST = get("/v1/baselines", PageOf[BaselineShown])
CURRENT = get("/v1/baselines/current", BaselineShown)
READ = get("/v1/baselines/{baseline}", BaselineShown)
PLAN: Route[Plan] = Route("GET", "/v1/baselines/{baseline}/plan", parse_plan)


class Baselines:
    """The plans that the programme has adopted; the newest is the one it goes by."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def adopt(
        self,
        *,
        why: str,
        run: Id | None = None,
        baseline: Id | None = None,
        plan: Plan | Mapping[str, Any] | None = None,
        of: tuple[Id, int] | None = None,
        alternative: str | None = None,
        replaces: Id | None = None,
    ) -> BaselineShown:
        """Adopt the plan of a run that has ended, an earlier baseline again, or a plan made by hand.

        One made by hand is ``of`` a scenario and a version, and of an alternative if it is for one. ``replaces``: the
        baseline that you take for the current one; where it no longer is, nothing is adopted.
        """
        wish: dict[str, Any] = {"why": why, "alternative": alternative}
        named = {"run": run, "baseline": baseline, "replaces": replaces, "scenario": None if of is None else of[0]}
        wish |= {name: None if one is None else str(one) for name, one in named.items()}
        wish |= {"version": None if of is None else of[1], "plan": None if plan is None else decided(plan)}
        return self._wire.ask(ADOPT, body=body({name: value for name, value in wish.items() if value is not None}))

    def list(
        self,
        *,
        scenario: Id | None = None,
        author: str | None = None,
        sort: Literal["created", "-created"] = "-created",
    ) -> Iterator[BaselineShown]:
        """All of them, or those of a scenario or of an author, without the plans themselves."""
        return self._wire.pages(LIST, scenario=scenario, author=author, sort=sort)

    def current(self) -> BaselineShown:
        """The one that the programme goes by; 404 where none has been adopted."""
        return self._wire.ask(CURRENT)

    def read(self, baseline: Id) -> BaselineShown:
        """One of them, without the plan itself."""
        return self._wire.ask(READ, {"baseline": baseline})

    def plan(self, baseline: Id) -> Plan:
        """The plan of a baseline, as it was adopted."""
        return self._wire.ask(PLAN, {"baseline": baseline})
