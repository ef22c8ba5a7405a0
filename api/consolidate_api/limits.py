"""What one programme may use: limits that an operator can set for it alone, each with its own clear answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from consolidate.answers import administration
from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.text import _

MEGABYTE = 2**20


class ProgrammeLimits(administration.ProgrammeLimits):
    """Limits of a programme: its own where it has some, else those of the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests_per_minute: int = Field(default=600, ge=1, le=10**6, description="What one token may ask for.")
    max_body_bytes: int = Field(
        default=16 * MEGABYTE, ge=1000, le=MAX_BYTES, description="The most that one request may send."
    )
    max_waiting_runs: int = Field(default=100, ge=1, le=10**6, description="How many runs may wait.")
    max_run_seconds: float = Field(
        default=3600, gt=0, le=10**9, allow_inf_nan=False, description="The longest time limit of a run."
    )
    max_followers: int = Field(
        default=50, ge=1, le=10**5, description="How many may follow runs at once, at each web process."
    )

    def with_own(self, own: Mapping[str, Any]) -> ProgrammeLimits:
        """The limits in force for a programme that has some of its own; they were checked when they were set."""
        names = ProgrammeLimits.model_fields
        return ProgrammeLimits.model_construct(**{name: own.get(name, getattr(self, name)) for name in names})


def checked_limits(given: Mapping[str, Any]) -> dict[str, Any]:
    """Limits that somebody wants to give to a programme, as they are kept; None stands for one to be taken away.

    Raises:
        FaultyDocument: some are none, or out of bounds; every fault at once.
    """
    usual = ProgrammeLimits().model_dump()
    filled = {name: usual.get(name, "") if value is None else value for name, value in given.items()}
    try:
        found = ProgrammeLimits.model_validate(filled)
    except ValidationError as error:
        faults = [(str(one["loc"][0]), shown(one["input"]), str(one["msg"])) for one in error.errors()]
        raise FaultyDocument(Fault(name, value, _allowed(name, told)) for name, value, told in faults) from None
    return {name: None if given[name] is None else getattr(found, name) for name in given}


def _allowed(name: str, told: str) -> str:
    names = ProgrammeLimits.model_fields
    return told if name in names else _("one of {names}").format(names=", ".join(names))
