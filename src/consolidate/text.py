"""Text for people: every message that a person reads goes through `_` or `ngettext`.

The source language is English. A catalogue lies under `locale/<language>/LC_MESSAGES/consolidate.mo`;
where there is none, the English text is used. The language belongs to the running context, so that two
threads (or two requests) may speak two languages at the same time. A new thread begins in English.

Fill in values after translating: `_("{count} weeks late").format(count=3)`. An f-string inside `_()` would
be looked up with its values already in it and never be found.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "consolidate"
LOCALE_FOLDER = Path(__file__).parent / "locale"

_current: ContextVar[gettext.NullTranslations] = ContextVar("consolidate_translations")
_english = gettext.NullTranslations()


def _(message: str) -> str:
    """Translate `message` into the language of the running context."""
    return _current.get(_english).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate the form that fits `count` things; fill in the count afterwards with `.format`."""
    return _current.get(_english).ngettext(singular, plural, count)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Speak the language `code` (such as `nb`) inside the `with` block; English where it has no catalogue."""
    token = _current.set(_catalogue(code))
    try:
        yield
    finally:
        _current.reset(token)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[code], fallback=True)
