"""Causes in words: what stands in the way is named, on the side on which it stands."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.analysis.names import Names
from consolidate.study.replan.causes_shown import causes_text
from consolidate.study.replan.document import Cause, Move
from tests.scenarios import monday, programme

CUTOVER, SHUT, INSTALL = "finance/ash/cutover", "finance/ash/decommission", "finance/joint/install"
NAMES = Names(programme({"municipalities": {"ash": {"name": "Ash Town"}}}).scenario)


def moved(step: str, weeks: int, *causes: Cause, root: tuple[str, ...] = ()) -> Move:
    was, now = monday(10), monday(10 + weeks)
    return Move.model_validate(
        {
            "step": step,
            "status": "adopted",
            "was": was,
            "now": now,
            "weeks": weeks,
            "end_weeks": weeks,
            "approval": True,
            "causes": causes,
            "root": root,
        }
    )


def told(weeks: int, cause: dict[str, Any], *others: Move) -> str:
    move = moved(CUTOVER, weeks, Cause.model_validate(cause))
    return causes_text(move, {one.step: one for one in (move, *others)}, NAMES)


MONEY = {"why": "rule", "rule": "municipal_budget", "of": ["ash"], "year": 2008, "money": 366_200}
ORDER = {"why": "rule", "rule": "precedence", "of": [SHUT]}
STAFF = {"rule": "staff", "of": ["joint", "trainer", SHUT], "amount": 9, "limit": 4}
PEOPLE = "(joint, trainer; 9 tenths of a person are needed, and there are 4)"


@pytest.mark.parametrize(
    ("weeks", "cause", "text"),
    [
        (4, MONEY, "the municipality's budget forbids the earlier date (Ash Town in 2008: 366,200 too much)"),
        (4, {**MONEY, "together": 3}, "forbids the earlier date of it and what waits for it (Ash Town in 2008"),
        (4, ORDER, "which has to follow soon, is later now"),
        (-4, ORDER, "tied to it, is earlier now"),
        (4, {"why": "rule", **STAFF}, f"want of staff forbids the earlier date {PEOPLE}"),
        (-4, {"why": "rule", **STAFF}, f"want of staff forbids the later date {PEOPLE}"),
        (-4, {"why": "freed", **STAFF}, f"before, want of staff forbade it {PEOPLE}"),
        (4, {"why": "target", "of": ["finance"]}, "its domain has another target now and is planned anew"),
        (4, {"why": "choice", "money": 1200}, "starting earlier would cost 1,200 more"),
        (-4, {"why": "choice", "money": 1200}, "starting later would cost 1,200 more"),
        (4, {"why": "choice", "money": -1}, "nothing forbids an earlier date"),
        (-4, {"why": "choice", "money": 0}, "nothing forbids a later date"),
    ],
)
def test_a_cause_in_words(weeks: int, cause: dict[str, Any], text: str) -> None:
    assert text in told(weeks, cause)


def test_who_has_moved_into_the_way_is_named() -> None:
    text = told(4, {"why": "rule", **STAFF}, moved(SHUT, 2))
    assert text.startswith(f"want of staff forbids the earlier date {PEOPLE[:-1]}; ")
    assert text.endswith(" is there now)")


def test_what_stays_in_the_way_is_named_where_there_is_no_pool() -> None:
    assert told(4, {"why": "rule", "rule": "blackout", "of": ["closing"]}).endswith("(closing)")
    limit = {"why": "rule", "rule": "cutover_limit", "of": ["ash", SHUT, INSTALL]}
    assert told(4, limit).count(";") == 1


def test_what_takes_longer_under_another_target_is_told_so() -> None:
    move = moved(SHUT, 2, Cause(why="waits", of=(CUTOVER,), weeks=2), root=(CUTOVER,))
    assert causes_text(move, {SHUT: move}, NAMES).endswith("(ends 2 weeks later)")


def test_a_chain_is_told_with_what_held_its_first_step() -> None:
    first = moved(INSTALL, 9, Cause.model_validate(MONEY))
    move = moved(SHUT, 9, Cause(why="waits", of=(CUTOVER,)), root=(CUTOVER, INSTALL))
    text = causes_text(move, {INSTALL: first, SHUT: move}, NAMES)
    assert "and so in the end for" in text
    assert "(9 weeks later, since the municipality's budget forbids the earlier date (Ash Town in 2008: " in text
