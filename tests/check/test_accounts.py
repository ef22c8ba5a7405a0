"""Amounts as exact text, written and read."""

import pytest

from consolidate.check.accounts import exact_text, read_exact


@pytest.mark.parametrize("fine", [0, 1, -1, 99_999, 100_000, -123_456, 10**22])
def test_what_is_written_is_read_again(fine: int) -> None:
    assert read_exact(exact_text(fine)) == fine


@pytest.mark.parametrize("text", [None, "", "1", "1.5", "1e9", "1.000001", "NaN", "9" * 50 + ".00000"])
def test_other_texts_are_no_amounts(text: str | None) -> None:
    assert read_exact(text) is None
