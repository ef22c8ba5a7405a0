"""Warnings of the small scenario of `tests.graph.small`, patched."""

from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.validate.table import warnings
from consolidate.validate.warning import Warning
from tests.graph.small import Json, document


def scenario(*patches: Json) -> Scenario:
    return parse_scenario(document(*patches))


def found(kind: str, *patches: Json) -> list[Warning]:
    """Warnings of one kind."""
    return [warning for warning in warnings(scenario(*patches)) if warning.kind == kind]


def one(kind: str, *patches: Json) -> Warning:
    """The only warning of a kind."""
    (warning,) = found(kind, *patches)
    return warning
