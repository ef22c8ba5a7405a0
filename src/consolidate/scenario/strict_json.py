"""JSON read strictly: UTF-8, no doubled keys, no NaN, no endless number, bounded in size and depth.

The standard library reads the text; hooks leave a marker where it would have been lenient, and one walk over
the result turns markers into faults with their paths. Size, number of values and nesting are bounded before
any model is built, so that a hostile document cannot exhaust memory.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.scenario.troubles import MOST_ERRORS, Path, Trouble
from consolidate.text import _

MAX_BYTES = 64 * 1024 * 1024
MAX_VALUES = 1_000_000
"""Of a scenario: eight times those of 357 municipalities and 40 domains."""

MAX_DEPTH = 20
MAX_DIGITS = 18


@dataclass(frozen=True)
class Unreadable:
    """Stands where the text had something that strict JSON does not have."""

    text: str

    def __repr__(self) -> str:
        return self.text


class Doubled(dict[str, Any]):
    """An object of which some keys were given more than once; the last value counts, the others are kept."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(key for key, _value in pairs)
        self.again = [key for key, count in times.items() if count > 1]
        self.hidden = [(key, value) for key, value in pairs if self[key] is not value]


def load_json(raw: bytes, most_values: int = MAX_VALUES) -> tuple[Any, list[Trouble]]:
    """Read a document; the troubles are those that leave the rest readable.

    Raises:
        FaultyDocument: nothing can be read at all.
    """
    text = _text(raw, most_values)
    try:
        document = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_number,
            parse_constant=Unreadable,
        )
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise FaultyDocument([_syntax(text, error)]) from None
    return document, strict_troubles(document)


def strict_troubles(document: Any) -> list[Trouble]:
    """What is not strict in a document that has already been read: markers, odd numbers, broken text, depth.

    Raises:
        FaultyDocument: the document is nested too deeply, or has keys that are no text.
    """
    troubles: list[Trouble] = []
    todo: list[tuple[Path, Any]] = [((), document)]
    while todo and len(troubles) < MOST_ERRORS:
        path, value = todo.pop()
        if len(path) > MAX_DEPTH:
            raise _too_deep()
        if isinstance(value, dict):
            troubles.extend(_object_troubles(path, value))
            todo.extend(((*path, str(key)), child) for key, child in value.items())
            todo.extend(((*path, key), child) for key, child in getattr(value, "hidden", ()))
        elif isinstance(value, list):
            todo.extend(((*path, place), child) for place, child in enumerate(value))
        else:
            troubles.extend(_scalar_troubles(path, value))
    return troubles


def _text(raw: bytes, most_values: int) -> str:
    if len(raw) > MAX_BYTES:
        size = _("{megabytes} MB").format(megabytes=len(raw) // 2**20)
        raise FaultyDocument([Fault("", size, _("at most {most} MB").format(most=MAX_BYTES // 2**20))])
    if not raw.strip():
        raise FaultyDocument([Fault("", _("an empty file"), _("a JSON document"))])
    # Each value but the first follows a comma or an opening bracket: their number bounds that of the values.
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > most_values:
        raise FaultyDocument([Fault("", "", _("at most {most} values").format(most=f"{most_values:,}"))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = _("byte {position}").format(position=error.start)
        raise FaultyDocument([Fault("", where, _("text in UTF-8; this is another encoding or no text"))]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else Doubled(pairs)


def _whole(text: str) -> int | Unreadable:
    return int(text) if len(text) <= MAX_DIGITS else Unreadable(text)


def _number(text: str) -> float | Unreadable:
    number = float(text)
    return number if math.isfinite(number) else Unreadable(text)


def _object_troubles(path: Path, value: dict[Any, Any]) -> Iterator[Trouble]:
    for key in getattr(value, "again", ()):
        yield Trouble((*path, key), "", _("this key once in the object; it is given more than once"))
    for key in value:
        if not isinstance(key, str):
            raise FaultyDocument([Trouble((*path, str(key)), "", _("a key that is text")).fault()])
        if not _encodable(key):
            yield Trouble((*path, key), "", _("a key without broken characters"))


def _scalar_troubles(path: Path, value: Any) -> Iterator[Trouble]:
    if isinstance(value, str):
        if not _encodable(value):
            yield Trouble(path, shown(value), _("text without broken characters"))
    elif isinstance(value, Unreadable) or (isinstance(value, float) and not math.isfinite(value)):
        yield Trouble(path, shown(value), _("a number that can be written out, of at most 18 digits"))


def _encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_deep() -> FaultyDocument:
    return FaultyDocument([Fault("", "", _("at most {most} levels of nesting").format(most=MAX_DEPTH))])


def _syntax(text: str, error: json.JSONDecodeError) -> Fault:
    where = _("line {line}, column {column}").format(line=error.lineno, column=error.colno)
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return Fault("", where, _("a whole JSON document; the text ends before the document does"))
    return Fault("", where, _("JSON; the reader says: {reason}").format(reason=error.msg))
