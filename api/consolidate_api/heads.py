"""HEAD: what GET would answer, without the body (RFC 9110); routes know nothing of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROUTED = ("route", "endpoint")
"""What the router writes beside a request, for those who count and log."""

LISTENING = "2.3"
"""The version of ASGI by which an answer that goes on for long listens for whoever asked, and ends when they leave."""


class Heads:
    """Middleware: HEAD is asked of the routes as GET, and the body is kept back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked = _Asked(receive, send)
        as_get = {**scope, "method": "GET", "asgi": {**scope.get("asgi", {}), "spec_version": LISTENING}}
        try:
            await self._app(as_get, asked.receive, asked.send)
        finally:
            scope.update({name: as_get[name] for name in ROUTED if name in as_get})


@dataclass
class _Asked:
    """Somebody who leaves as soon as they have the headers."""

    their_receive: Receive
    their_send: Send
    heard: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> Message:
        """The request; and once it is answered, that they have left."""
        if not self.heard:
            self.heard = True
            return await self.their_receive()
        await self.answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """The headers and an empty body; all else is kept back."""
        if message["type"] == "http.response.start":
            await self.their_send(message)
            await self.their_send({"type": "http.response.body", "body": b"", "more_body": False})
            self.answered.set()
