"""What all answers have in common, and what several of them are made of."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from consolidate.errors import Fault


class Answer(BaseModel):
    """Something that the service tells: made of what it keeps, and read without what a newer one tells beside it."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)


Shown = TypeVar("Shown", bound=Answer)


class PageOf(Answer, Generic[Shown]):
    """A page of a collection; ``next`` is the cursor of the page after it, null on the last one."""

    items: list[Shown]
    next: str | None


class FaultDocument(Answer):
    """One thing that is wrong: where, what stands there, and what may stand there."""

    path: str = Field(examples=["domains.finance.candidates.alfa.quality"])
    value: str = Field(examples=["11"])
    allowed: str = Field(examples=["at most 10"])

    @property
    def fault(self) -> Fault:
        """The same, as the library has it."""
        return Fault(self.path, self.value, self.allowed)
