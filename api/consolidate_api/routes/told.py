"""The arguments that several routes about notices share."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from consolidate.answers.notices import DeliveryState, Event

Events = Annotated[tuple[Event, ...], Field(max_length=20)]
BecomeOf = Annotated[DeliveryState | None, Query(description="Only those of which this has become.")]
DeliverySort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]
