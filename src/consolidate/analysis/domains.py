"""What each domain is and for whom: users, recipients, owner, criticality (REQ-12, REQ-14, REQ-20, REQ-43)."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, table
from consolidate.analysis.subject import Subject
from consolidate.scenario.work import Domain
from consolidate.text import _

FACTS = ("main_area", "user_group", "recipients", "owner", "criticality", "sensitive", "national_demand")


def domain_section(subject: Subject) -> Iterator[Block]:
    """One row for each domain of which the scenario tells more than work and money."""
    domains = subject.scenario.domains
    told = [name for name in sorted(domains) if any(getattr(domains[name], fact) is not None for fact in FACTS)]
    if not told:
        return
    yield Heading(2, _("Domains and those they serve"))
    titles = (
        _("domain"),
        _("main area"),
        _("users"),
        _("recipients"),
        _("owner"),
        _("criticality"),
        _("personal data"),
    )
    rows = [(subject.names.domain(name), *_row(domains[name])) for name in told]
    yield table((*titles, _("national demand"), _("required")), rows)


def _row(spec: Domain) -> tuple[str, ...]:
    texts = (spec.main_area, spec.user_group, spec.recipients, spec.owner, spec.criticality)
    flags = (spec.sensitive, spec.national_demand, spec.required)
    return (*(words.dash() if text is None else str(text) for text in texts), *(_flag(flag) for flag in flags))


def _flag(flag: bool | None) -> str:
    if flag is None:
        return words.dash()
    return _("yes") if flag else _("no")
