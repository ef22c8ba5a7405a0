"""The client: one service, one token, and all that can be asked for, by resource."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

import httpx2

from consolidate import __version__
from consolidate.answers.administration import Health, Myself, ProgrammeShown
from consolidate.client.address import read_address
from consolidate.client.administration import Audit, Operations, Tokens
from consolidate.client.alternatives import Alternatives
from consolidate.client.baselines import Baselines
from consolidate.client.notices import Deliveries, Mail, Webhooks
from consolidate.client.replanning import Nightly, Proposals, Reports
from consolidate.client.runs import Runs
from consolidate.client.scenarios import Scenarios
from consolidate.client.token import Bearer
from consolidate.client.wire import ANSWER_SECONDS, CONNECT_SECONDS, Sleep, Wire

PATIENCE = 60.0


class Client:
    """A service, as a program uses it; connections are closed when the ``with`` block ends.

    ``patience``: for so many seconds a request is tried again after trouble, where that does no harm: one that reads,
    that sets, or that carries an idempotency key; any other only where nothing has been done. ``allow_clear``: the
    token may travel over http to other machines, where whoever is on the way can read it. ``transport``: how requests
    travel, in place of the network. ``sleep``: how it waits between tries.

    Proxies and certificates of the environment are used with https alone.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        patience: float = PATIENCE,
        allow_clear: bool = False,
        transport: httpx2.BaseTransport | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        address = read_address(url, with_token=token is not None, allow_clear=allow_clear)
        self.url = str(address)
        self._http = httpx2.Client(
            base_url=address,
            auth=None if token is None else Bearer(token),
            headers={"User-Agent": f"consolidate/{__version__}"},
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            trust_env=address.scheme == "https",
            transport=transport,
        )
        wire = Wire(self._http, patience, sleep)
        self._operations = Operations(wire)
        self.scenarios = Scenarios(wire)
        self.alternatives = Alternatives(wire)
        self.runs = Runs(wire)
        self.baselines = Baselines(wire)
        self.reports = Reports(wire)
        self.proposals = Proposals(wire)
        self.nightly = Nightly(wire)
        self.webhooks = Webhooks(wire)
        self.mail = Mail(wire)
        self.deliveries = Deliveries(wire)
        self.tokens = Tokens(wire)
        self.audit = Audit(wire)

    def health(self) -> Health:
        """Whether the service answers."""
        return self._operations.health()

    def programme(self) -> ProgrammeShown:
        """The programme to which the token belongs: its limits, and what it has under way."""
        return self._operations.programme()

    def whoami(self) -> Myself:
        """Who the token says that one is, and until when."""
        return self._operations.whoami()

    def sign_out(self) -> None:
        """End the token at once, for everybody who has it; whatever is asked with it from then on is refused (401)."""
        self._operations.sign_out()

    def ready(self) -> Health:
        """Whether the service can work; a problem (503) where it cannot."""
        return self._operations.ready()

    def metrics(self) -> str:
        """The figures of the service, as Prometheus reads them."""
        return self._operations.metrics()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.url!r})"
