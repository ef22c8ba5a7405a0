"""Camels and babies: who must change to something worse, and which local favourites are shut down (SPEC §4, §6)."""

from __future__ import annotations

from dataclasses import dataclass

from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option


@dataclass(frozen=True)
class Camel:
    """A municipality that must change to a target perceived as worse; quality in tenths of a point."""

    domain: str
    municipality: str
    users: int
    lost_tenths: int

    @property
    def burden_tenths(self) -> int:
        """Users × tenths of a point lost: ten times the user-points."""
        return self.users * self.lost_tenths


def lost_tenths(programme: Programme, domain: str, municipality: str, product: str) -> int:
    """Tenths of a point of perceived quality lost by changing to a product; 0 where none is lost."""
    system = programme.installed(domain, municipality)
    candidate = programme.scenario.domains[domain].candidates[product]
    perceived = candidate.quality_in.get(municipality, candidate.quality)
    return 0 if system.quality is None else max(0, int(10 * (system.quality - perceived)))


def camel(programme: Programme, domain: str, municipality: str, option: Option) -> Camel | None:
    """The camel that an option is for a participant, if it is one."""
    if option.product is None or programme.path(domain, municipality, option) != "full":
        return None
    lost = lost_tenths(programme, domain, municipality, option.product)
    return Camel(domain, municipality, programme.installed(domain, municipality).users, lost) if lost else None


def buried(programme: Programme, domain: str, municipality: str, option: Option) -> bool:
    """Whether an option shuts down a system that its owner values."""
    if option.stays or programme.path(domain, municipality, option) != "full":
        return False
    return programme.installed(domain, municipality).baby is not None


def camels_of(programme: Programme, options: dict[str, Option]) -> tuple[Camel, ...]:
    """Every camel under the chosen options, by domain and municipality."""
    found = (
        camel(programme, domain, municipality, option)
        for domain, option in sorted(options.items())
        for municipality in programme.participants(domain)
    )
    return tuple(one for one in found if one is not None)


def babies_of(programme: Programme, options: dict[str, Option]) -> tuple[tuple[str, str], ...]:
    """Every (domain, municipality) whose baby is buried under the chosen options."""
    return tuple(
        (domain, municipality)
        for domain, option in sorted(options.items())
        for municipality in programme.participants(domain)
        if buried(programme, domain, municipality, option)
    )


@dataclass(frozen=True)
class LimitUse:
    """How a limit is used: (domain, municipality, burden in tenths) of those that count, and the refused ones."""

    counted: tuple[tuple[str, str, int], ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def burden_tenths(self) -> int:
        """Burden of those that count, in tenths of a user-point."""
        return sum(burden for _, _, burden in self.counted)


def limit_use(
    scope: str, refused: tuple[str, ...], accepted: tuple[str, ...], taken: tuple[tuple[str, str, int], ...]
) -> LimitUse:
    """What counts under a limit for ``all`` or one municipality: accepted domains do not (SPEC §7.6)."""
    own = [one for one in taken if scope in ("all", one[1])]
    return LimitUse(
        tuple(one for one in own if one[0] not in accepted),
        tuple((domain, municipality) for domain, municipality, _ in own if domain in refused),
    )
