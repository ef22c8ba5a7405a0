from datetime import date
from fractions import Fraction

import pytest

from consolidate.analysis import words
from consolidate.analysis.names import visible
from consolidate.ledger.entries import EntryKind
from consolidate.programme.timeline import Timeline
from tests.analysis.example import subject


@pytest.fixture
def timeline() -> Timeline:
    return subject().programme.timeline


def test_people_are_shown_last_days_never_exclusive_ends(timeline: Timeline) -> None:
    # Week 51 begins on Monday 29 December 2008; a step that ends with it is done on its Friday.
    assert timeline.day(51) == date(2008, 12, 29)
    assert words.long_day(words.last_day(timeline, 52)) == "Friday 2 January 2009"
    assert words.week_text(timeline, 51) == "week 1 of 2009"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (1_234_567, "1,234,567"), (-5, "−5"), (12_000_000_000, "12,000,000,000")],
)
def test_money_has_thousands_set_apart_and_a_true_minus(amount: int, text: str) -> None:
    assert words.money(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (1_900_000, "1.9 million"),
        (1_949_999, "1.9 million"),
        (2_000_000, "2 million"),
        (640_321, "640,000"),
        (74, "74"),
    ],
)
def test_rough_amounts_are_said_as_one_would(amount: int, text: str) -> None:
    assert words.rough(amount) == text


def test_signed_money_says_which_way() -> None:
    assert [words.signed(amount) for amount in (5, 0, -5)] == ["+5", "0", "−5"]


def test_years_are_told_with_one_decimal_or_not_at_all() -> None:
    assert words.years_text(Fraction(21, 4)) == "5.3"
    assert words.years_text(None) == words.dash()


def test_shares_are_whole_per_cent() -> None:
    assert words.percent_text(2, 3) == "67 %"
    assert words.percent_text(1, 0) == "0 %"


def test_every_kind_of_entry_has_words() -> None:
    assert len({words.kind_text(kind) for kind in EntryKind}) == len(EntryKind)


def test_names_cannot_steer_a_terminal_and_are_cut() -> None:
    assert visible("ab\x1b[2Jc\nd") == "ab [2Jc d"
    assert len(visible("x" * 500)) == 80


def test_objects_without_names_are_called_by_their_ids() -> None:
    names = subject().names
    assert (names.municipality("north"), names.municipality("south")) == ("North", "south")
    assert names.step("finance/south/cutover") == "finance, south: cutover"
    assert names.step("coordination") == names.gate("coordination") == "Coordination plan"
    assert names.milestone("M6") == "M6 All run joint finance"
    assert names.currency == "NOK of 2008"
