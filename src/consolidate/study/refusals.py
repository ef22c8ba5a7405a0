"""Who may say no to what: each refusal, wish or question as the targets that it leaves to a domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from consolidate.check.verdict import Verdict
from consolidate.programme.camels import babies_of, buried, camel, camels_of
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.study.case import Restriction

Kind = Literal["camel", "baby"]


@dataclass(frozen=True)
class Refusal:
    """A municipality's no to a camel, or to burying a baby. ``burden_tenths``: ten times the user-points, 0 of babies.

    ``restriction``: the targets that are left to the domain; none where each of them is a camel for it, or buries it.
    """

    kind: Kind
    municipality: str
    domain: str
    burden_tenths: int
    restriction: Restriction


def refusals(plan: Verdict, options: dict[str, tuple[Option, ...]]) -> tuple[Refusal, ...]:
    """A refusal of each camel and each baby of a plan; ``options``: what may be chosen, by domain."""
    programme = plan.schedule.programme
    return tuple(_refusals(programme, dict(plan.schedule.options), options))


def _refusals(
    programme: Programme, chosen: dict[str, Option], options: dict[str, tuple[Option, ...]]
) -> Iterator[Refusal]:
    for one in camels_of(programme, chosen):
        left = [
            option for option in options[one.domain] if camel(programme, one.domain, one.municipality, option) is None
        ]
        restriction = Restriction(one.domain, frozenset(left))
        yield Refusal("camel", one.municipality, one.domain, one.burden_tenths, restriction)
    for domain, municipality in babies_of(programme, chosen):
        left = [option for option in options[domain] if not buried(programme, domain, municipality, option)]
        yield Refusal("baby", municipality, domain, 0, Restriction(domain, frozenset(left)))
