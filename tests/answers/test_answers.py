"""Answers: made of what is kept, read from what is told; secrets stand in no text of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest
from pydantic import ValidationError

import consolidate.answers
from consolidate.answers.administration import Role
from consolidate.answers.base import Answer, FaultDocument, PageOf
from consolidate.answers.runs import Options, StageShown
from consolidate.errors import Fault


@dataclass(frozen=True)
class Row:
    """A stage as it could be kept, with something that is nobody's business."""

    text: str = "north alone"
    done: int = 2
    of: int = 5
    secret: str = "s3cr3t"


STAGE = StageShown(text="north alone", done=2, of=5)


def models() -> Iterator[type[Answer]]:
    for module in pkgutil.iter_modules(consolidate.answers.__path__):
        for kind in vars(import_module(f"consolidate.answers.{module.name}")).values():
            if isinstance(kind, type) and issubclass(kind, Answer):
                yield kind


def test_an_answer_is_made_of_what_is_kept() -> None:
    assert StageShown.model_validate(Row()) == STAGE


def test_what_a_newer_service_tells_beside_it_is_left_out() -> None:
    told = b'{"items": [{"text": "north alone", "done": 2, "of": 5, "mood": "good"}], "next": null, "total": 1}'
    assert PageOf[StageShown].model_validate_json(told) == PageOf[StageShown](items=[STAGE], next=None)


def test_an_answer_that_lacks_something_is_none() -> None:
    with pytest.raises(ValidationError, match="done"):
        StageShown.model_validate_json(b'{"text": "north alone", "of": 5}')


def test_a_fault_is_that_of_the_library() -> None:
    fault = Fault("period.start", "soon", "a date YYYY-MM-DD")
    assert FaultDocument.model_validate(fault).fault == fault


def test_only_the_options_that_were_chosen_are_sent() -> None:
    assert Options(seed=2, time_limit=60).document() == {"seed": 2, "time_limit": 60}


def test_secrets_stand_in_no_text() -> None:
    told = {kind.__name__: kind.model_fields["secret"].repr for kind in models() if "secret" in kind.model_fields}
    assert told == {"TokenGiven": False, "WebhookMade": False}


def test_roles_cover_those_before_them() -> None:
    assert [role for role in Role if Role.PLANNER.covers(role)] == [Role.VIEWER, Role.PLANNER]
