"""Which version of the format a document has; older ones are upgraded, unknown ones are refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.text import _

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns a document of one version into one of the next; the returned document names its new version."""

SCENARIO_UPGRADES: Mapping[str, Upgrade] = {}
"""Upgrades by the format that they start from; version 1 is the first, so there is none yet."""

_FORMAT = re.compile(r"consolidate/(?P<kind>[a-z]+)/(?P<version>[0-9]{1,6})")


def upgraded(document: Any, current: str, upgrades: Mapping[str, Upgrade] = SCENARIO_UPGRADES) -> dict[str, Any]:
    """The document in the current version of its format.

    Raises:
        FaultyDocument: it is no object, has no format, or one that this program does not read.
    """
    if not isinstance(document, dict):
        wanted = _("an object with `format`: “{current}”").format(current=current)
        raise FaultyDocument([Fault("", shown(document), wanted)])
    for _step in range(len(upgrades) + 1):
        found = document.get("format")
        if found == current:
            return {**document}
        if not isinstance(found, str) or found not in upgrades:
            break
        document = upgrades[found](document)
    raise FaultyDocument([_refusal(document.get("format"), current)])


def _refusal(found: Any, current: str) -> Fault:
    wanted, match = _FORMAT.fullmatch(current), _FORMAT.fullmatch(found) if isinstance(found, str) else None
    allowed = _("“{current}”").format(current=current)
    if wanted and match and match["kind"] != wanted["kind"]:
        allowed = _("“{current}”; this document is of another kind: {kind}").format(current=current, kind=match["kind"])
    elif wanted and match and int(match["version"]) > int(wanted["version"]):
        allowed = _("“{current}”; this document needs a newer version of the program").format(current=current)
    elif wanted and match:
        allowed = _("“{current}”; there is no upgrade from this older version").format(current=current)
    return Fault("format", "" if found is None else shown(found), allowed)
