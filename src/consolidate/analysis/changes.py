"""Camels, babies and changed workplaces, by name (REQ-25, REQ-26, REQ-28)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.subject import Subject
from consolidate.programme.camels import Camel, babies_of, camels_of
from consolidate.text import _, ngettext


@dataclass(frozen=True)
class StaffMove:
    """People of a municipality who change their workplace; ``end`` is an exclusive week, None: it never comes."""

    municipality: str
    of: str
    people: int
    end: int | None


@dataclass(frozen=True)
class Changes:
    """What the plan asks of people."""

    camels: tuple[Camel, ...]
    babies: tuple[tuple[str, str], ...]
    moves: tuple[StaffMove, ...]

    @property
    def burden_tenths(self) -> int:
        """Burden of all camels, in tenths of a user-point."""
        return sum(camel.burden_tenths for camel in self.camels)

    def of(self, municipality: str) -> Changes:
        """The part of one municipality."""
        return Changes(
            tuple(camel for camel in self.camels if camel.municipality == municipality),
            tuple(baby for baby in self.babies if baby[1] == municipality),
            tuple(move for move in self.moves if move.municipality == municipality),
        )

    @property
    def people(self) -> int:
        """People who change their workplace."""
        return sum(move.people for move in self.moves if move.end is not None)


def changes_of(subject: Subject) -> Changes:
    """Camels and babies of the chosen targets, and moves of staff."""
    moves = (
        StaffMove(municipality, work, people, subject.schedule.reached(work))
        for municipality in subject.by_size
        for work, people in sorted(subject.scenario.municipalities[municipality].staff_moves.items())
        if people
    )
    options = subject.options
    return Changes(camels_of(subject.programme, options), babies_of(subject.programme, options), tuple(moves))


def change_section(subject: Subject, changes: Changes) -> Iterator[Block]:
    """Camels, babies and workplaces by name."""
    yield Heading(2, _("Camels, babies and workplaces"))
    yield Paragraph(
        _(
            "A camel is a change to a system that its users rate lower than what they have; its burden is users × "
            "points lost. A baby is a local system that is shut down although its owner values it."
        )
    )
    yield from _camels(subject, changes)
    yield from _babies(subject, changes)
    yield from _moves(subject, changes)


def _camels(subject: Subject, changes: Changes) -> Iterator[Block]:
    yield Heading(3, camel_count(changes))
    if not changes.camels:
        return
    titles = (_("municipality"), _("domain"), _("from"), _("to"), _("users"), _("points lost"), _("user-points"))
    rows = []
    for camel in sorted(changes.camels, key=lambda one: (-one.burden_tenths, one.domain, one.municipality)):
        names = subject.names
        old = subject.programme.installed(camel.domain, camel.municipality).product
        rows.append(
            (
                names.municipality(camel.municipality),
                names.domain(camel.domain),
                names.product(camel.domain, old),
                names.short_target(camel.domain, subject.options[camel.domain]),
                words.money(camel.users),
                words.tenths_text(camel.lost_tenths),
                words.tenths_text(camel.burden_tenths),
            )
        )
    users = sum(camel.users for camel in changes.camels)
    burden = words.tenths_text(changes.burden_tenths)
    rows.append((_("together"), "", "", "", words.money(users), "", burden))
    yield table(titles, rows, right=(4, 5, 6), sums=1)


def camel_count(changes: Changes) -> str:
    """``3 camels, 145 user-points``; who has none is told so."""
    if not changes.camels:
        return _("No camel")
    count = len(changes.camels)
    text = ngettext("{count} camel, {points} user-points", "{count} camels, {points} user-points", count)
    return text.format(count=count, points=words.tenths_text(changes.burden_tenths))


def baby_count(changes: Changes) -> str:
    """``2 babies``."""
    count = len(changes.babies)
    return ngettext("{count} baby", "{count} babies", count).format(count=count) if count else _("No baby")


def _babies(subject: Subject, changes: Changes) -> Iterator[Block]:
    yield Heading(3, baby_count(changes))
    if not changes.babies:
        return
    rows = []
    for domain, municipality in changes.babies:
        baby = subject.programme.installed(domain, municipality).baby or ""
        shut = subject.schedule.find(domain, municipality, "decommission")
        timeline = subject.programme.timeline
        day = words.dash() if shut is None else words.short_day(words.last_day(timeline, shut.end))
        rows.append(
            (subject.names.municipality(municipality), subject.names.domain(domain), " ".join(baby.split()), day)
        )
    yield table((_("municipality"), _("domain"), _("what is shut down"), _("last day")), rows)


def _moves(subject: Subject, changes: Changes) -> Iterator[Block]:
    moves = [move for move in changes.moves if move.end is not None]
    if not moves:
        yield Heading(3, _("Nobody is known to change workplace"))
        return
    yield Heading(3, people_text(changes))
    rows = [
        (
            subject.names.municipality(move.municipality),
            words.money(move.people),
            subject.names.gate(move.of),
            words.short_day(words.last_day(subject.programme.timeline, move.end)),
        )
        for move in moves
        if move.end is not None
    ]
    yield table((_("municipality"), _("people"), _("with"), _("done")), rows, right=(1,))


def people_text(changes: Changes) -> str:
    """How many people change workplace."""
    people = changes.people
    text = ngettext("{people} person changes workplace", "{people} people change workplace", people)
    return text.format(people=people)
