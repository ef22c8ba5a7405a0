"""Following a run: its events one after the other, whatever happens to the connection in between."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import httpx2
from pydantic import ValidationError

from consolidate.answers.runs import EventShown, State
from consolidate.client.errors import ServerProblem, StrangeAnswer
from consolidate.client.routes import Id, Route, nothing
from consolidate.client.wire import PASSING, TROUBLE, Wire, unreachable
from consolidate.text import _

EVENT = "run"
ENDED: State = "ended"
AGAIN_SECONDS, MOST_PAUSE = 1.0, 60.0
STEADY_SECONDS = 5.0
"""A connection that has held for so long was a good one, whether anything was told by it or not."""
FOLLOW: Route[None] = Route("GET", "/v1/runs/{run}/events", nothing)
_MARK = re.compile(r"[\x21-\x7e]{1,200}")


class RunEvent(EventShown):
    """What is told to those who follow a run; ``id`` is the event's own, after which one can go on later."""

    id: str | None = None


class Follower:
    """One who follows a run; ``seen`` is the id of the last event, after which it goes on when it comes again.

    ``ended`` asks whether the run has ended: of one whose last event has been seen already, no stream tells anything.
    """

    def __init__(self, wire: Wire, run: Id, seen: str | None, ended: Callable[[], bool]) -> None:
        self._wire, self._run, self._ended = wire, run, ended
        self.seen = seen
        self._pause = AGAIN_SECONDS
        self._tries = wire.tries()
        self._whole = False

    def events(self) -> Iterator[RunEvent]:
        """All events until the run has ended.

        Raises:
            ServerProblem: there is no such run, or the token is no longer valid.
            Unreachable: no connection came about that told anything.
            StrangeAnswer: something else than events came.
        """
        over = False
        while True:
            heard = False
            for event in self._connection():
                heard = True
                yield event
                if event.state == ENDED:
                    return
            if not self._whole:
                continue
            if over and not heard:
                return
            over = self._ended()
            self._wire.sleep(self._pause)

    def _connection(self) -> Iterator[RunEvent]:
        """The events of one connection, which is ``_whole`` if the service ended it; after trouble it waits."""
        self._whole = False
        opened_at: float | None = None
        try:
            with self._wire.stream(FOLLOW, {"run": self._run}, self.seen) as source:
                opened_at = time.monotonic()
                for told in source:
                    yield from self._heard(told)
            self._whole = True
            self._tries = self._wire.tries()
        except ServerProblem as problem:
            if problem.status not in PASSING or not self._tries.again(problem.retry_after):
                raise
        except TROUBLE as error:
            if opened_at is not None and time.monotonic() - opened_at >= STEADY_SECONDS:
                self._tries = self._wire.tries()
            if not self._tries.again(self._pause):
                raise unreachable(error) from None
        except httpx2.RequestError as error:
            raise StrangeAnswer(str(error)) from None

    def _heard(self, told: httpx2.ServerSentEvent) -> Iterator[RunEvent]:
        """An event, if it is one of the run."""
        if told.retry is not None:
            self._pause = min(told.retry / 1000, MOST_PAUSE)
        if told.event != EVENT:
            return
        try:
            event = RunEvent.model_validate_json(told.data)
        except ValidationError:
            raise StrangeAnswer(_("an event that is not understood")) from None
        if _MARK.fullmatch(told.id):
            self.seen = told.id
        self._tries = self._wire.tries()
        yield event.model_copy(update={"id": self.seen})
