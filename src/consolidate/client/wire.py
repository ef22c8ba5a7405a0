"""Asking: once more after trouble where that does no harm, for as long as there is patience."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import httpx2
from pydantic import ValidationError

from consolidate.answers.base import PageOf, Shown
from consolidate.client.errors import StrangeAnswer, Unreachable
from consolidate.client.problems import problem_of
from consolidate.client.routes import Body, Route, Value, Values, query
from consolidate.errors import FaultyDocument, UnknownName
from consolidate.text import _

Found = TypeVar("Found")
Sleep = Callable[[float], object]

TROUBLE = (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError, httpx2.ProxyError)
"""A connection that was not made, or broke: worth trying again."""
NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
"""Nothing has reached the service, so that even a change may be asked for again."""
BUSY = frozenset({429})
"""Refused before anything was done: so many at once, or so many a minute."""
PASSING = BUSY | {502, 503, 504}
"""No answer of the service itself, or one that says that it cannot answer now; a change may have been made."""

FIRST_SECONDS, MOST_SECONDS = 0.25, 5.0
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 120.0
SILENT_SECONDS = 60.0
"""A stream is broken that is silent for so long: a living one says something every fifteen seconds."""
MOST_ROWS = 200


class Tries:
    """Waits between tries, longer each time, until there is no patience left."""

    def __init__(self, patience: float, sleep: Sleep) -> None:
        self._sleep = sleep
        self._until = time.monotonic() + patience
        self._pause = FIRST_SECONDS

    def again(self, wanted: float | None = None) -> bool:
        """Wait for the next try, at least as long as was ``wanted``; False, at once, where that is too long."""
        pause = max(self._pause * random.uniform(0.5, 1), wanted or 0)
        if time.monotonic() + pause > self._until:
            return False
        self._pause = min(2 * self._pause, MOST_SECONDS)
        self._sleep(pause)
        return True


class Wire:
    """The way to one service; whoever opened the connections closes them."""

    def __init__(self, http: httpx2.Client, patience: float, sleep: Sleep) -> None:
        self._http = http
        self._patience = patience
        self.sleep = sleep

    def tries(self) -> Tries:
        """Patience for one thing that is asked for."""
        return Tries(self._patience, self.sleep)

    def ask(
        self,
        route: Route[Found],
        parts: Mapping[str, Value] | None = None,
        *,
        values: Values | None = None,
        body: Body | None = None,
        key: str | None = None,
    ) -> Found:
        """Ask for something: ``parts`` of the path and ``values`` of the query by name.

        ``key``: an idempotency key, with which even a change may be asked for again.

        Raises:
            ServerProblem: the service said no.
            Unreachable: it did not answer.
            StrangeAnswer: it answered what nobody understands.
        """
        headers = {} if body is None else {"Content-Type": body.media_type}
        if key is not None:
            headers["Idempotency-Key"] = key
        request = self._http.build_request(
            route.method,
            route.place(parts or {}),
            params=query(values or {}) or None,
            content=None if body is None else body.content,
            headers=headers,
        )
        return self._read(route, self._answer(request, again=route.again or key is not None))

    def pages(
        self, route: Route[PageOf[Shown]], parts: Mapping[str, Value] | None = None, **values: Value
    ) -> Iterator[Shown]:
        """All of a collection, page by page as it is used."""
        cursor: str | None = None
        while True:
            page = self.ask(route, parts, values={**values, "cursor": cursor, "limit": MOST_ROWS})
            yield from page.items
            if page.next is None:
                return
            cursor = page.next

    @contextmanager
    def stream(self, route: Route[Found], parts: Mapping[str, Value], seen: str | None) -> Iterator[httpx2.EventSource]:
        """Events, from the one after ``seen`` on; trouble is the caller's.

        Raises:
            ServerProblem: the service said no.
        """
        timeout = httpx2.Timeout(CONNECT_SECONDS, read=SILENT_SECONDS)
        headers = {} if seen is None else {"Last-Event-ID": seen}
        with self._http.sse(route.place(parts), headers=headers, timeout=timeout) as source:
            if not source.response.is_success:
                source.response.read()
                raise problem_of(source.response)
            yield source

    def _answer(self, request: httpx2.Request, *, again: bool) -> httpx2.Response:
        """The answer to a request, which is asked for again while that is worth it."""
        tries = self.tries()
        passing = PASSING if again else BUSY
        while True:
            try:
                response = self._http.send(request)
            except TROUBLE as error:
                worth = again or isinstance(error, NOT_SENT)
                if not (worth and tries.again()):
                    raise unreachable(error) from None
                continue
            except httpx2.RequestError as error:
                raise StrangeAnswer(f"{type(error).__name__}: {error}") from None
            if response.is_success:
                return response
            problem = problem_of(response)
            if problem.status not in passing or not tries.again(problem.retry_after):
                raise problem

    def _read(self, route: Route[Found], response: httpx2.Response) -> Found:
        try:
            return route.reads(response.content)
        except (ValidationError, FaultyDocument, UnknownName, UnicodeDecodeError) as error:
            told = _("{method} {path}: an answer that is not understood: {reason}")
            reason = str(error).partition("\n")[0]
            raise StrangeAnswer(told.format(method=route.method, path=route.path, reason=reason)) from None


def unreachable(error: httpx2.RequestError) -> Unreachable:
    """Trouble in words; nothing of the request stays with it."""
    return Unreachable(_("the service cannot be reached: {reason}").format(reason=str(error) or type(error).__name__))
