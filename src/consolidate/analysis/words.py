"""How figures, weeks and kinds are written for people.

Weeks are numbers from week 0's Monday, ends are exclusive; people are shown the last day, a Friday.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from consolidate.ledger.entries import EntryKind
from consolidate.programme.timeline import Timeline
from consolidate.text import _, ngettext
from consolidate.units import half_up, rounded_money

MILLION = 1_000_000
FRIDAY = 4


def weekday(day: date) -> str:
    """The name of a day of the week."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return names[day.weekday()]


def month(day: date) -> str:
    """The name of a month."""
    names = (
        *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
        *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
    )
    return names[day.month - 1]


def long_day(day: date) -> str:
    """``Friday 2 January 2009``."""
    return _("{weekday} {day} {month} {year}").format(
        weekday=weekday(day), day=day.day, month=month(day), year=day.year
    )


def short_day(day: date) -> str:
    """``2 January 2009``."""
    return _("{day} {month} {year}").format(day=day.day, month=month(day), year=day.year)


def first_day(timeline: Timeline, week: int) -> date:
    """The Monday on which a week begins."""
    return timeline.day(week)


def last_day(timeline: Timeline, end: int) -> date:
    """The Friday before an exclusive end week: the day on which people see the work done."""
    return timeline.day_at(7 * (end - 1) + FRIDAY)


def week_text(timeline: Timeline, week: int) -> str:
    """``week 1 of 2009``, by the calendar of weeks that offices use (ISO 8601)."""
    year, number, _day = timeline.day(week).isocalendar()
    return _("week {number} of {year}").format(number=number, year=year)


def moved_weeks(weeks: int) -> str:
    """``4 weeks later``, or ``1 week earlier`` where there are fewer than none."""
    count = abs(weeks)
    later = ngettext("{weeks} week later", "{weeks} weeks later", count)
    earlier = ngettext("{weeks} week earlier", "{weeks} weeks earlier", count)
    return (earlier if weeks < 0 else later).format(weeks=count)


def money(amount: int) -> str:
    """Whole money with thousands set apart: ``1,250,000``; a true minus sign."""
    return f"{amount:,}".replace("-", "\N{MINUS SIGN}")


def signed(amount: int) -> str:
    """Money with its sign, for what is better (+) or worse (−)."""
    return money(amount) if amount <= 0 else "+" + money(amount)


def fine_money(fine: int) -> str:
    """Hundred-thousandths as whole money."""
    return money(rounded_money(fine))


def signed_fine(fine: int) -> str:
    """Hundred-thousandths as whole money with its sign."""
    return signed(rounded_money(fine))


def rough(amount: int) -> str:
    """An amount as one would say it: ``1.9 million``, ``640,000``, ``7,400``."""
    if abs(amount) >= MILLION:
        tenths = half_up(Fraction(10 * amount, MILLION))
        return _("{amount} million").format(amount=decimal_text(Decimal(tenths) / 10))
    return money(_two_figures(amount))


def _two_figures(amount: int) -> int:
    """A smaller amount to three figures."""
    step = int(10 ** max(0, len(str(abs(amount))) - 3))
    return half_up(Fraction(amount, step)) * step


def decimal_text(value: Decimal) -> str:
    """A decimal without needless zeros, thousands set apart."""
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\N{MINUS SIGN}")


def tenths_text(tenths: int) -> str:
    """Tenths as a decimal: ``12.5``."""
    return decimal_text(Decimal(tenths) / 10)


def hundredths_text(hundredths: int) -> str:
    """Hundredths as a decimal: ``7.25``."""
    return decimal_text(Decimal(hundredths) / 100)


def years_text(years: Fraction | None) -> str:
    """Years with one decimal; a dash where there are none."""
    return dash() if years is None else tenths_text(half_up(10 * years))


def percent_text(part: int, whole: int) -> str:
    """A share in whole per cent."""
    return _("{percent} %").format(percent=half_up(Fraction(100 * part, whole)) if whole else 0)


def dash() -> str:
    """What stands in an empty cell."""
    return "–"


def kind_text(kind: EntryKind) -> str:
    """What an entry of the ledger is for."""
    return {
        EntryKind.JOINT_ONE_OFF: _("joint one-off cost"),
        EntryKind.LOCAL_ONE_OFF: _("local one-off cost"),
        EntryKind.LEAVING_FEE: _("fees for leaving contracts early"),
        EntryKind.EXTENSION: _("extensions of contracts"),
        EntryKind.RENEWAL: _("known renewals of old systems"),
        EntryKind.RUNNING_OLD: _("running cost of old systems"),
        EntryKind.RUNNING_NEW: _("running cost of new systems"),
        EntryKind.BUDGET_EFFECT: _("benefits that change budgets"),
        EntryKind.LATENESS: _("late milestones"),
        EntryKind.BURDEN: _("burden of camels"),
        EntryKind.BABY: _("buried babies"),
        EntryKind.WINDOW: _("work inside unwanted windows"),
        EntryKind.OVER_BUDGET: _("money over budgets"),
        EntryKind.OVER_LOAD: _("change beyond what can be taken"),
        EntryKind.OVER_CAMELS: _("camels beyond limits"),
        EntryKind.OVER_BABIES: _("babies beyond limits"),
        EntryKind.MOVED_PROMISE: _("moved promises"),
        EntryKind.TIME_RELEASED: _("time released"),
    }[kind]
