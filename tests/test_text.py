"""Text for people: English where there is no catalogue, one language for each running context."""

import gettext
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from consolidate import text


class Shouting(gettext.NullTranslations):
    """A language for tests: English in capitals."""

    def gettext(self, message: str) -> str:
        return message.upper()

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return (msgid1 if n == 1 else msgid2).upper()


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    def catalogue(code: str) -> gettext.NullTranslations:
        return Shouting() if code == "loud" else gettext.NullTranslations()

    monkeypatch.setattr(text, "_catalogue", catalogue)


def test_english_is_spoken_from_the_start() -> None:
    assert text._("{count} weeks late").format(count=3) == "3 weeks late"
    assert [text.ngettext("{n} week", "{n} weeks", n).format(n=n) for n in (1, 2)] == ["1 week", "2 weeks"]


def test_a_language_without_a_catalogue_is_english() -> None:
    with text.language("tlh"):
        assert text._("late") == "late"


@pytest.mark.usefixtures("shouting")
def test_a_language_is_spoken_inside_its_block_only() -> None:
    with text.language("loud"):
        assert text._("late") == "LATE"
        assert text.ngettext("a week", "weeks", 2) == "WEEKS"
        with text.language("quiet"):
            assert text._("late") == "late"
        assert text._("late") == "LATE"
    assert text._("late") == "late"


@pytest.mark.usefixtures("shouting")
def test_two_threads_speak_two_languages_at_once() -> None:
    both_inside = Barrier(2, timeout=10)

    def speak(code: str) -> str:
        with text.language(code):
            both_inside.wait()
            return text._("late")

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(speak, ["loud", "quiet"])) == ["LATE", "late"]
