"""Moves and their causes in words: what a step waits for, back to what began it, and the rules that hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consolidate.analysis import words
from consolidate.analysis.names import Names
from consolidate.rules import Rule
from consolidate.study.replan.document import Cause, Move
from consolidate.text import _

Told = Mapping[str, Move]
TOLD = 2
"""Of what stands in the way, so much is told where nothing of it has moved."""


def moved_text(move: Move) -> str:
    """``4 weeks later``; of a fact that began in time, how much longer it takes."""
    if move.weeks is None:
        return _("new") if move.was is None else _("not done any more")
    text = words.moved_weeks(move.weeks or move.end_weeks or 0)
    return text if move.weeks else _("ends {later}").format(later=text)


def causes_text(move: Move, told: Told, names: Names) -> str:
    """All causes of a move in one sentence, in the order in which they hold the step back."""
    found = [text for cause in move.causes for text in _cause(cause, move, told, names)]
    return _("; then ").join(found) if found else words.dash()


def _cause(cause: Cause, move: Move, told: Told, names: Names) -> Iterator[str]:
    if cause.why == "waits":
        yield _waits(cause, move, told, names)
    elif cause.why in {"rule", "freed"} and cause.rule is not None:
        yield _rule(cause, move, told, names)
    elif cause.why == "choice":
        yield _choice(cause, move)
    else:
        yield {
            "fact": _("it happened so"),
            "unreported": _("nothing reports that it has begun, and it cannot begin in the past"),
            "target": _("its domain has another target now and is planned anew"),
            "wanted": _("the target that is chosen now needs it"),
            "not_wanted": _("the target that is chosen now does not need it"),
        }.get(cause.why, words.dash())


def _rule(cause: Cause, move: Move, told: Told, names: Names) -> str:
    """``want of staff forbids the earlier date (joint, integration: A is there now)``; of order, what follows it."""
    assert cause.rule is not None
    later = (move.weeks or 0) > 0
    if cause.rule == Rule.PRECEDENCE and cause.why == "rule" and not cause.together:
        follows, tied = _("{step}, which has to follow soon, is later now"), _("{step}, tied to it, is earlier now")
        return (follows if later else tied).format(step=names.gate(cause.of[0]))
    text = _("{rule} forbids the earlier date ({of})") if later else _("{rule} forbids the later date ({of})")
    if cause.why == "freed":
        text = _("before, {rule} forbade it ({of})")
    elif cause.together:
        text = _("{rule} forbids the earlier date of it and what waits for it ({of})")
    return text.format(rule=rule_text(Rule(cause.rule)), of=_in_the_way(cause, told, names))


def _in_the_way(cause: Cause, told: Told, names: Names) -> str:
    """What stands in the way: a payer's year, a pool and whoever has moved into it, or what the rule names."""
    if cause.money is not None and cause.year is not None:
        facts = {"payer": names.payer(cause.of[0]), "year": cause.year, "money": words.money(cause.money)}
        return _("{payer} in {year}: {money} too much").format(**facts)
    place, steps = [name for name in cause.of if not _is_gate(name)], [name for name in cause.of if _is_gate(name)]
    moved = [step for step in steps if step in told]
    found = [", ".join(place)] if place else []
    if cause.amount is not None and cause.limit is not None:
        text = _("{amount} tenths of a person are needed, and there are {limit}")
        found.append(text.format(amount=cause.amount, limit=cause.limit))
    if moved:
        found.append(_("{step} is there now").format(step=names.step(moved[0])))
    elif len(found) < TOLD:
        found += [names.gate(step) for step in steps[: TOLD - len(found)]]
    return "; ".join(found)


def _choice(cause: Cause, move: Move) -> str:
    later = (move.weeks or 0) > 0
    if cause.money is None or cause.money <= 0:
        return _("nothing forbids an earlier date") if later else _("nothing forbids a later date")
    text = _("starting earlier would cost {money} more") if later else _("starting later would cost {money} more")
    return text.format(money=words.money(cause.money))


def _waits(cause: Cause, move: Move, told: Told, names: Names) -> str:
    """``it waits for A, and so in the end for Z (ends 4 weeks later)``."""
    chain = move.root if move.root[:1] == cause.of else cause.of
    facts = {"next": names.step(chain[0]), "first": names.step(chain[-1])}
    text = _("it waits for {next}, and so in the end for {first}") if len(chain) > 1 else _("it waits for {next}")
    found, first = text.format(**facts), told.get(chain[-1])
    if first is not None:
        return _("{found} ({moved})").format(found=found, moved=_began(first, told, names))
    if len(chain) == 1 and cause.weeks:  # it starts when it was to, and takes longer by its target of now
        ends = _("ends {later}").format(later=words.moved_weeks(cause.weeks))
        return _("{found} ({moved})").format(found=found, moved=ends)
    return found


def _began(first: Move, told: Told, names: Names) -> str:
    """How the chain began: by a fact, or by what holds its first step."""
    moved = moved_text(first)
    own = [cause for cause in first.causes if cause.why == "rule" and cause.rule is not None]
    if not own:
        return moved
    return _("{moved}, since {why}").format(moved=moved, why=_rule(own[0], first, told, names))


def _is_gate(name: str) -> bool:
    return "/" in name


def rule_text(rule: Rule) -> str:
    """A rule as a thing that forbids."""
    return {
        Rule.STAFF: _("want of staff"),
        Rule.PROGRAMME_BUDGET: _("the programme's budget"),
        Rule.MUNICIPAL_BUDGET: _("the municipality's budget"),
        Rule.CHANGE_LOAD: _("the change that a municipality can take"),
        Rule.CUTOVER_LIMIT: _("the limit on cutovers"),
        Rule.BLACKOUT: _("a blackout"),
        Rule.DECISION_MEETING: _("want of a meeting"),
        Rule.CONTRACT_TERM: _("a contract's term"),
        Rule.MILESTONE_DUE: _("a milestone's date"),
        Rule.PINNED: _("an adopted date"),
        Rule.NOT_BEFORE: _("a date of its own"),
        Rule.PRECEDENCE: _("the order of steps"),
        Rule.DURATION: _("the calendar"),
    }.get(rule, str(rule))
