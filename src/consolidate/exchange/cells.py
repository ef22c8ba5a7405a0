"""What a cell may hold: each kind has a name for the documentation, a reader, and a sentence for faults.

A reader takes the cell's text, never empty, and gives the value as it stands in a scenario document. Limits on
size and all references beyond the tables are left to the scenario's own reader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from consolidate.text import _

SEPARATOR = ";"
_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_REFERENCE = re.compile(r"[A-Za-z0-9_/-]{1,190}")
_WHOLE = re.compile(r"[0-9]{1,15}")
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WAIT = re.compile(r"([A-Za-z0-9_/-]{1,190})(?: lag ([0-9]{1,4}))?(?: within ([0-9]{1,4}))?")
_MONTHS = range(1, 13)


class Unfit(ValueError):
    """A cell's text is not of its kind."""


@dataclass(frozen=True)
class Kind:
    """A kind of cell: its name, how it is read, and what is allowed in it."""

    name: str
    read: Callable[[str], Any]
    allowed: Callable[[], str]


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise Unfit(text)
    return text


def _whole(text: str) -> int:
    return int(_matched(_WHOLE, text))


def _number(text: str) -> int | float:
    value = _matched(_NUMBER, text)
    return float(value) if value.partition(".")[2].strip("0") else int(value.partition(".")[0])


def _day(text: str) -> str:
    _matched(_DATE, text)
    try:
        date.fromisoformat(text)
    except ValueError:
        raise Unfit(text) from None
    return text


def _yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise Unfit(text)
    return text == "yes"


def _listed(read_one: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    return lambda text: [read_one(part.strip()) for part in text.split(SEPARATOR)]


def _pair(part: str, read_key: Callable[[str], str], read_value: Callable[[str], Any]) -> tuple[str, Any]:
    key, sign, value = part.partition("=")
    if not sign:
        raise Unfit(part)
    return read_key(key.strip()), read_value(value.strip())


def _pairs(read_key: Callable[[str], str], read_value: Callable[[str], Any]) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        pairs = [_pair(part, read_key, read_value) for part in text.split(SEPARATOR)]
        if len(dict(pairs)) != len(pairs):
            raise Unfit(text)
        return dict(pairs)

    return read


def _either(read_one: Callable[[str], Any], read_pairs: Callable[[str], dict[str, Any]]) -> Callable[[str], Any]:
    return lambda text: read_pairs(text) if "=" in text else read_one(text)


def _id(text: str) -> str:
    return _matched(_ID, text)


def _label(text: str) -> str:
    if not text:
        raise Unfit(text)
    return text


def _wait(text: str) -> str | dict[str, Any]:
    found = _WAIT.fullmatch(text)
    if found is None:
        raise Unfit(text)
    step, lag, within = found.groups()
    if lag is None and within is None:
        return step
    limits = {"lag": lag, "within": within}
    return {"step": step, **{name: int(value) for name, value in limits.items() if value is not None}}


def _every(text: str) -> list[str]:
    first, sign, last = text.partition(" to ")
    if not sign:
        raise Unfit(text)
    return [_matched(_MONTH_DAY, first.strip()), _matched(_MONTH_DAY, last.strip())]


def _exception(text: str) -> str:
    return text if _MONTH_DAY.fullmatch(text) else _day(text)


def _month(text: str) -> int:
    if _whole(text) not in _MONTHS:
        raise Unfit(text)
    return int(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unfit(text) from None


def _no_constant(text: str) -> None:
    raise Unfit(text)


def choice(*allowed: str) -> Kind:
    """A kind that allows only the given words."""

    def read(text: str) -> str:
        if text not in allowed:
            raise Unfit(text)
        return text

    return Kind(" or ".join(allowed), read, lambda: _("one of {choices}").format(choices=", ".join(allowed)))


def choices(*allowed: str) -> Kind:
    """A kind that allows a list of the given words."""
    one = choice(*allowed)
    return Kind(f"list of {one.name}", _listed(one.read), one.allowed)


TEXT = Kind("text", lambda text: text, lambda: _("text"))
ID = Kind("id", _id, lambda: _("an id of letters, digits, - and _"))
REFERENCE = Kind("reference", lambda text: _matched(_REFERENCE, text), lambda: _("an id, or ids joined by /"))
WHOLE = Kind("whole number", _whole, lambda: _("a whole number, digits only"))
NUMBER = Kind("number", _number, lambda: _("a number with a point before decimals"))
DATE = Kind("date", _day, lambda: _("a date YYYY-MM-DD"))
YES_NO = Kind("yes or no", _yes_no, lambda: _("yes or no"))
YEAR = Kind("year", lambda text: _matched(re.compile(r"(19|20|21)[0-9]{2}"), text), lambda: _("a year YYYY"))
IDS = Kind("list of ids", _listed(_id), lambda: _("ids of letters, digits, - and _, with ; between"))
REFERENCES = Kind("list of references", _listed(REFERENCE.read), lambda: _("ids, or ids joined by /, with ; between"))
WAITS = Kind(
    "list of waits", _listed(_wait), lambda: _("ids with ; between, each with “lag N” or “within N” if wanted")
)
DATES = Kind("list of dates", _listed(_day), lambda: _("dates YYYY-MM-DD with ; between"))
MONTHS = Kind("list of months", _listed(_month), lambda: _("numbers of months 1-12 with ; between"))
EVERY = Kind("MM-DD to MM-DD", _every, lambda: _("two days of the year, “MM-DD to MM-DD”"))
EXCEPTIONS = Kind("list of MM-DD or dates", _listed(_exception), lambda: _("days MM-DD or dates with ; between"))
PEOPLE = Kind("id=number list", _pairs(_id, _whole), lambda: _("id=whole number with ; between"))
LABELLED = Kind("text=number list", _pairs(_label, _whole), lambda: _("text=whole number with ; between"))
PERCENTAGES = Kind("id=number list", _pairs(_id, _number), lambda: _("id=number with ; between"))
SCALE = Kind(
    "number, or step=number list",
    _either(_number, _pairs(_id, _number)),
    lambda: _("a number, or step=number with ; between"),
)
AMOUNTS = Kind(
    "whole number, or municipality=number list",
    _either(_whole, _pairs(_id, _whole)),
    lambda: _("a whole number, or municipality=whole number with ; between"),
)
JSON = Kind("JSON", _json, lambda: _("a JSON value: a number, “text” in quotes, true, false, null, a list, an object"))
PATH = Kind(
    "path",
    lambda text: ".".join(_matched(re.compile(r"[A-Za-z0-9_/-]{1,190}"), part) for part in text.split(".")),
    lambda: _("names with . between, as in milestones.M2.due"),
)
