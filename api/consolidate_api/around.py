"""What goes around each request: its id, its line in the log, its figures, and headers that keep browsers careful."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from consolidate_api.metrics import UNKNOWN, Metrics
from consolidate_api.problems import Problem, problem_response

REQUEST_ID = "X-Request-ID"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
CAREFUL = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Sent with every answer that does not say otherwise."""

_log = structlog.stdlib.get_logger("consolidate.requests")


@dataclass
class Underway:
    """What is known of an answer on its way."""

    request: str
    began: float = field(default_factory=time.perf_counter)
    status: int = 0

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.began


class Around:
    """Middleware: no error passes it, each request leaves a line, and each answer has its id and its headers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = Underway(_request_id(scope))
        scope.setdefault("state", {})["request"] = answer.request

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                _add_headers(message, answer)
            await send(message)

        with structlog.contextvars.bound_contextvars(request=answer.request):
            await self._answered(scope, receive, sent, answer)
            if answer.status:
                self._told(scope, answer)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, answer: Underway) -> None:
        """Answer, whatever happens: an error of the program is one sentence outside and a trace in the log."""
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            _log.info("left", method=scope["method"], path=scope["path"])
        except Exception:
            _log.exception("failed", method=scope["method"], path=scope["path"])
            if not answer.status:
                await problem_response(Problem(500), answer.request)(scope, receive, send)

    def _told(self, scope: Scope, answer: Underway) -> None:
        """The line and the figures; the query is left out, since people search for what is nobody's business."""
        route = getattr(scope.get("route"), "path_format", UNKNOWN)
        caller = scope["state"].get("caller")
        who = {} if caller is None else {"tenant": str(caller.tenant), "token": caller.prefix}
        seconds = answer.seconds
        _log.info(
            "answered",
            method=scope["method"],
            path=scope["path"],
            status=answer.status,
            seconds=round(seconds, 4),
            **who,
        )
        self._metrics.answered(scope["method"], route, answer.status, seconds)


def _request_id(scope: Scope) -> str:
    """The id that whoever asks gave to the request, if it is one that can stand in a log; else a new one."""
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if GIVEN_ID.fullmatch(given) else uuid4().hex


def _add_headers(message: Message, answer: Underway) -> None:
    headers = MutableHeaders(scope=message)
    headers[REQUEST_ID] = answer.request
    for name, value in CAREFUL.items():
        headers.setdefault(name, value)
