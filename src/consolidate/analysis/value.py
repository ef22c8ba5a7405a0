"""Is the joint platform in total better than the sum of what there is today? (REQ-24).

Quality is weighted by users; where nothing is installed there is no quality to compare, so those users are counted
apart. Cost is the present value of all cash, of the plan and of staying as today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.subject import Subject, cash_value
from consolidate.ledger.priced import burden_price_fine
from consolidate.text import _
from consolidate.units import Fine, half_up


@dataclass(frozen=True)
class TotalValue:
    """Quality before and after as user-points in tenths, of ``users`` who have a system today.

    ``served`` are users who get their first system; ``gain`` is the present value gained against staying as today,
    ``price`` what a user-point is worth in whole money.
    """

    users: int
    before: int
    after: int
    served: int
    gain: Fine
    price: int

    @property
    def weighed(self) -> Fine:
        """The gain in money plus the change in quality at the price of a user-point."""
        return Fine(self.gain + burden_price_fine(self.after - self.before, self.price))

    @property
    def as_good(self) -> bool:
        """Better in both, or better when the two are weighed."""
        if self.gain >= 0 and self.after >= self.before:
            return True
        return (self.gain >= 0 or self.after >= self.before) and self.weighed >= 0


def total_value(subject: Subject) -> TotalValue:
    """Quality and cost, before and after."""
    users = before = after = served = 0
    for domain in subject.options:
        for municipality in subject.programme.participants(domain):
            system = subject.programme.installed(domain, municipality)
            new = _quality_after(subject, domain, municipality)
            if system.quality is None:
                served += system.users if new is not None else 0
                continue
            old = int(10 * system.quality)
            users += system.users
            before += system.users * old
            after += system.users * (old if new is None else new)
    gain = Fine(cash_value(subject.reference.entries) - cash_value(subject.ledger.entries))
    return TotalValue(users, before, after, served, gain, subject.scenario.policy.burden_price)


def _quality_after(subject: Subject, domain: str, municipality: str) -> int | None:
    """Tenths of perceived quality of the new system; None where today's stays."""
    option = subject.options[domain]
    if option.product is None or subject.path(domain, municipality) == "light":
        return None
    candidate = subject.scenario.domains[domain].candidates[option.product]
    return int(10 * candidate.quality_in.get(municipality, candidate.quality))


def value_section(subject: Subject, value: TotalValue) -> Iterator[Block]:
    """Quality and cost side by side, and the verdict."""
    yield Heading(2, _("Is the whole better than today?"))
    yield Paragraph(value_text(value))
    reference = cash_value(subject.reference.entries)
    rows = [
        (
            _("quality, weighted by users (1 to 10)"),
            _average(value.before, value.users),
            _average(value.after, value.users),
            _difference(value),
        ),
        (
            _("user-points of quality"),
            words.tenths_text(value.before),
            words.tenths_text(value.after),
            words.tenths_text(value.after - value.before),
        ),
        (
            _("cost less budget effects, present value"),
            words.fine_money(reference),
            words.fine_money(reference - value.gain),
            words.signed_fine(-value.gain),
        ),
    ]
    yield table((_("what"), _("staying as today"), _("plan"), _("change")), rows, right=(1, 2, 3))
    if value.served:
        yield Paragraph(
            _("Besides, {users} users get a system who have none today.").format(users=words.money(value.served))
        )


def _average(points: int, users: int) -> str:
    return words.hundredths_text(half_up(Fraction(10 * points, users))) if users else words.dash()


def _difference(value: TotalValue) -> str:
    if not value.users:
        return words.dash()
    return words.hundredths_text(half_up(Fraction(10 * (value.after - value.before), value.users)))


def value_text(value: TotalValue) -> str:
    """The verdict in one sentence."""
    cheaper, better = value.gain >= 0, value.after >= value.before
    if cheaper and better:
        return _("In total the plan is at least as good as today: it costs no more, and quality does not fall.")
    if not cheaper and not better:
        return _("In total the plan is worse than today: it costs more, and quality falls.")
    amounts = {"amount": words.fine_money(abs(value.weighed)), "price": words.money(value.price)}
    trade = _("it costs less, and quality falls") if cheaper else _("it costs more, and quality rises")
    if value.as_good:
        text = _(
            "In total the plan is at least as good as today: {trade}; at {price} a user-point {amount} are gained."
        )
    else:
        text = _("In total the plan is worse than today: {trade}; at {price} a user-point {amount} are lost.")
    return text.format(trade=trade, **amounts)
