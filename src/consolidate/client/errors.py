"""What can go wrong between a program and the service.

ConsolidateError
└── ClientError
    ├── Unusable        the address or the token cannot be used
    ├── Unreachable     no answer could be had in the time given
    ├── StrangeAnswer   an answer came that this client does not understand
    └── ServerProblem   the service said no, with a problem document (RFC 9457)

None of them holds the token, nor the request that carried it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consolidate.errors import ConsolidateError, Fault


class ClientError(ConsolidateError):
    """The root of what the client raises on purpose."""


class Unusable(ClientError):
    """An address or a token that cannot be used."""


class Unreachable(ClientError):
    """No answer could be had; what was asked for may have been done or not, if it was a change."""


class StrangeAnswer(ClientError):
    """An answer that this client does not understand: of another program, or of a service that is much newer."""


class ServerProblem(ClientError):
    """The service said no.

    ``kind`` names what is wrong where the status alone says too little (``faulty-document``, ``stale``). ``faults`` are
    those of the document that was sent, ``violations`` by rule what a plan breaks. ``request`` finds the request in the
    log of the service. ``retry_after``: so many seconds are worth waiting.
    """

    def __init__(  # noqa: PLR0913 (each part of the problem is an argument)
        self,
        status: int,
        title: str,
        *,
        detail: str | None = None,
        kind: str | None = None,
        faults: Iterable[Fault] = (),
        violations: Mapping[str, list[dict[str, Any]]] | None = None,
        request: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.status, self.title, self.detail, self.kind = status, title, detail, kind
        self.faults, self.violations = tuple(faults), dict(violations or {})
        self.request, self.retry_after = request, retry_after
        told = f"{status} {title}" if detail is None else f"{status} {title}: {detail}"
        super().__init__("\n".join([told, *(f"  {fault}" for fault in self.faults)]))
