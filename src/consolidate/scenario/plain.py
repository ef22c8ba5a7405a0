"""Models as plain JSON values, and JSON as text that is the same every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:
    """A dumped model as JSON values: dates and enums as text, decimals as the number that was written."""
    if isinstance(value, Mapping):
        return {_key(key): plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [plain(child) for child in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def canonical(value: Any) -> str:
    """The one shortest text of JSON values, keys sorted."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def readable(value: Any) -> str:
    """JSON as people and version control read it: one value a line, in the order given."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _key(key: Any) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)
