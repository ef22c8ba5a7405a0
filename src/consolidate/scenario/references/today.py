"""References of what is installed today, and that it is known for every participant."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.errors import shown
from consolidate.scenario.references.known import Known, gate_fault, unknown_keys
from consolidate.scenario.today import Installed
from consolidate.scenario.troubles import Path, Trouble
from consolidate.text import _


def installed_troubles(known: Known) -> Iterator[Trouble]:
    """Systems of unknown municipalities or domains, and participants of which nothing is known."""
    installed = known.scenario.installed
    yield from unknown_keys(("installed",), installed, _("a municipality"), known.municipalities)
    for municipality, systems in installed.items():
        yield from unknown_keys(("installed", municipality), systems, _("a domain"), known.domains)
        for domain, system in systems.items():
            yield from _notice(known, ("installed", municipality, domain), system)
    yield from _missing(known)


def _missing(known: Known) -> Iterator[Trouble]:
    written = known.document.get("installed")
    systems = written if isinstance(written, dict) else {}
    for domain in known.scenario.domains:
        for municipality in sorted(known.participants(domain) & known.municipalities):
            there = systems.get(municipality)
            if not (isinstance(there, dict) and domain in there):
                allowed = _("this is needed: at least `users`, since the municipality takes part")
                yield Trouble(("installed", municipality, domain), "", allowed)


def _notice(known: Known, path: Path, system: Installed) -> Iterator[Trouble]:
    after = system.contract.notice_after if system.contract else None
    if after is None:
        return
    allowed = gate_fault(known, after)
    if allowed is None and "/" in after and after.split("/")[1] != "joint":
        allowed = _("a measure, milestone, domain or joint step `domain/joint/step`")
    if allowed is not None:
        yield Trouble((*path, "contract", "notice_after"), shown(after), allowed)
