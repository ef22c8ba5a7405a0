"""A small real HTTP server that does what a test has written down: answers, breaks off, or says nothing."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Asked:
    """A request as the server got it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Scripted:
    """The server: what it still has to do, and what it was asked."""

    url: str
    steps: list[Step]
    asked: list[Asked] = field(default_factory=list)


def answer(status: int, document: Any = None, kind: str = "application/json", **headers: str) -> Step:
    """Answer with a document; text stays as it is."""
    content = document.encode() if isinstance(document, str) else json.dumps(document).encode()

    def step(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return step


def drop(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def events(*texts: str, whole: bool = True, seconds: float = 0) -> Step:
    """Send events, and some seconds later end the stream as it should, or break it off."""

    def step(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for text in texts:
            content = text.encode()
            handler.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        time.sleep(seconds)
        if whole:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.wfile.flush()
            drop(handler)

    return step


@contextmanager
def scripted(*steps: Step) -> Iterator[Scripted]:
    """A server that takes one step for each request; what is left over at the end, or missing, is an error."""
    script = Scripted("", list(steps))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            script.asked.append(Asked(self.command, self.path, dict(self.headers), self.rfile.read(length)))
            step = script.steps.pop(0) if script.steps else answer(500, "nothing more was expected", "text/plain")
            step(self)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 (as the standard library calls them)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        script.url = "http://{}:{}".format(*server.server_address[:2])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()
    assert script.steps == [], "not all that was expected was asked for"
