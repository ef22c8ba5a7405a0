"""Receivers of notices in tests: real servers for HTTP and for mail, with certificates of an authority of their own."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import select, text, update

from consolidate_api.database.engine import Database
from consolidate_api.store.tables import Delivery
from tests.api.conftest import Office

HERE = "127.0.0.1"


class Authority:
    """Somebody who signs certificates, whom nobody believes who does not know the file."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.file = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(self.file))

    def server(self, *names: str) -> ssl.SSLContext:
        """What a server of these names shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*names).configure_cert(context)
        return context


@dataclass(frozen=True)
class Asked:
    """A request that has come in."""

    path: str
    headers: dict[str, str]
    body: bytes


Answering = Callable[[BaseHTTPRequestHandler], None]


def answering(status: int, **headers: str) -> Answering:
    """An answer without a body; ``Retry_After`` stands for ``Retry-After``."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@dataclass
class Receiver:
    """A web server that keeps what it is sent, and answers as it is told to."""

    address: str
    answer: Answering
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def receiving(answer: Answering, tls: ssl.SSLContext | None = None, name: str = HERE) -> Iterator[Receiver]:
    """A receiver at a free port, under TLS if it has something to show."""
    found = Receiver("", answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {key.lower(): value for key, value in self.headers.items()}
            found.asked.append(Asked(self.path, headers, body))
            with suppress(OSError):
                found.answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    found.address = f"{'http' if tls is None else 'https'}://{name}:{server.server_port}/told?by=us"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """A mail server that keeps what it is handed, unless it is told to refuse it."""

    port: int
    refusal: str | None = None
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    under_tls: list[bool] = field(default_factory=list)
    users: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 (the server calls it so)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refusal is not None:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (the same)
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.messages.append(found)
        self.recipients += envelope.rcpt_tos
        self.under_tls.append(session.ssl is not None)
        return "250 kept"

    def authenticator(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, shown: Any
    ) -> AuthResult:
        assert isinstance(shown, LoginPassword)
        self.users.append(shown.login.decode())
        known = shown.password == b"p@ss/word"
        return AuthResult(success=known, handled=known)


@contextmanager
def mailbox(refusal: str | None = None, **settings: Any) -> Iterator[Mailbox]:
    """A mail server at a free port; settings as aiosmtpd has them."""
    with socket.create_server((HERE, 0)) as free:
        port = free.getsockname()[1]
    found = Mailbox(port, refusal)
    if settings.get("auth_required"):
        settings["authenticator"] = found.authenticator
    controller = Controller(found, hostname=HERE, port=port, server_hostname="mail.example", **settings)
    controller.start()
    try:
        yield found
    finally:
        controller.stop()


def deliveries(database: Database, office: Office) -> list[Delivery]:
    """All deliveries of a programme, those to webhooks first."""
    with database.tenant(office.tenant) as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.created_at, Delivery.recipient.nulls_first())))


def notice_jobs(database: Database, office: Office) -> list[str]:
    """The deliveries of a programme for which there is a job in the queue."""
    question = "SELECT args->>'delivery' FROM procrastinate_jobs WHERE queue_name = 'notices' AND args->>'tenant' = :of"
    with database.nobody() as session:
        return list(session.scalars(text(question), {"of": str(office.tenant)}))


def make_due(database: Database, office: Office) -> None:
    """Let the time come for all that waits."""
    with database.tenant(office.tenant) as session:
        session.execute(update(Delivery).where(Delivery.state == "waiting").values(next_try_at=text("now()")))
