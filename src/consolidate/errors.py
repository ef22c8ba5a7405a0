"""What can go wrong, as exceptions.

ConsolidateError
├── FaultyDocument     a document wrong in itself: every fault at once (exit code 2)
├── UnknownName        a name that stands in no document (exit code 2)
└── BrokenPromise      the program contradicts itself: a run has *failed* (exit code 5)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a document.

    ``path`` leads to it (``domains.finance.candidates.alfa.quality``, or ``installed.csv:17:users``),
    ``value`` is what stands there, as short text, and ``allowed`` says what may stand there.
    """

    path: str
    value: str
    allowed: str

    def __str__(self) -> str:
        shown = f" {self.value}" if self.value else ""
        return f"{self.path or '(document)'}:{shown} – {self.allowed}"


class ConsolidateError(Exception):
    """The root of all errors that this library raises on purpose."""


class FaultyDocument(ConsolidateError):
    """A document that cannot be used; ``faults`` has every fault found, sorted by path."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownName(ConsolidateError):
    """A name given by a person (a file, an alternative, a step) that does not exist."""


class BrokenPromise(ConsolidateError):
    """Two independent parts of the program disagree; nothing may be shown, the run has failed."""


def shown(value: object, limit: int = 60) -> str:
    """A value as short text for a fault, as JSON writes it; characters that no terminal shows are escaped."""
    if isinstance(value, str):
        cut = value[:limit]
        text = f"“{cut if cut.isprintable() else ascii(cut)[1:-1]}”"
        return text if len(value) <= limit else text[:limit] + "…”"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
